/**
 * Opens a closed month again for one organization. First the period notes it, so that the month is certain to be
 * settled and exported anew once the time is over; only then the plan row lets the organization write. A call cut
 * off between the two has opened nothing, and sent again it does the rest.
 */
import { violation } from '../../shared/contracts/field-errors.ts';
import { LONGEST_REOPENING_DAYS } from '../../shared/contracts/periods.ts';
import {
  organizationNotMeeting,
  periodNotClosed,
  Refusal,
  validation,
} from '../../shared/contracts/problem.ts';
import { reopeningNote } from '../../shared/domain/log/registry-audit.ts';
import { addDays, type Instant, type LocalDate, localDate, startOfDay } from '../../shared/domain/period.ts';
import type { PeriodState, PlanRow } from '../../shared/domain/roster/plan.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { PeriodRegistry, PlanRegistry, ReopeningRegistry } from '../../shared/ports/registry.ts';
import type { MonthAccess } from '../../shared/runtime/access.ts';
import { againWhenLost } from '../../shared/runtime/lost-race.ts';
import { mark } from './mark.ts';

export type ReopeningDeps = {
  readonly registry: PeriodRegistry & ReopeningRegistry & Pick<PlanRegistry, 'planRow' | 'putPlanRow'>;
  readonly now: Clock;
};

export type AskedToReopen = { readonly until: LocalDate; readonly reason: string; readonly subject: string };

/** The period's item must stay far below 400 KB. */
const MOST_AT_ONCE = 1_000;

/** @throws Refusal */
export async function reopen(
  deps: ReopeningDeps,
  { plan, period }: Pick<MonthAccess, 'plan' | 'period'>,
  { until: lastDay, reason, subject }: AskedToReopen,
): Promise<Instant> {
  const { organization, month } = plan;
  refuseUnlessClosed(period);
  if (!plan.exists || plan.meets === 'none') throw organizationNotMeeting(month);
  refuseOutOfReach(lastDay, localDate(deps.now()));
  const until = startOfDay(addDays(lastDay, 1));
  const isNoted = (state: PeriodState) =>
    state.reopenings.some((one) => one.organization === organization && one.until === until);
  if (isNoted(period) && plan.reopenedUntil === until) return until;

  const now = deps.now();
  const reopening = { month, organization, until, reason, reopenedAt: now, reopenedBy: subject };
  await mark(
    deps,
    month,
    (state) => {
      if (state === null) throw periodNotClosed(month);
      refuseUnlessClosed(state);
      return isNoted(state) ? null : noted(state, { organization, until, reopenedAt: now });
    },
    (change) =>
      deps.registry.putReopened(change.after, reopening, reopeningNote(reopening, change, plan.path)),
  );
  await letWrite(deps, plan, until);
  return until;
}

/** While it is being settled, nothing may come between: the figures are held against the records. */
function refuseUnlessClosed({ month, status, settled }: PeriodState): void {
  if (status !== 'closed' || !settled) throw periodNotClosed(month);
}

function noted(state: PeriodState, reopening: PeriodState['reopenings'][number]): PeriodState {
  const others = state.reopenings.filter((one) => one.organization !== reopening.organization);
  if (others.length >= MOST_AT_ONCE) {
    throw new Refusal('PERIOD_CLOSED', {
      vi: `Kỳ ${state.month} đang mở lại cho ${MOST_AT_ONCE} tổ chức, là mức tối đa. Hãy chờ đến khi các lần mở lại hết hạn.`,
      en: `Period ${state.month} is open again for ${MOST_AT_ONCE} organizations, the most there may be. Wait until they expire.`,
    });
  }
  return { ...state, reopenings: [...others, reopening], revision: state.revision + 1 };
}

async function letWrite({ registry, now }: ReopeningDeps, seen: PlanRow, until: Instant): Promise<void> {
  await againWhenLost(async () => {
    const row = (await registry.planRow(seen.organization, seen.month)) ?? seen;
    if (row.reopenedUntil === until) return 'stored';
    return registry.putPlanRow({
      ...row,
      reopenedUntil: until,
      version: row.version + 1,
      plannedAt: now(),
    });
  });
}

function refuseOutOfReach(lastDay: LocalDate, today: LocalDate): void {
  const furthest = addDays(today, LONGEST_REOPENING_DAYS);
  if (today <= lastDay && lastDay <= furthest) return;
  throw validation([
    violation(
      '/until',
      'until-within-reach',
      `Ngày cuối phải từ hôm nay đến hết ngày ${furthest} (tối đa ${LONGEST_REOPENING_DAYS} ngày).`,
      `The last day lies between today and ${furthest} (${LONGEST_REOPENING_DAYS} days at most).`,
    ),
  ]);
}
