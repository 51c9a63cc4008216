/**
 * What putting a criteria set in force would change, without doing it: the planning job on paper says whose set would
 * be another one, and the real folds say what their months would come to. Nothing is written.
 */
import pMap from 'p-map';
import { GRADES, type Grade } from '../domain/grade.ts';
import type { CriteriaAdoption } from '../domain/inheritance.ts';
import { isCommittee, type Kind, type OrganizationId } from '../domain/organization.ts';
import type { OrganizationHistory } from '../domain/organization-history.ts';
import { criteriaSetsNeeded, foldOwnRows } from '../domain/own-row.ts';
import { type Month, yearOf } from '../domain/period.ts';
import type { CriteriaSetRef, PlanRow } from '../domain/plan.ts';
import { foldCommittee } from '../domain/roll-up.ts';
import type { LiveRow, ScoreRow } from '../domain/scorecard.ts';
import type { CriteriaSets } from '../ports/criteria-sets.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { PlanRegistry } from '../ports/registry.ts';
import type { ScorecardStore } from '../ports/scorecard-store.ts';
import { onPaper } from './plan-on-paper.ts';
import { type OpenMonthsDeps, planSubtree } from './plan-organization.ts';

export type PreviewDeps = OpenMonthsDeps & {
  readonly registry: Pick<PlanRegistry, 'planRowsOfYear'>;
  readonly events: Pick<EventStore, 'eventsOfYear'>;
  readonly scorecards: Pick<ScorecardStore, 'partition'>;
  readonly criteriaSets: CriteriaSets;
};

export type Standing = {
  readonly criteriaSet: CriteriaSetRef;
  /** In hundredths; null while ungraded. */
  readonly points: number | null;
  readonly grade: Grade | null;
};

/** `other`: graded or ungraded by the new set alone, or on another scale. */
export type Direction = 'down' | 'up' | 'other';

export type GradeChange = {
  readonly organization: OrganizationId;
  readonly name: string;
  readonly kind: Kind;
  readonly direction: Direction;
  readonly before: Standing;
  readonly after: Standing;
};

export type MonthPreview = {
  readonly month: Month;
  /** Whose set would be another one, committees among them. */
  readonly organizations: number;
  /** Of them, those with another grade: down first, then up, then other; each ascending by organization. */
  readonly changes: readonly GradeChange[];
};

/** The preview works through a subtree within one call; a larger one is looked at part by part. */
export const MOST_ORGANIZATIONS = 2_000;

export class LargeSubtreeError extends Error {
  override readonly name = 'LargeSubtreeError';
}

/** The same thing as it is, and as it would be. */
type Pair<T> = { readonly before: T; readonly after: T };

const REQUESTS_AT_ONCE = 16;

/**
 * Each open month from the adoption's on, ascending.
 * @throws LargeSubtreeError
 */
export async function previewAdoption(
  deps: PreviewDeps,
  adoption: CriteriaAdoption,
): Promise<MonthPreview[]> {
  const months = (await deps.registry.periods())
    .filter(({ month, status }) => month >= adoption.from && (status === 'opening' || status === 'open'))
    .map(({ month }) => month);
  const plans = await plansUnder(deps, adoption, months);
  const rows = await refold(deps, plans);
  return months.map((month) => ({
    month,
    organizations: plans.filter(({ before }) => before.month === month).length,
    changes: rows
      .filter(({ before }) => before.month === month)
      .flatMap(changeOf)
      .toSorted(inOrder),
  }));
}

/** The plan rows whose criteria set would be another one. Of whatever else awaits planning they say what is stored. */
async function plansUnder(
  deps: PreviewDeps,
  adoption: CriteriaAdoption,
  months: readonly Month[],
): Promise<Pair<PlanRow>[]> {
  const { registry: stored } = deps;
  const { registry, changes } = onPaper({
    organization: async (id) => {
      const history = await stored.organization(id);
      return history !== null && id === adoption.organization ? withAdoption(history, adoption) : history;
    },
    period: (month) => stored.period(month),
    planRow: (organization, month) => stored.planRow(organization, month),
    putPlanRow: () => Promise.reject(new Error('a preview writes nothing')),
  });
  for (const month of months) {
    const { organizations } = await planSubtree({ ...deps, registry }, adoption.organization, month);
    if (organizations > MOST_ORGANIZATIONS) throw new LargeSubtreeError(`${organizations} organizations`);
  }
  return changes().flatMap(({ before, after: { criteriaSet } }) =>
    before === null || isSame(before.criteriaSet, criteriaSet)
      ? []
      : [{ before, after: { ...before, criteriaSet } }],
  );
}

const withAdoption = (history: OrganizationHistory, adoption: CriteriaAdoption): OrganizationHistory => ({
  ...history,
  bindings: {
    ...history.bindings,
    criteria: [...history.bindings.criteria.filter(({ from }) => from !== adoption.from), adoption].toSorted(
      (a, b) => (a.from < b.from ? -1 : 1),
    ),
  },
});

const isSame = (a: CriteriaSetRef, b: CriteriaSetRef): boolean => a.id === b.id && a.revision === b.revision;

/** Own rows first, then the committees above them, the lowest first. */
async function refold(deps: PreviewDeps, plans: readonly Pair<PlanRow>[]): Promise<Pair<LiveRow>[]> {
  const [committees, leaves] = [true, false].map((wanted) =>
    plans.filter(({ before }) => isCommittee(before.kind) === wanted),
  ) as [Pair<PlanRow>[], Pair<PlanRow>[]];
  const byYear = Map.groupBy(leaves, ({ before }) => `${before.organization} ${yearOf(before.month)}`);
  const own = await pMap(byYear.values(), (ofYear) => refoldOwn(deps, ofYear), {
    concurrency: REQUESTS_AT_ONCE,
  });
  const rows = new Map(own.flat().map((pair) => [keyOf(pair.before), pair]));
  const byDepth = Map.groupBy(committees, ({ before }) => before.path.length);
  for (const [, level] of [...byDepth].toSorted(([a], [b]) => b - a)) {
    const folded = await pMap(level, (pair) => refoldCommittee(deps, pair, rows), {
      concurrency: REQUESTS_AT_ONCE,
    });
    for (const pair of folded.flat()) rows.set(keyOf(pair.before), pair);
  }
  return [...rows.values()];
}

const keyOf = ({ organization, month }: Pick<ScoreRow, 'organization' | 'month'>): string =>
  `${month} ${organization}`;

const isLive = (row: ScoreRow): row is LiveRow => !row.tombstone;

/** One organization's months of one year, ascending, at least one. */
async function refoldOwn(deps: PreviewDeps, pairs: readonly Pair<PlanRow>[]): Promise<Pair<LiveRow>[]> {
  const first = pairs[0]?.before;
  if (first === undefined) return [];
  const { organization, month: fromMonth } = first;
  const events = await deps.events.eventsOfYear(organization, yearOf(fromMonth));
  const stored = await deps.registry.planRowsOfYear(organization, yearOf(fromMonth));
  const drawn = stored.map((row) => pairs.find(({ after }) => after.month === row.month)?.after ?? row);
  const fold = async (plans: readonly PlanRow[]): Promise<LiveRow[]> => {
    const needed = criteriaSetsNeeded(plans, fromMonth);
    const criteriaSets = await Promise.all(needed.map((ref) => deps.criteriaSets(ref)));
    return foldOwnRows({ organization, fromMonth, events, plans, criteriaSets }).filter(isLive);
  };
  const after = await fold(drawn);
  const asked = new Set(pairs.map(({ before }) => before.month));
  return (await fold(stored)).flatMap((before) => {
    const then = asked.has(before.month) ? after.find(({ month }) => month === before.month) : undefined;
    return then === undefined ? [] : [{ before, after: then }];
  });
}

async function refoldCommittee(
  deps: PreviewDeps,
  { before, after }: Pair<PlanRow>,
  refolded: ReadonlyMap<string, Pair<LiveRow>>,
): Promise<Pair<LiveRow>[]> {
  const { organization: committee, month } = before;
  const rows = await deps.scorecards.partition(committee, month);
  const fold = async (plan: PlanRow, side: keyof Pair<LiveRow>): Promise<LiveRow | undefined> => {
    const parts = rows.map((row) => (row.tombstone ? row : (refolded.get(keyOf(row))?.[side] ?? row)));
    const criteriaSet = await deps.criteriaSets(plan.criteriaSet);
    return foldCommittee({ committee, month, rows: parts, plan, criteriaSet }).find(isLive);
  };
  const [now, then] = [await fold(before, 'before'), await fold(after, 'after')];
  return now === undefined || then === undefined ? [] : [{ before: now, after: then }];
}

const RANK: Readonly<Record<Direction, number>> = { down: 0, up: 1, other: 2 };

const inOrder = (a: GradeChange, b: GradeChange): number =>
  RANK[a.direction] - RANK[b.direction] || (a.organization < b.organization ? -1 : 1);

function changeOf({ before, after }: Pair<LiveRow>): GradeChange[] {
  if (before.grade === after.grade) return [];
  const { organization, profile } = before;
  return [
    {
      organization,
      name: profile.name,
      kind: profile.kind,
      direction: directionOf(before.grade, after.grade),
      before: standingOf(before),
      after: standingOf(after),
    },
  ];
}

const standingOf = ({ profile, points, grade }: LiveRow): Standing => ({
  criteriaSet: profile.criteriaSet,
  points,
  grade,
});

/** Of met / not met sets, which have a scale of their own. */
const MET: ReadonlySet<Grade> = new Set<Grade>(['dat', 'khong-dat']);

export function directionOf(before: Grade | null, after: Grade | null): Direction {
  if (before === null || after === null || MET.has(before) !== MET.has(after)) return 'other';
  return GRADES.indexOf(after) < GRADES.indexOf(before) ? 'up' : 'down';
}
