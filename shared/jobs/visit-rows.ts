/** Walks the stored rows of a subtree in one order, from any place on, and passes by what need not be entered. */
import type { Month } from '../domain/period.ts';
import { isCommittee, type OrganizationId } from '../domain/roster/organization.ts';
import type { PlanRow } from '../domain/roster/plan.ts';
import { type LiveRow, type ScoreRow, TOP } from '../domain/scorecards/scorecard.ts';
import type { ScorecardStore } from '../ports/scorecard-store.ts';

/** Ids from below the top down to the organization; a committee's own row ends in the empty text. */
export type Place = readonly string[];

export type Visited = {
  readonly row: LiveRow;
  readonly place: Place;
  /** What the position that was asked for says beyond this place; empty anywhere else. */
  readonly rest: Place;
  /** How many partitions were read so far. */
  readonly partitions: number;
};

export type Walk = {
  readonly scorecards: Pick<ScorecardStore, 'partition' | 'rows'>;
  readonly month: Month;
  /** Whether a committee's rolled-up row says that its partition is worth a query. */
  readonly enters: (committee: LiveRow) => boolean;
};

const isLive = (row: ScoreRow): row is LiveRow => !row.tombstone;
const stepOf = ({ organization, parent }: LiveRow): string => (organization === parent ? '' : organization);

/** Own rows alone: of a committee first, then what is below it, ascending by id, depth first. */
export async function* visitRows(
  walk: Walk,
  top: Pick<PlanRow, 'organization' | 'parent' | 'kind'>,
  after: Place = [],
): AsyncGenerator<Visited> {
  if (isCommittee(top.kind)) {
    yield* visitCommittee({ ...walk, counter: { partitions: 0 } }, top.organization, [], after);
    return;
  }
  const key = { parent: top.parent ?? TOP, month: walk.month, organization: top.organization };
  const [row] = await walk.scorecards.rows([key]);
  if (row !== undefined && isLive(row)) yield { row, place: [''], rest: after.slice(1), partitions: 0 };
}

async function* visitCommittee(
  walk: Walk & { readonly counter: { partitions: number } },
  committee: OrganizationId,
  above: Place,
  after: Place,
): AsyncGenerator<Visited> {
  const rows = (await walk.scorecards.partition(committee, walk.month)).filter(isLive);
  walk.counter.partitions += 1;
  const [from = '', ...beyond] = after;
  for (const row of rows.toSorted((a, b) => (stepOf(a) < stepOf(b) ? -1 : 1))) {
    const step = stepOf(row);
    if (step < from) continue;
    const rest = after.length > 0 && step === from ? beyond : [];
    const place = [...above, step];
    if (step === '' || !isCommittee(row.profile.kind))
      yield { row, place, rest, partitions: walk.counter.partitions };
    else if (walk.enters(row)) yield* visitCommittee(walk, row.organization, place, rest);
  }
}
