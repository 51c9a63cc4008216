/**
 * An organization's own rows: a pure function of its events and plan rows of the year.
 *
 * The caller reads the year's events first, then the year's plan rows, both strongly and completely; loads the
 * criteria sets that {@link criteriaSetsNeeded} names; folds; puts every row that comes out, each on its own condition.
 */
import type { CriteriaSet } from './criteria.ts';
import { type Measures, toArray } from './measures.ts';
import { type MeetingKey, type MeetingRevision, meetingKind, type StoredEvent } from './meeting.ts';
import { heldMeasures, regularMeetingMeasures, scoreMeasures, thematicMeasures } from './meeting-measures.ts';
import { isCommittee, type OrganizationId } from './organization.ts';
import { latest, type Month, monthsOf, quarterOf, yearOf } from './period.ts';
import type { CriteriaSetRef, PlanRow } from './plan.ts';
import { FOLD_VERSION, type Profile, type ScoreRow, TOP } from './scorecard.ts';
import { type MeetingScore, scoreMeeting } from './scoring.ts';
import { statusOfMonth } from './status.ts';

export type OwnRowInputs = {
  readonly organization: OrganizationId;
  /** Rows of this month and of every later one of its year come out. */
  readonly fromMonth: Month;
  /** Every event of the organization's year, in any order. */
  readonly events: readonly StoredEvent[];
  /** Every plan row of the organization's year, in any order. */
  readonly plans: readonly PlanRow[];
  /** At least those that {@link criteriaSetsNeeded} names. */
  readonly criteriaSets: readonly CriteriaSet[];
};

/** The distinct criteria sets that a fold from `fromMonth` on will ask for. */
export function criteriaSetsNeeded(plans: readonly PlanRow[], fromMonth: Month): CriteriaSetRef[] {
  const needed = plans.filter(({ month }) => month >= fromMonth).map(({ criteriaSet }) => criteriaSet);
  return [...new Map(needed.map((ref) => [`${ref.id}/${ref.revision}`, ref])).values()];
}

/**
 * For each month ≥ `fromMonth` that has a plan row, ascending: the row under the current parent (a committee's
 * in its own partition), then a tombstone under each former parent.
 *
 * @throws Error when a criteria set that a plan row names was not given.
 */
export function foldOwnRows({ organization, fromMonth, ...inputs }: OwnRowInputs): ScoreRow[] {
  const ofYear = <T extends { readonly organization: OrganizationId; readonly month: Month }>(item: T) =>
    item.organization === organization && yearOf(item.month) === yearOf(fromMonth);
  const plans = inputs.plans.filter(ofYear);
  const events = inputs.events.filter(ofYear);
  return plans
    .filter(({ month }) => month >= fromMonth)
    .toSorted((a, b) => (a.month < b.month ? -1 : 1))
    .flatMap((plan) => {
      const upTo = <T extends { readonly month: Month }>(item: T) => item.month <= plan.month;
      return rowsOfMonth(plan, events.filter(upTo), plans.filter(upTo), inputs.criteriaSets);
    });
}

/** `events` and `plans` are those of the year's months up to and including the plan's own. */
function rowsOfMonth(
  plan: PlanRow,
  events: readonly StoredEvent[],
  plans: readonly PlanRow[],
  criteriaSets: readonly CriteriaSet[],
): ScoreRow[] {
  const stamp = {
    month: plan.month,
    organization: plan.organization,
    watermark: events.length + plans.reduce((sum, { version }) => sum + version, 0) + FOLD_VERSION,
    foldVersion: FOLD_VERSION,
    asOf: latest([...events.map(({ recordedAt }) => recordedAt), ...plans.map(({ plannedAt }) => plannedAt)]),
  };
  const committee = isCommittee(plan.kind);
  const parent = committee ? plan.organization : (plan.parent ?? TOP);
  const live: ScoreRow = {
    ...stamp,
    parent,
    tombstone: false,
    profile: profileOf(plan),
    criterionSums: [],
    ...contentOfMonth(plan, events, plans, criteriaSets),
  };
  if (committee) return [live];
  return [
    live,
    ...plan.formerParents.map((former) => ({ ...stamp, parent: former, tombstone: true as const })),
  ];
}

const NO_SCORE: MeetingScore = { criteria: [], points: null, grade: null, gatesFailed: [] };

function contentOfMonth(
  plan: PlanRow,
  events: readonly StoredEvent[],
  plans: readonly PlanRow[],
  criteriaSets: readonly CriteriaSet[],
) {
  const newest = newestRevisions(events);
  const regular = newest.get(`${plan.month} regular`) ?? null;
  const status = statusOfMonth(plan, regular);
  const record = plan.expected ? (regular?.record ?? null) : null;
  const score = record === null ? NO_SCORE : scoreMeeting(setOf(plan, criteriaSets), record, plan);
  const measures: Partial<Measures> = {
    revisions: events.filter(({ month }) => month === plan.month).length,
    expected: plan.expected ? 1 : 0,
    reported: status === 'reported' || status === 'late' ? 1 : 0,
    onTime: status === 'reported' ? 1 : 0,
    late: status === 'late' ? 1 : 0,
    awaiting: status === 'awaiting' || status === 'withdrawn' ? 1 : 0,
    overdue: status === 'overdue' ? 1 : 0,
    handbookExpected: plan.expected && plan.handbook ? 1 : 0,
    ...(record === null ? {} : regularMeetingMeasures(record, plan)),
    ...(record === null ? {} : scoreMeasures(score, record)),
    ...besidesRegular(plan, newest),
    ...heldMeasures(yearSoFar(plan.month, plans, newest)),
  };
  return { status, measures: toArray(measures), ...score };
}

/** Thematic and extraordinary meetings of the month, and whether the quarter's thematic one was held. */
function besidesRegular(plan: PlanRow, newest: NewestRevisions): Partial<Measures> {
  const standing = [...newest.values()].filter(({ withdrawn }) => !withdrawn);
  const ofKind = (kind: ReturnType<typeof meetingKind>, months: readonly Month[]) =>
    standing.filter(({ key, month }) => meetingKind(key) === kind && months.includes(month));
  const thematic = ofKind('thematic', [plan.month]).flatMap(({ record }) =>
    record === null ? [] : [record],
  );
  const inQuarter = ofKind('thematic', monthsOf(quarterOf(plan.month)));
  return {
    ...thematicMeasures(thematic),
    extraordinary: ofKind('extraordinary', [plan.month]).length,
    thematicExpected: plan.thematicOwed ? 1 : 0,
    thematicMet: plan.thematicOwed && inQuarter.length > 0 ? 1 : 0,
  };
}

/** January … `month`: owed by the plan row of each, and held if its regular record stands. */
function yearSoFar(month: Month, plans: readonly PlanRow[], newest: NewestRevisions) {
  const owed = new Set(plans.filter(({ expected }) => expected).map((plan) => plan.month));
  return monthsOf(yearOf(month))
    .filter((each) => each <= month)
    .map((each) => ({
      owed: owed.has(each),
      held: owed.has(each) && newest.get(`${each} regular`)?.withdrawn === false,
    }));
}

/** By month and key, e.g. `2026-10 regular`. */
type NewestRevisions = ReadonlyMap<`${Month} ${MeetingKey}`, MeetingRevision>;

/** The newest revision of each record: what currently holds, be it a withdrawal. */
export function newestRevisions(events: readonly StoredEvent[]): NewestRevisions {
  const newest = new Map<`${Month} ${MeetingKey}`, MeetingRevision>();
  for (const event of events) {
    const id = `${event.month} ${event.key}` as const;
    if ((newest.get(id)?.revision ?? 0) < event.revision) newest.set(id, event);
  }
  return newest;
}

function setOf({ criteriaSet }: PlanRow, sets: readonly CriteriaSet[]): CriteriaSet {
  const set = sets.find(({ id, revision }) => id === criteriaSet.id && revision === criteriaSet.revision);
  if (set === undefined) throw new Error(`criteria set ${criteriaSet.id}/${criteriaSet.revision} not given`);
  return set;
}

/** What a row carries along of its plan row. */
export const profileOf = ({ name, kind, unit, dueAt, criteriaSet }: PlanRow): Profile => ({
  name,
  kind,
  unit,
  dueAt,
  criteriaSet,
});
