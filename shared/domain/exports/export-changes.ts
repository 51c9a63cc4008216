/** What differs between two exports of one organization and period, and why. */
import type { Grade } from '../criteria/grade.ts';
import { MEASURES, type Measure, type MeasureArray, toArray } from '../criteria/measures.ts';
import { comparableMean, percentOfFull } from '../criteria/sheets-used.ts';
import { equalValues } from '../equality.ts';
import type { Month } from '../period.ts';
import { isCommittee, type Kind, type OrganizationId, type Unit } from '../roster/organization.ts';
import type { Status } from '../scorecards/scorecard.ts';
import { type EventMark, reasonsOfMarks } from './event-marks.ts';
import type { PlanEntry, ScorecardEntry } from './export-tables.ts';

/** Why an organization's row differs; in this order where several hold. */
export const CHANGE_REASONS = [
  'joined',
  'left',
  'month-opened',
  'move',
  'roster',
  'criteria',
  'record',
  'late-record',
  'amendment',
  'withdrawal',
  'review',
  'inspection',
  'remedy',
  'facts',
  'duty',
  'due-passed',
  'parts',
  'other',
] as const;
export type ChangeReason = (typeof CHANGE_REASONS)[number];

/** What a later export must know of an organization's row to tell what became of it. */
export type ComparedOrganization = {
  readonly organization: OrganizationId;
  readonly name: string;
  readonly kind: Kind;
  readonly unit: Unit;
  readonly path: readonly OrganizationId[];
  /** Where it stood in its last month, if that is elsewhere: of one that is gone `path` follows whom it stood below. */
  readonly stood?: readonly OrganizationId[] | undefined;
  readonly status: Status;
  readonly points: number | null;
  readonly grade: Grade | null;
  readonly mixedSheets: boolean;
  readonly watermark: number;
  readonly months: readonly ComparedMonth[];
  readonly figures: MeasureArray;
  /** Of one that was a cell in some of the months and a committee in others: what it did in those as a cell. */
  readonly asCell?: MeasureArray | undefined;
  /** What is current of its events. */
  readonly records: readonly EventMark[];
};

/**
 * An opened month: the criteria set as `id/revision`, whether a meeting was owed, whether the due date had passed
 * (null: no basis), and how many duties to attend fell due.
 */
export type ComparedMonth = readonly [
  month: Month,
  criteriaSet: string,
  expected: boolean | null,
  duePassed: boolean | null,
  duties: number,
];

/** How an organization stood in one of the two exports; over several sheets without points and grade. */
export type Standing = Pick<
  ComparedOrganization,
  'status' | 'points' | 'grade' | 'mixedSheets' | 'watermark'
> & {
  /** Hundredths of a percent; null if nothing was graded, or the export is older than the figure. */
  readonly percentOfFull: number | null;
  /** Null for the root. */
  readonly parent: OrganizationId | null;
};

export const figureOf = ({ figures }: Pick<ComparedOrganization, 'figures'>, measure: Measure): number =>
  figures[MEASURES.indexOf(measure)] ?? 0;

export type ExportChange = Pick<ComparedOrganization, 'organization' | 'name' | 'kind'> & {
  /** At least one, in the order of {@link CHANGE_REASONS}. */
  readonly reasons: readonly ChangeReason[];
  /** Null if it was not in the export before. */
  readonly before: Standing | null;
  /** Null if it is not in this one. */
  readonly after: Standing | null;
};

/**
 * An organization's row of an export as the next one will compare it.
 * @param plans what its months were folded from
 * @param records what is current of its events
 */
export const comparedOf = (
  { organization, name, kind, unit, path, status, watermark, measures, asCell, ...scored }: ScorecardEntry,
  plans: readonly PlanEntry[],
  records: readonly EventMark[],
): ComparedOrganization => ({
  organization,
  name,
  kind,
  unit,
  path,
  ...stoodElsewhere(plans.at(-1)?.path, path),
  status,
  points: scored.points,
  grade: scored.grade,
  mixedSheets: scored.mixedSheets,
  watermark,
  months: plans.map(({ month, criteriaSet, basis }) => [
    month,
    `${criteriaSet.id}/${criteriaSet.revision}`,
    basis?.expected ?? null,
    basis?.duePassed ?? null,
    basis?.duties?.length ?? 0,
  ]),
  figures: toArray(measures),
  ...(asCell === undefined ? {} : { asCell: toArray(asCell) }),
  records,
});

const stoodElsewhere = (
  stood: readonly OrganizationId[] | undefined,
  path: readonly OrganizationId[],
): Pick<ComparedOrganization, 'stood'> => (stood === undefined || equalValues(stood, path) ? {} : { stood });

/**
 * The organizations whose rows differ, in the order of the later export; those that are gone come last, in the order
 * of the earlier one. A watermark alone is no difference: closing a month raises everybody's, and no figure changes by
 * it. Nor are equal ones the same: of several months one may have gone while others rose. So it is no watermark that
 * tells `parts` either, but whether anybody below is listed.
 */
export function changesBetween(
  before: readonly ComparedOrganization[],
  after: Iterable<ComparedOrganization>,
): readonly ExportChange[] {
  const changes: ExportChange[] = [];
  const above = new Set<OrganizationId>();
  for (const difference of differencesBetween(before, after)) {
    changes.push(changeOf(difference));
    // Where it stands, and where it stood.
    for (const row of [difference.before, difference.after])
      for (const id of row?.path.slice(0, -1) ?? []) above.add(id);
  }
  // Who joined or left did so with whoever stands below: that says all.
  const hasParts = ({ organization, before, after }: ExportChange) =>
    before !== null && after !== null && above.has(organization);
  return changes.map((change) => ({ ...change, reasons: allReasons(change.reasons, hasParts(change)) }));
}

/** An organization whose rows differ, and the reasons that these tell by themselves: perhaps none. */
type Difference = {
  readonly row: ComparedOrganization;
  readonly own: readonly ChangeReason[];
  readonly before: ComparedOrganization | null;
  readonly after: ComparedOrganization | null;
};

function* differencesBetween(
  before: readonly ComparedOrganization[],
  after: Iterable<ComparedOrganization>,
): Generator<Difference> {
  const earlier = new Map(before.map((row) => [row.organization, row]));
  const opened = new Set(before.flatMap(({ months }) => months.map(([month]) => month)));
  for (const row of after) {
    const old = earlier.get(row.organization) ?? null;
    earlier.delete(row.organization);
    const own = old === null ? (['joined'] as const) : ownReasons(old, row, opened);
    if (own !== null) yield { row, own, before: old, after: row };
  }
  for (const gone of earlier.values()) yield { row: gone, own: ['left'], before: gone, after: null };
}

const changeOf = ({ row, own, before, after }: Difference): ExportChange => ({
  organization: row.organization,
  name: row.name,
  kind: row.kind,
  reasons: own,
  before: before && standingOf(before),
  after: after && standingOf(after),
});

/** In their order; `other` is what neither its own rows nor its parts explain. */
function allReasons(own: readonly ChangeReason[], partsChanged: boolean): readonly ChangeReason[] {
  const found = new Set(own);
  if (partsChanged) found.add('parts');
  if (found.size === 0) found.add('other');
  return CHANGE_REASONS.filter((reason) => found.has(reason));
}

const standingOf = (row: ComparedOrganization): Standing => ({
  parent: row.path.at(-2) ?? null,
  status: row.status,
  ...comparableMean(row),
  percentOfFull: percentOfComparedOf([row]),
  mixedSheets: row.mixedSheets,
  watermark: row.watermark,
});

/** Of all these together. */
export function percentOfComparedOf(rows: readonly Pick<ComparedOrganization, 'figures'>[]): number | null {
  const sum = (measure: Measure) => rows.reduce((total, row) => total + figureOf(row, measure), 0);
  if (sum('fullScoreSum') === 0) return null;
  return percentOfFull({ percentSum: sum('percentSum'), graded: sum('graded') });
}

/**
 * Of its own alone, in any order, perhaps none; null if nothing differs.
 * @param opened months of anybody's in the export before
 */
function ownReasons(
  before: ComparedOrganization,
  after: ComparedOrganization,
  opened: ReadonlySet<Month>,
): readonly ChangeReason[] | null {
  const [gone, come] = [monthsBeside(before, after), monthsBeside(after, before)];
  const found = new Set<ChangeReason>([
    ...placeReasons(before, after),
    // What it told in a month in which it stands elsewhere by now, or stood then, is neither withdrawn nor new.
    ...reasonsOfMarks(
      before.records.filter(([month]) => !gone.has(month)),
      after.records.filter(([month]) => !come.has(month) || !opened.has(month)),
    ),
  ]);
  if ([...come].some((month) => !opened.has(month))) found.add('month-opened');
  const wasElsewhere = gone.size > 0 || [...come].some((month) => opened.has(month));
  if (wasElsewhere) found.add('roster');
  // Sums over other months tell nothing of what was done.
  if (!isCommittee(after.kind) && !wasElsewhere)
    for (const reason of figureReasons(before, after, found)) found.add(reason);
  const isSame = saysTheSame(before, after);
  // A date that passes for who owes nothing any more changes nothing.
  if (isSame) found.delete('due-passed');
  return found.size === 0 && isSame ? null : [...found];
}

/** Every event, whatever it says, counts among the revisions. */
const saysTheSame = (before: ComparedOrganization, after: ComparedOrganization): boolean =>
  before.status === after.status &&
  before.points === after.points &&
  before.grade === after.grade &&
  before.mixedSheets === after.mixedSheets &&
  MEASURES.every((_, i) => (before.figures[i] ?? 0) === (after.figures[i] ?? 0));

/** Months of the one that the other does not have. */
function monthsBeside(one: ComparedOrganization, other: ComparedOrganization): ReadonlySet<Month> {
  const known = new Set(other.months.map(([month]) => month));
  return new Set(one.months.map(([month]) => month).filter((month) => !known.has(month)));
}

function placeReasons(before: ComparedOrganization, after: ComparedOrganization): ChangeReason[] {
  const earlier = new Map(before.months.map((month) => [month[0], month]));
  const shared = after.months.flatMap((month) => {
    const old = earlier.get(month[0]);
    return old === undefined ? [] : [{ old, month }];
  });
  const differs = (place: 1 | 2 | 4) => shared.some(({ old, month }) => old[place] !== month[place]);
  const found: ChangeReason[] = [];
  if (before.path.join('/') !== after.path.join('/')) found.push('move');
  const renamed = before.name !== after.name || before.kind !== after.kind || before.unit !== after.unit;
  if (renamed || differs(2)) found.push('roster');
  if (differs(1)) found.push('criteria');
  if (differs(4)) found.push('duty');
  if (shared.some(({ old, month }) => month[3] === true && old[3] !== true)) found.push('due-passed');
  return found;
}

/** What an organization's own sums tell that no mark does: answers to its records, and what earlier months brought along. */
function figureReasons(
  before: ComparedOrganization,
  after: ComparedOrganization,
  found: ReadonlySet<ChangeReason>,
): ChangeReason[] {
  const rise = (measure: Measure): number => figureOf(after, measure) - figureOf(before, measure);
  const moved = (...measures: Measure[]) => measures.some((measure) => rise(measure) !== 0);
  const none = (...reasons: ChangeReason[]) => reasons.every((reason) => !found.has(reason));
  const reasons: ChangeReason[] = [];
  // An answer lapses with what it answers: with the revision, or with the meeting that is owed no more.
  const answered =
    rise('reviewed') > 0 ||
    rise('returned') > 0 ||
    (moved('reviewed', 'returned') && none('amendment', 'withdrawal', 'roster'));
  const scoredAnew =
    moved('superiorScored', 'superiorPointsSum') &&
    (rise('superiorScored') >= 0 || none('roster')) &&
    none('inspection', 'amendment', 'withdrawal', 'criteria', 'record', 'late-record');
  if (answered || scoredAnew) reasons.push('review');
  if (none('inspection', 'remedy')) {
    const inspected = moved('attendances', 'inspections', 'supervisions', 'inspectionProposals', 'findings');
    if (inspected) reasons.push('inspection');
    else if (moved('findingsOpen')) reasons.push('remedy');
  }
  if (moved('dutiesExpected', 'dutiesDone')) reasons.push('duty');
  // Withdrawn after its due date, or expected only since then, an obligation is overdue without a date having passed.
  const duePassed = rise('overdue') > 0 && none('withdrawal', 'roster');
  if (duePassed || rise('findingsOverdue') > 0) reasons.push('due-passed');
  return reasons;
}

/** A change as a row of a table: one for each reason, so that a reader can filter by it. */
export type ChangeRow = ExportChange & { readonly reason: ChangeReason };

export const changeRows = (changes: readonly ExportChange[]): readonly ChangeRow[] =>
  changes.flatMap((change) => change.reasons.map((reason) => ({ ...change, reason })));
