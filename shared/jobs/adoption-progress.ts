/**
 * How far the plan rows of a subtree say what holds by now, counted from the rows themselves, so that there is
 * nothing to go stale. Committees are read with what binds them, cells by their rows alone, many at once: a province's
 * cells number tens of thousands, and one with a criteria set of its own is rare.
 */
import pMap from 'p-map';
import { equalValues } from '../domain/equality.ts';
import type { Month } from '../domain/period.ts';
import { adoptionInForce, type Binding, NO_BINDINGS } from '../domain/planning/inheritance.ts';
import { isCommittee, type OrganizationId } from '../domain/roster/organization.ts';
import type { CriteriaSetRef, PlanRow } from '../domain/roster/plan.ts';
import type { OrganizationRegistry, PlanRegistry } from '../ports/registry.ts';

export type ProgressDeps = {
  readonly registry: Pick<OrganizationRegistry, 'organization'> & Pick<PlanRegistry, 'planRows'>;
  readonly defaultCriteriaSet: CriteriaSetRef;
};

export type AdoptionProgress = { readonly organizations: number; readonly following: number };

/** `line`: what binds those above it, the root first. */
type Reached = { readonly row: PlanRow; readonly line: readonly Binding[] };
/** The same with its own bindings at the line's end. */
type Bound = Reached & { readonly children: readonly OrganizationId[] };

const REQUESTS_AT_ONCE = 32;
const ROWS_AT_ONCE = 100;
/** Cells with another set that are looked at one by one; where there are more, the rows simply lag behind. */
const MOST_UNSURE = 200;

/** @param above what binds those above `top`, the root first */
export async function adoptionProgress(
  deps: ProgressDeps,
  top: OrganizationId,
  month: Month,
  above: readonly Binding[],
): Promise<AdoptionProgress> {
  const follows = ({ row, line }: Reached) =>
    equalValues(row.criteriaSet, adoptionInForce(line, month)?.criteriaSet ?? deps.defaultCriteriaSet);
  const bind = (reached: readonly Reached[]) =>
    pMap(reached, (one) => boundOf(deps, one), { concurrency: REQUESTS_AT_ONCE });
  const unsure: Reached[] = [];
  let [organizations, following] = [0, 0];
  const rows = await deps.registry.planRows([{ organization: top, month }]);
  for (let level: readonly Reached[] = rows.map((row) => ({ row, line: above })); level.length > 0; ) {
    const bound = await bind(level.filter(({ row }) => row.organization === top || isCommittee(row.kind)));
    const cells = level.filter(({ row }) => row.organization !== top && !isCommittee(row.kind));
    organizations += level.length;
    following += [...bound, ...cells].filter(follows).length;
    unsure.push(...cells.filter((one) => !follows(one)));
    level = await belowOf(deps, bound, month);
  }
  if (unsure.length <= MOST_UNSURE) following += (await bind(unsure)).filter(follows).length;
  return { organizations, following };
}

async function boundOf({ registry }: ProgressDeps, { row, line }: Reached): Promise<Bound> {
  const { organization } = row;
  const own = await registry.organization(organization);
  return {
    row,
    line: [...line, own ?? { organization, bindings: NO_BINDINGS }],
    children: own?.children ?? [],
  };
}

/** The rows that name one of the committees their parent. */
async function belowOf(
  { registry }: ProgressDeps,
  committees: readonly Bound[],
  month: Month,
): Promise<Reached[]> {
  const lineOf = new Map(committees.map(({ row, line }) => [row.organization, line]));
  const asked = [...new Set(committees.flatMap(({ children }) => children))].map((organization) => ({
    organization,
    month,
  }));
  const groups = Array.from({ length: Math.ceil(asked.length / ROWS_AT_ONCE) }, (_, i) =>
    asked.slice(i * ROWS_AT_ONCE, (i + 1) * ROWS_AT_ONCE),
  );
  const rows = await pMap(groups, (group) => registry.planRows(group), { concurrency: 8 });
  return rows.flat().flatMap((row) => {
    const line = lineOf.get(row.parent ?? '');
    return line === undefined ? [] : [{ row, line }];
  });
}
