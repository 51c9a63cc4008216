/**
 * What the scorecards of some months must show, counted straight from the accepted revisions and the plan rows:
 * every cell's month once, added to everybody above it. It shares no code with the folds and takes another way
 * (down from the record instead of up from the rows), so that the two are wrong together only by the same misreading.
 */

import { MEASURES, type Measure } from '../../shared/domain/criteria/measures.ts';
import type { StoredEvent } from '../../shared/domain/events/event.ts';
import type { MeetingRecord, MeetingRevision } from '../../shared/domain/events/meeting.ts';
import type { Month } from '../../shared/domain/period.ts';
import type { OrganizationId } from '../../shared/domain/roster/organization.ts';
import type { PlanRow } from '../../shared/domain/roster/plan.ts';
import type { Status } from '../../shared/domain/scorecards/scorecard.ts';
import { halfEven } from './half-even.ts';
import { countDuties, countInspections, countSuperior, superiorsWord } from './recount-inspections.ts';

export type CountedScore = {
  readonly points: number | null;
  readonly grade: string | null;
  readonly criteria: readonly { readonly id: string; readonly points: number | null; readonly max: number }[];
};

/** How meetings are scored: the test's own words for the criteria sets it uses. */
export type Scorer = {
  /** @param superior hundredths by criterion that a superior gave and that decide where the set lets a superior decide */
  readonly score: (
    record: MeetingRecord,
    plan: PlanRow,
    superior: Readonly<Record<string, number>>,
  ) => CountedScore;
  /** Grade of a mean. */
  readonly gradeOf: (points: number, plan: PlanRow) => string;
};

export type Counted = {
  readonly organization: OrganizationId;
  readonly month: Month;
  /** Null for the root. */
  readonly parent: OrganizationId | null;
  readonly status: Status;
  readonly points: number | null;
  readonly grade: string | null;
  readonly measures: Readonly<Record<Measure, number>>;
  /** By `set criterion`, whatever the set's revision: cell-months graded, their points, and how many had full points. */
  readonly criteria: Readonly<Record<string, readonly [graded: number, points: number, full: number]>>;
};

type Figures = { measures: Record<Measure, number>; criteria: Record<string, [number, number, number]> };

const COMMITTEES = ['province', 'district', 'base-committee', 'sub-committee'];

/** One entry for each plan row, by `organization month`. */
export function recount(
  events: readonly StoredEvent[],
  plans: readonly PlanRow[],
  scorer: Scorer,
): Map<string, Counted> {
  const planOf = new Map(plans.map((plan) => [`${plan.organization} ${plan.month}`, plan]));
  const cells = new Map(plans.map((plan) => [plan, countOne(plan, events, plans, scorer)]));
  const totals = new Map(plans.map((plan) => [plan, nothing()]));
  for (const [plan, { figures }] of cells) {
    for (let at: PlanRow | undefined = plan; at; at = planOf.get(`${at.parent} ${at.month}`)) {
      const total = totals.get(at);
      if (total !== undefined) add(total, figures);
    }
  }
  return new Map(
    plans.map((plan) => {
      const key = `${plan.organization} ${plan.month}`;
      const { organization, month, parent } = plan;
      const own = cells.get(plan);
      const total = totals.get(plan) ?? nothing();
      if (own !== undefined && !COMMITTEES.includes(plan.kind)) {
        const { status, points, grade } = own;
        return [key, { organization, month, parent, status, points, grade, ...total }];
      }
      const { graded, pointsSum } = total.measures;
      const points = graded === 0 ? null : halfEven(pointsSum, graded);
      const grade = points === null ? null : scorer.gradeOf(points, plan);
      return [key, { organization, month, parent, status: worst(total.measures), points, grade, ...total }];
    }),
  );
}

const nothing = (): Figures => ({
  measures: Object.fromEntries(MEASURES.map((name) => [name, 0])) as Record<Measure, number>,
  criteria: {},
});

function add(total: Figures, more: Figures): void {
  for (const name of MEASURES) total.measures[name] += more.measures[name];
  for (const [key, [graded, points, full]] of Object.entries(more.criteria)) {
    const [g, p, f] = total.criteria[key] ?? [0, 0, 0];
    total.criteria[key] = [g + graded, p + points, f + full];
  }
}

function worst(m: Readonly<Record<Measure, number>>): Status {
  if (m.expected === 0) return 'exempt';
  if (m.overdue > 0) return 'overdue';
  if (m.awaiting > 0) return 'awaiting';
  return m.late > 0 ? 'late' : 'reported';
}

/** The revision that stands for a record: the one with the highest number. */
function standing(events: readonly MeetingRevision[], organization: string, month: Month, key: string) {
  return events
    .filter((e) => e.organization === organization && e.month === month && e.key === key)
    .sort((a, b) => a.revision - b.revision)
    .at(-1);
}

function statusOf(plan: PlanRow, regular: MeetingRevision | undefined): Status {
  if (!plan.expected) return 'exempt';
  if (regular === undefined) return plan.duePassed ? 'overdue' : 'awaiting';
  if (regular.withdrawn) return plan.duePassed ? 'overdue' : 'withdrawn';
  return regular.onTime ? 'reported' : 'late';
}

/** What an organization itself brings in one month. */
function countOne(
  plan: PlanRow,
  events: readonly StoredEvent[],
  plans: readonly PlanRow[],
  scorer: Scorer,
): { figures: Figures; status: Status; points: number | null; grade: string | null } {
  const figures = nothing();
  const m = figures.measures;
  const { organization, month } = plan;
  const told = events.filter((e) => e.organization === organization);
  const mine = told.filter((e) => e.type === 'meeting');
  const regular = standing(mine, organization, month, 'regular');
  const status = statusOf(plan, regular);

  m.revisions = told.filter((e) => e.month === month).length;
  if (plan.expected) {
    m.expected = 1;
    if (status === 'reported') m.onTime = 1;
    if (status === 'late') m.late = 1;
    if (status === 'overdue') m.overdue = 1;
    if (status === 'awaiting' || status === 'withdrawn') m.awaiting = 1;
    m.reported = m.onTime + m.late;
    if (plan.handbook) m.handbookExpected = 1;
  }
  countInspections(m, plan, told);
  countDuties(m, plan, told);
  countBesides(m, plan, mine);
  countYear(m, plan, mine, plans);
  if (!plan.expected || regular === undefined || regular.record === null)
    return { figures, status, points: null, grade: null };

  countRecord(m, regular.record, plan);
  const { points, grade, criteria } = scorer.score(regular.record, plan, superiorsWord(plan, told, regular));
  const asked = new Set(criteria.map(({ id }) => id));
  const full = criteria.reduce((sum, { max }) => sum + max, 0);
  countSuperior(m, plan, told, regular, { asked: [...asked], full });
  for (const [id, selfPoints] of Object.entries(regular.record.selfScore ?? {})) {
    if (!asked.has(id)) continue;
    m.selfScored = 1;
    m.selfPointsSum += selfPoints;
  }
  if (points !== null && grade !== null) {
    m.graded = 1;
    m.pointsSum = points;
    m.fullScoreSum = full;
    m.percentSum = halfEven(points * 10_000, full);
    m[gradeMeasure(grade)] = 1;
    for (const one of criteria) {
      const key = `${plan.criteriaSet.id} ${one.id}`;
      if (one.points !== null) figures.criteria[key] = [1, one.points, one.points === one.max ? 1 : 0];
    }
  }
  return { figures, status, points, grade };
}

function gradeMeasure(grade: string): Measure {
  if (grade === 'tot' || grade === 'kha' || grade === 'kem' || grade === 'dat') return grade;
  return grade === 'trung-binh' ? 'trungBinh' : 'khongDat';
}

function countBesides(m: Record<Measure, number>, plan: PlanRow, mine: readonly MeetingRevision[]): void {
  const number = Number(plan.month.slice(5));
  const quarter = [0, 1, 2]
    .map((i) => Math.floor((number - 1) / 3) * 3 + 1 + i)
    .map((n) => `${plan.month.slice(0, 5)}${String(n).padStart(2, '0')}`);
  const keys = new Set(mine.map((e) => `${e.month} ${e.key}`));
  for (const name of keys) {
    const [month = '', key = ''] = name.split(' ');
    const record = standing(mine, plan.organization, month, key)?.record ?? null;
    if (record === null) continue;
    if (key.startsWith('thematic-') && plan.thematicOwed && quarter.includes(month)) m.thematicMet = 1;
    if (month !== plan.month) continue;
    if (key.startsWith('extraordinary-')) m.extraordinary += 1;
    if (!key.startsWith('thematic-')) continue;
    m.thematic += 1;
    m.thematicRequired += required(record);
    m.thematicPresent += record.members.present;
  }
  if (plan.thematicOwed) m.thematicExpected = 1;
}

function countYear(
  m: Record<Measure, number>,
  plan: PlanRow,
  mine: readonly MeetingRevision[],
  plans: readonly PlanRow[],
): void {
  const year = plan.month.slice(0, 4);
  let owed = 0;
  let held = 0;
  for (let n = 1; n <= Number(plan.month.slice(5)); n += 1) {
    const month = `${year}-${String(n).padStart(2, '0')}`;
    const then = plans.find((p) => p.organization === plan.organization && p.month === month);
    if (then === undefined || !then.expected) continue;
    owed += 1;
    if (standing(mine, plan.organization, month, 'regular')?.record) held += 1;
  }
  if (owed === 0) return;
  if (owed < Number(plan.month.slice(5))) m.heldPartYear = 1;
  else if (held >= 12) m.held12 = 1;
  else if (held >= 9) m.held9to11 = 1;
  else if (held >= 5) m.held5to8 = 1;
  else m.heldUnder5 = 1;
}

function required({ members: x }: MeetingRecord): number {
  return x.total - x.exempt - x.temporaryOut - x.suspended + x.temporaryIn;
}

const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const one = (condition: boolean): number => (condition ? 1 : 0);

function countRecord(m: Record<Measure, number>, record: MeetingRecord, plan: PlanRow): void {
  const { members, discussion, preparation, agenda, resolution, previousResolution, handbook } = record;
  m.regular = 1;
  m.rescheduled = one(record.rescheduleReason !== null);
  m.membersTotal = members.total;
  m.membersExempt = members.exempt;
  m.membersRequired = required(record);
  m.membersPresent = members.present;
  m.absentExcused = members.absentExcused;
  m.absentUnexcused = members.absentUnexcused;
  m.repeatedAbsences = members.repeatedAbsences ?? 0;
  m.discussionKnown = one(discussion.speakers !== null && discussion.opinions !== null);
  m.speakers = discussion.speakers ?? 0;
  m.opinions = discussion.opinions ?? 0;
  m.proposals = discussion.proposals ?? 0;
  m.minutesHeld = minutes(record.endedAt) - minutes(record.startedAt);
  m.atLeast90Minutes = one(m.minutesHeld >= 90);
  m.onSchedule = one(heldInTime(record.heldOn, plan));

  const met = plan.hasCommittee ? preparation.committeeMet : true;
  const prepared = [
    preparation.secretaryPrepared,
    met,
    preparation.documentsDistributed,
    preparation.draftResolution,
  ];
  m.preparationKnown = one(!prepared.includes(null));
  m.preparationComplete = one(prepared.every((fact) => fact === true));
  m.documentsDistributed = one(preparation.documentsDistributed === true);
  const points = Object.values(agenda);
  m.agendaKnown = one(!points.includes(null));
  m.agendaComplete = one(points.every((fact) => fact === true));
  m.stepsInOrder = one(record.stepsInOrder === true);
  m.minutesKnown = one(record.minutesComplete !== null);
  m.minutesComplete = one(record.minutesComplete === true);

  m.resolutionKnown = one(resolution.form !== null);
  m.resolutionsAdopted = one(resolution.form === 'resolution' || resolution.form === 'conclusion');
  m.tasksAssigned = resolution.tasksAssigned ?? 0;
  m.tasksWithDeadline = resolution.tasksWithDeadline ?? 0;
  m.membersAssigned = resolution.membersAssigned ?? 0;
  m.workingMembers = members.working ?? 0;
  m.workingAssigned = resolution.workingAssigned ?? 0;
  m.previousTasks = previousResolution.tasks ?? 0;
  m.previousTasksDone = previousResolution.done ?? 0;
  m.handbookScheduled = one(plan.handbook && handbook.scheduled === true);
  m.handbookRollTaken = one(plan.handbook && handbook.rollTaken === true);
  m.handbookResolutionPosted = one(plan.handbook && handbook.resolutionPosted === true);
}

/** On the programme's weekday, where there is one; else within the month, or the quarter where that is the rhythm. */
function heldInTime(heldOn: string, { month, meets, dayRule }: PlanRow): boolean {
  const third = Math.floor((Number(month.slice(5)) - 1) / 3);
  const sameQuarter =
    heldOn.slice(0, 4) === month.slice(0, 4) && Math.floor((Number(heldOn.slice(5, 7)) - 1) / 3) === third;
  if (meets === 'quarterly' ? !sameQuarter : heldOn.slice(0, 7) !== month) return false;
  if (dayRule === null) return true;
  const weekday = new Date(`${heldOn}T12:00:00Z`).getUTCDay() || 7;
  return weekday === dayRule.weekday && Math.ceil(Number(heldOn.slice(8)) / 7) === dayRule.week;
}
