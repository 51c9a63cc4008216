/**
 * How the rows of a month are looked through for what needs attention: wherever they say that something may be, and
 * wherever a closed month is open again for somebody.
 */
import { type AttentionItem, attentionOf, mayNeedAttention } from '../domain/attention/attention.ts';
import type { Instant } from '../domain/period.ts';
import type { OrganizationId } from '../domain/roster/organization.ts';
import type { PeriodState } from '../domain/roster/plan.ts';
import type { LiveRow } from '../domain/scorecards/scorecard.ts';
import type { PlanRegistry } from '../ports/registry.ts';

export type AttentionView = {
  /** Whether anything may be found below a committee, by its rolled-up row. */
  readonly enters: (committee: LiveRow) => boolean;
  /** What an own row asks to look at, ascending by code. */
  readonly itemsOf: (row: LiveRow) => AttentionItem[];
};

type Deps = { readonly registry: Pick<PlanRegistry, 'planRows'> };

const isOpen = ({ status }: PeriodState): boolean => status === 'opening' || status === 'open';
const reopenedNow = ({ reopenings }: PeriodState, now: Instant): PeriodState['reopenings'] =>
  reopenings.filter(({ until }) => now < until);

/** Whether officers and programs are told of the month: it is open, or open again for somebody. */
export const isToldOf = (state: PeriodState, now: Instant): boolean =>
  state.status === 'open' || reopenedNow(state, now).length > 0;

/** Everything that the list shows, of a closed month too. */
export async function viewOfAll(deps: Deps, state: PeriodState, now: Instant): Promise<AttentionView> {
  const { closedAt, closingAt, dueAt, month } = state;
  const at = { now, closedAt: isOpen(state) ? null : (closingAt ?? closedAt ?? dueAt) };
  const reopened = new Map(reopenedNow(state, now).map((one) => [one.organization, one]));
  const above = await pathsTo(deps, [...reopened.keys()], month);
  return {
    enters: (row) => above.has(row.organization) || mayNeedAttention(row, at),
    itemsOf: (row) => attentionOf(row, { ...at, reopened: reopened.get(row.organization) ?? null }),
  };
}

/** What is told: of an open month everything; of a closed one, of those alone for which it is open again. */
export async function viewToTell(deps: Deps, state: PeriodState, now: Instant): Promise<AttentionView> {
  const whole = await viewOfAll(deps, state, now);
  if (isOpen(state)) return whole;
  const told = new Set(reopenedNow(state, now).map(({ organization }) => organization));
  const above = await pathsTo(deps, [...told], state.month);
  return {
    enters: (row) => above.has(row.organization),
    itemsOf: (row) => (told.has(row.organization) ? whole.itemsOf(row) : []),
  };
}

/** Everybody above the organizations in the month, and these themselves. */
async function pathsTo(
  deps: Deps,
  organizations: readonly OrganizationId[],
  month: PeriodState['month'],
): Promise<ReadonlySet<OrganizationId>> {
  if (organizations.length === 0) return new Set();
  const plans = await deps.registry.planRows(organizations.map((organization) => ({ organization, month })));
  return new Set(plans.flatMap(({ path }) => path));
}
