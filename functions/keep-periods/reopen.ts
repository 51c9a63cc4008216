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
import { spoken } from '../../shared/domain/spoken-date.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { PeriodRegistry, PlanRegistry, ReopeningRegistry } from '../../shared/ports/registry.ts';
import type { MonthAccess } from '../../shared/runtime/access.ts';
import { againWhenLost } from '../../shared/runtime/lost-race.ts';

export type ReopeningDeps = {
  readonly registry: PeriodRegistry & ReopeningRegistry & Pick<PlanRegistry, 'planRow'>;
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
  await againWhenLost(async () => {
    const now = deps.now();
    const reopening = { month, organization, until, reason, reopenedAt: now, reopenedBy: subject };
    const [before, row] = await Promise.all([
      deps.registry.period(month),
      deps.registry.planRow(organization, month),
    ]);
    if (before === null || row === null) throw periodNotClosed(month);
    refuseUnlessClosed(before);
    if (isOpenUntil(until, before, row)) return 'stored';
    const after = noted(before, { organization, until, reopenedAt: now });
    const reopened = {
      state: after,
      row: { ...row, reopenedUntil: until, version: row.version + 1, plannedAt: now },
      reopening,
    };
    const note = reopeningNote(reopening, { before, after }, row.path);
    return deps.registry.putReopened(reopened, note);
  });
  return until;
}

/** So already: the call was sent before. */
const isOpenUntil = (
  until: Instant,
  period: PeriodState,
  { organization, reopenedUntil }: PlanRow,
): boolean =>
  reopenedUntil === until &&
  period.reopenings.some((one) => one.organization === organization && one.until === until);

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

function refuseOutOfReach(lastDay: LocalDate, today: LocalDate): void {
  const furthest = addDays(today, LONGEST_REOPENING_DAYS);
  if (today <= lastDay && lastDay <= furthest) return;
  throw validation([
    violation(
      '/until',
      'until-within-reach',
      `Ngày cuối phải từ hôm nay đến hết ngày ${spoken(furthest)} (tối đa ${LONGEST_REOPENING_DAYS} ngày).`,
      `The last day lies between today and ${furthest} (${LONGEST_REOPENING_DAYS} days at most).`,
    ),
  ]);
}
