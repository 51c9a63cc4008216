/** What an order would change: the planning job itself, run on the draft, with its writing caught. */
import pMap from 'p-map';
import * as z from 'zod';
import { month, organizationId } from '../../shared/contracts/primitives.ts';
import { MOST_PREVIEWED, type RestructuringAnswer } from '../../shared/contracts/restructuring.ts';
import { localMonth, type Month } from '../../shared/domain/period.ts';
import type { OrganizationId, OrganizationVersion } from '../../shared/domain/roster/organization.ts';
import type { PeriodState, PlanRow } from '../../shared/domain/roster/plan.ts';
import { onPaper, type StoredInputs } from '../../shared/jobs/plan-on-paper.ts';
import { type PlanningDeps, planSubtrees } from '../../shared/jobs/plan-organization.ts';
import type { DutyRegistry, PlanRegistry } from '../../shared/ports/registry.ts';
import { pageAfter } from '../../shared/runtime/cursor.ts';
import { dutiesOnPaper } from './duties-on-paper.ts';
import { isHeldIn, type MayHold } from './foreign-months.ts';
import type { RosterDraft } from './roster-draft.ts';

type Previewed = NonNullable<RestructuringAnswer['planRows']>['items'][number];

export type Preview = Pick<RestructuringAnswer, 'planRows' | 'next'>;

const position = z.tuple([month, organizationId]);
const AT_ONCE = 16;

export type Previewing = {
  readonly draft: RosterDraft;
  /** The order's common ancestor. */
  readonly top: OrganizationId;
  /** What the order would write. */
  readonly versions: readonly OrganizationVersion[];
  readonly periods: readonly PeriodState[];
  readonly cursor: string | undefined;
  readonly mayHold: MayHold;
};

export type PreviewDeps = PlanningDeps & {
  readonly registry: Pick<PlanRegistry, 'planRows'> & Pick<DutyRegistry, 'dutiesBy'>;
};

/**
 * The rows behind the cursor, by month and organization. Each page is planned anew: what others do between two pages
 * shows on the later one.
 * @throws Refusal 422 for a cursor that no page gave
 */
export async function preview(
  deps: PreviewDeps,
  { draft, top, versions, periods, cursor, mayHold }: Previewing,
): Promise<Preview> {
  const { historyOf, attended } = await dutiesOnPaper(deps.registry, draft.historyOf, versions, top);
  const { registry, changes } = onPaper({ ...storedOf(deps), organization: historyOf });
  const open = periods.filter(({ status }) => status === 'opening' || status === 'open');
  const tops = open.flatMap(({ month }) => {
    const concerned = [...versions, ...attended].filter(({ from }) => from <= month);
    const changed = concerned.map((one) => one.organization);
    return [...new Set(changed)].map((organization) => ({ organization, month }));
  });
  await planSubtrees({ ...deps, registry }, tops);
  const moved = changes()
    .map(toWire)
    .filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after));
  const shown = await shownOf(moved, draft, { mayHold, today: localMonth(deps.now()) });
  const page = pageAfter(shown, ({ period, organization }) => [period, organization] as const, position, {
    limit: MOST_PREVIEWED,
    cursor,
  });
  return { planRows: { total: shown.length, items: page.items }, next: page.next };
}

/** Who comes below by a month ahead, brought there by others, is theirs until then: as the roster's lists have it. */
async function shownOf(
  rows: readonly Previewed[],
  draft: RosterDraft,
  { mayHold, today }: { readonly mayHold: MayHold; readonly today: Month },
): Promise<Previewed[]> {
  const historyOf = draft.storedHistoryOf;
  const isHeld = (organization: OrganizationId, month: Month) =>
    isHeldIn([month], { organization, historyOf, mayHold });
  const isShown = async ({ organization, period }: Previewed) =>
    (await historyOf(organization)) === null ||
    (await isHeld(organization, today)) ||
    (period <= today && (await isHeld(organization, period)));
  const shown = await pMap(rows, isShown, { concurrency: AT_ONCE });
  return rows.filter((_, i) => shown[i]);
}

const storedOf = ({ registry }: PreviewDeps): StoredInputs => ({
  organization: (id) => registry.organization(id),
  period: (month) => registry.period(month),
  planRow: inOne(registry.planRows),
});

/** Rows that are asked for at the same time are read in one request: an order may concern ten thousand. */
function inOne(planRows: PlanRegistry['planRows']): PlanRegistry['planRow'] {
  let together: { readonly organization: OrganizationId; readonly month: Month }[] = [];
  let rows: Promise<readonly PlanRow[]> | null = null;
  const ask = async () => {
    // Whoever waited for the same answer asks on before this.
    await new Promise((resolve) => setImmediate(resolve));
    const places = together;
    [together, rows] = [[], null];
    return planRows(places);
  };
  return async (organization, month) => {
    together.push({ organization, month });
    rows ??= ask();
    const found = (await rows).find((row) => row.organization === organization && row.month === month);
    return found ?? null;
  };
}

const toWire = ({ before, after }: { before: PlanRow | null; after: PlanRow }): Previewed => ({
  organization: after.organization,
  period: after.month,
  before: before && placeOf(before),
  after: placeOf(after),
});

const placeOf = ({ parent, path, exists, expected, duties }: PlanRow): Previewed['after'] => ({
  parent,
  path: [...path],
  exists,
  expected,
  duties: duties.length,
});
