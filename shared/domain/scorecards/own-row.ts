/**
 * An organization's own rows: a pure function of its events and plan rows of the year, and of what the year before
 * handed on.
 *
 * The caller reads the year's events first, then the year's plan rows, then the own row of the December before, all
 * strongly and completely; loads the criteria sets that {@link criteriaSetsNeeded} names; folds; puts every row that
 * comes out, each on its own condition.
 */
import type { CriteriaSet } from '../criteria/criteria.ts';
import { GRADES, type Grade } from '../criteria/grade.ts';
import { fromArray } from '../criteria/measures.ts';
import { scoreMeeting } from '../criteria/scoring.ts';
import { doesDuty } from '../events/duty-done.ts';
import { newestOf, type StoredEvent } from '../events/event.ts';
import { addFindings, findingsLeft } from '../events/findings.ts';
import { meetingKind } from '../events/meeting.ts';
import { isLastOfYear, latest, type Month, monthNumber, monthsOf, quarterOf, yearOf } from '../period.ts';
import { mayBeDoneIn } from '../roster/duty.ts';
import { isCommittee, type OrganizationId } from '../roster/organization.ts';
import type { CriteriaSetRef, PlanRow } from '../roster/plan.ts';
import { NO_RUNS } from './flag.ts';
import { type FlaggedMeeting, flagsOf, runsOf } from './flags.ts';
import { handedOnLeft, handedOnOpen, handOn } from './hand-on.ts';
import { weightOf, type YearBefore } from './handed-on.ts';
import type { MonthBasis } from './month-basis.ts';
import { figuresOfMonth } from './month-figures.ts';
import { FOLD_VERSION, type Profile, type ScoreRow, TOP } from './scorecard.ts';
import { sinceOf } from './since-when.ts';
import { inspectionsOf, regularOf, reviewOf, superiorSheetOf, type Told, toldOf } from './told.ts';

export type OwnRowInputs = {
  readonly organization: OrganizationId;
  /** Rows of this month and of every later one of its year come out. */
  readonly fromMonth: Month;
  /** Every event of the organization's year, in any order. */
  readonly events: readonly StoredEvent[];
  /** Every plan row of the organization's year, in any order. */
  readonly plans: readonly PlanRow[];
  /** Left out: nothing was handed on. */
  readonly before?: YearBefore | null;
  /** At least those that {@link criteriaSetsNeeded} names. */
  readonly criteriaSets: readonly CriteriaSet[];
};

/**
 * The distinct criteria sets that a fold from `fromMonth` on may ask for: those of the whole year, because an annual
 * rule asks for the grades of earlier months, each by the set of its own month.
 */
export function criteriaSetsNeeded(plans: readonly PlanRow[], fromMonth: Month): CriteriaSetRef[] {
  const needed = plans
    .filter(({ month }) => yearOf(month) === yearOf(fromMonth))
    .map(({ criteriaSet }) => criteriaSet);
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
  const before = inputs.before ?? null;
  return plans
    .filter(({ month }) => month >= fromMonth)
    .toSorted((a, b) => (a.month < b.month ? -1 : 1))
    .flatMap((plan) => {
      const upTo = <T extends { readonly month: Month }>(item: T) => item.month <= plan.month;
      return rowsOfMonth(
        plan,
        { events: events.filter(upTo), plans: plans.filter(upTo), before },
        inputs.criteriaSets,
      );
    });
}

/** Of the year's months up to and including the plan's own; and what the year before handed on. */
type SoFar = Pick<OwnRowInputs, 'events' | 'plans'> & { readonly before: YearBefore | null };

function rowsOfMonth(plan: PlanRow, soFar: SoFar, criteriaSets: readonly CriteriaSet[]): ScoreRow[] {
  const { events, plans, before } = soFar;
  const versions = plans.reduce((sum, { version }) => sum + version, 0);
  const stamp = {
    month: plan.month,
    organization: plan.organization,
    watermark: events.length + versions + weightOf(before) + FOLD_VERSION,
    foldVersion: FOLD_VERSION,
    asOf: latest([
      ...events.map(({ recordedAt }) => recordedAt),
      ...plans.map(({ plannedAt }) => plannedAt),
      before?.asOf ?? '',
    ]),
  };
  const committee = isCommittee(plan.kind);
  const parent = committee ? plan.organization : (plan.parent ?? TOP);
  const live: ScoreRow = {
    ...stamp,
    parent,
    tombstone: false,
    profile: profileOf(plan),
    criterionSums: [],
    ...contentOfMonth(plan, soFar, criteriaSets),
  };
  if (committee) return [live];
  return [
    live,
    ...plan.formerParents.map((former) => ({ ...stamp, parent: former, tombstone: true as const })),
  ];
}

/** The figures, and the basis that they can be folded from again. */
function contentOfMonth(
  plan: PlanRow,
  { events, plans, before }: SoFar,
  criteriaSets: readonly CriteriaSet[],
) {
  const { month } = plan;
  const told = toldOf(events);
  const regular = regularOf(told, month);
  const earlier = { ...basisOf(plan, plans, events, told), ...findingsBefore(plan, told, before) };
  const graded = gradedBefore(plan, plans, told, criteriaSets);
  const review = regular && reviewOf(told, regular);
  const inspections = inspectionsOf(told);
  const basis = graded.length === 0 ? earlier : { ...earlier, gradedBefore: graded };
  const figures = figuresOfMonth({
    month,
    basis,
    revisions: events.filter((event) => event.month === month).length,
    standing: told.meetings.flatMap((event) => (event.month === month && !event.withdrawn ? [event] : [])),
    inspections: inspections.filter((one) => one.month === month),
    review: review?.record ?? null,
    criteriaSet: () => setOf(plan, criteriaSets),
  });
  const { meetings, isWhole } = unbroken(plans, told, criteriaSets);
  const runs = runsOf(meetings, (isWhole && before?.handedOn.runs) || NO_RUNS);
  const flags = plan.expected ? flagsOf(meetings, figures.criteria, runs) : [];
  const handsOn = isLastOfYear(month) ? handOn(before, told, runs) : null;
  const planned = newestOf('schedule', events).find((event) => event.month === month)?.record;
  const counted = fromArray(figures.measures);
  const offSchedule = counted.regular > counted.onSchedule ? (regular?.record ?? null) : null;
  // Of who is closed nobody waits for a remedy: its last month alone, opened again, takes one.
  const found = plan.exists
    ? { inspections, handedOn: handedOnOpen(before, told) }
    : { inspections: [], handedOn: [] };
  const since = sinceOf({ offSchedule, review, ...found });
  return {
    basis,
    ...figures,
    ...(planned == null ? {} : { planned }),
    ...(flags.length === 0 ? {} : { flags }),
    ...(since === undefined ? {} : { since }),
    ...(handsOn === null ? {} : { handedOn: handsOn }),
  };
}

/**
 * The year's regular meetings owed and held, back to the first month that lacks its own; and whether none does.
 * `plans` are those up to and including the month's own.
 */
function unbroken(
  plans: readonly PlanRow[],
  told: Told,
  criteriaSets: readonly CriteriaSet[],
): { readonly meetings: readonly FlaggedMeeting[]; readonly isWhole: boolean } {
  const held = plans
    .filter(({ expected }) => expected)
    .toSorted((a, b) => (a.month < b.month ? -1 : 1))
    .map((then) => ({ then, regular: regularOf(told, then.month) }));
  const gap = held.findLastIndex(({ regular }) => regular === null || regular.withdrawn);
  const meetings = held.slice(gap + 1).flatMap(({ then, regular }) => {
    if (regular === null || regular.withdrawn) return [];
    const { record } = regular;
    const fullMarks =
      record.selfScore !== null &&
      setOf(then, criteriaSets).criteria.every(({ id, max }) => record.selfScore?.[id] === max);
    return [{ record, fullMarks }];
  });
  return { meetings, isWhole: gap === -1 };
}

/** `plans`, `events` and `told` are those of the year's months up to and including the plan's own. */
function basisOf(
  plan: PlanRow,
  plans: readonly PlanRow[],
  events: readonly StoredEvent[],
  told: Told,
): MonthBasis {
  const { month, meets, expected, thematicOwed, hasCommittee, handbook, dayRule, duePassed } = plan;
  const owedBefore = plans.filter((each) => each.expected && each.month < month).map((each) => each.month);
  const quarter = monthsOf(quarterOf(month));
  const standing = told.meetings.filter((event) => !event.withdrawn && event.month < month);
  const heldBefore = standing.filter(({ key, month: of }) => key === 'regular' && owedBefore.includes(of));
  return {
    meets,
    expected,
    thematicOwed,
    hasCommittee,
    handbook,
    dayRule,
    duePassed,
    owedBefore: ascending(owedBefore),
    heldBefore: ascending(heldBefore.map((event) => event.month)),
    thematicBefore: standing.some(
      (event) => meetingKind(event.key) === 'thematic' && quarter.includes(event.month),
    ),
    withdrawn: [...told.meetings, ...told.inspections]
      .filter((event) => event.withdrawn && event.month === month)
      .map(({ key, revision }) => ({ key, revision }))
      .toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    ...dutiesOf(plan, told),
    ...otherRevisions(month, events),
  };
}

function findingsBefore(
  { month, duePassed }: PlanRow,
  told: Told,
  before: YearBefore | null,
): Pick<MonthBasis, 'findingsBefore'> {
  const left = inspectionsOf(told)
    .filter((one) => one.month < month)
    .map(({ record, remedied }) => findingsLeft(record.findings, remedied, { month, duePassed }));
  const sum = addFindings([handedOnLeft(before, told, { month, duePassed }), ...left]);
  return sum.open === 0 ? {} : { findingsBefore: sum };
}

/** A quarterly duty falls due in the quarter's last month and may have been done before. */
function dutiesOf({ month, duties }: PlanRow, told: Told): Pick<MonthBasis, 'duties'> {
  const before = inspectionsOf(told).filter((one) => one.month < month);
  const ofMonth = duties.map(({ every, ...duty }) => {
    const may = monthsOf(mayBeDoneIn({ every }, month));
    return { ...duty, doneBefore: before.some((one) => may.includes(one.month) && doesDuty(one, duty)) };
  });
  return ofMonth.length === 0 ? {} : { duties: ofMonth };
}

function otherRevisions(month: Month, events: readonly StoredEvent[]): Pick<MonthBasis, 'otherRevisions'> {
  const others = events.filter(
    (event) => event.month === month && event.type !== 'meeting' && event.type !== 'inspection',
  );
  return others.length === 0 ? {} : { otherRevisions: others.length };
}

/** Grades of the year's earlier regular meetings, each by the set of its own month, if this month's set asks for them. */
function gradedBefore(
  plan: PlanRow,
  plans: readonly PlanRow[],
  told: Told,
  criteriaSets: readonly CriteriaSet[],
): Grade[] {
  const held = plans.flatMap((then) => {
    const regular = then.expected && then.month < plan.month ? regularOf(told, then.month) : null;
    return regular === null || regular.withdrawn ? [] : [{ then, regular }];
  });
  if (held.length === 0 || setOf(plan, criteriaSets).annual === undefined) return [];
  const grades = held.map(
    ({ then, regular }) =>
      scoreMeeting(setOf(then, criteriaSets), regular.record, then, superiorSheetOf(told, regular)).grade,
  );
  return GRADES.flatMap((grade) => grades.filter((one) => one === grade).map(() => grade));
}

const ascending = (months: readonly Month[]): number[] => months.map(monthNumber).toSorted((a, b) => a - b);

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
