/**
 * Who may do what with which organization: grants against the path that the month's plan row says, or, where
 * there is none, today's roster. "Not there" and "not yours" are the same answer.
 */

import {
  notFound,
  organizationNotMeeting,
  periodClosed,
  periodNotOpen,
  type Refusal,
} from '../contracts/problem.ts';
import { type Grant, isGranted, type Role } from '../domain/access.ts';
import type { OrganizationId } from '../domain/organization.ts';
import type { OrganizationHistory } from '../domain/organization-history.ts';
import { type LocalDate, localDate, type Month, monthsOf, type Period, yearOf } from '../domain/period.ts';
import type { PeriodState, PlanRow } from '../domain/plan.ts';
import type { Clock } from '../ports/clock.ts';
import type { AccessRegistry, OrganizationRegistry, PlanRegistry } from '../ports/registry.ts';

export type AccessDeps = {
  readonly registry: Pick<AccessRegistry, 'access' | 'accessMany'> &
    Pick<OrganizationRegistry, 'organization'> &
    Pick<PlanRegistry, 'planRowsOfYear'>;
  /** Id of the root. */
  readonly province: OrganizationId;
  /** This subject is registrar of the province without a stored grant. */
  readonly firstRegistrar: string;
  readonly now: Clock;
};

/** Who calls, and what they hold today. */
export type Caller = {
  readonly subject: string;
  readonly grants: readonly Grant[];
  readonly today: LocalDate;
};

/** One organization's month, as far as it is planned. */
export type MonthAccess = { readonly caller: Caller; readonly plan: PlanRow; readonly period: PeriodState };
/** The planned months of a period, ascending, and the last of them, which decides. */
export type PeriodAccess = {
  readonly caller: Caller;
  readonly plan: PlanRow;
  readonly plans: readonly PlanRow[];
};
export type TodayAccess = { readonly caller: Caller; readonly path: readonly OrganizationId[] };

/** Far more levels than any tree has; a path that goes on longer has met itself. */
const DEEPEST = 32;

export type HistoryOf = (id: OrganizationId) => Promise<OrganizationHistory | null>;

/**
 * Ids from the root down to `organization` by the roster; null if it was never entered. An organization closed or
 * not yet begun keeps the place that its nearest version says.
 */
export async function rosterPath(
  historyOf: HistoryOf,
  organization: OrganizationId,
  month: Month,
): Promise<OrganizationId[] | null> {
  const path: OrganizationId[] = [];
  for (let id: OrganizationId | null = organization; id !== null && path.length < DEEPEST; ) {
    const history: OrganizationHistory | null = await historyOf(id);
    const version = history?.versions.findLast(({ from }) => from <= month) ?? history?.versions[0];
    if (version === undefined) return null;
    path.unshift(id);
    id = version.parent;
  }
  return path;
}

export class AccessGuard {
  readonly #deps: AccessDeps;

  constructor(deps: AccessDeps) {
    this.#deps = deps;
  }

  /** What the caller holds, read strongly. */
  async caller(subject: string): Promise<Caller> {
    const today = localDate(this.#deps.now());
    const asked = { subject, organization: this.#deps.province, month: today.slice(0, 7) };
    const { grants } = await this.#deps.registry.access(asked);
    return this.#callerWith(subject, grants);
  }

  #callerWith(subject: string, stored: readonly Grant[]): Caller {
    const { province, firstRegistrar, now } = this.#deps;
    const first: Grant = { organization: province, role: 'registrar', from: '2000-01-01', until: null };
    const grants = subject === firstRegistrar ? [...stored, first] : stored;
    return { subject, grants, today: localDate(now()) };
  }

  /** @throws Refusal 404 unless the caller holds one of the roles on some organization today. */
  holding(caller: Caller, roles: readonly Role[]): void {
    const holds = caller.grants.some((grant) =>
      isGranted([grant], roles, [grant.organization], caller.today),
    );
    if (!holds) throw notFound();
  }

  /** Whether the caller holds one of the roles over the organization at the end of the path. */
  allows(caller: Caller, roles: readonly Role[], path: readonly OrganizationId[]): boolean {
    return isGranted(caller.grants, roles, path, caller.today);
  }

  /** @throws Refusal 404; what an unplanned month says to those who may write is for `unplanned` to tell. */
  async month(
    subject: string,
    roles: readonly Role[],
    asked: { readonly organization: OrganizationId; readonly month: Month },
    unplanned: 'refuse' | 'not-found',
  ): Promise<MonthAccess> {
    const { grants, plan, period } = await this.#deps.registry.access({ subject, ...asked });
    const caller = this.#callerWith(subject, grants);
    if (plan !== null && period !== null) {
      if (!this.allows(caller, roles, plan.path)) throw notFound();
      return { caller, plan, period };
    }
    if (unplanned === 'not-found') throw notFound();
    throw await this.#refusalOfUnplanned(caller, roles, asked, period);
  }

  /** The same for many at once: each its access, or the refusal that `month` would have thrown. */
  async months(
    subject: string,
    roles: readonly Role[],
    asked: readonly { readonly organization: OrganizationId; readonly month: Month }[],
  ): Promise<(MonthAccess | Refusal)[]> {
    const { grants, plans, periods } = await this.#deps.registry.accessMany({ subject, plans: asked });
    const caller = this.#callerWith(subject, grants);
    const planOf = new Map(plans.map((plan) => [`${plan.organization} ${plan.month}`, plan]));
    const periodOf = new Map(periods.map((period) => [period.month, period]));
    const answers = asked.map(async ({ organization, month }) => {
      const plan = planOf.get(`${organization} ${month}`);
      const period = periodOf.get(month);
      if (plan !== undefined && period !== undefined) {
        return this.allows(caller, roles, plan.path) ? { caller, plan, period } : notFound();
      }
      return this.#refusalOfUnplanned(caller, roles, { organization, month }, period ?? null);
    });
    return Promise.all(answers);
  }

  /** No plan row: today's roster says whether the organization is the caller's, and only then why not. */
  async #refusalOfUnplanned(
    caller: Caller,
    roles: readonly Role[],
    { organization, month }: { readonly organization: OrganizationId; readonly month: Month },
    period: PeriodState | null,
  ): Promise<Refusal> {
    // Without any grant of the roles nothing is read, so that strangers cost nothing.
    if (!caller.grants.some(({ role }) => roles.includes(role))) return notFound();
    const path = await this.#rosterPath(organization, caller.today.slice(0, 7));
    if (path === null || !this.allows(caller, roles, path)) return notFound();
    if (period === null || period.status === 'opening') return periodNotOpen(month);
    return period.status === 'open' ? organizationNotMeeting(month) : periodClosed(month, period.closedAt);
  }

  /** @throws Refusal 404 where no month of the period is planned, or the last planned one is not the caller's. */
  async period(
    subject: string,
    roles: readonly Role[],
    { organization, period }: { readonly organization: OrganizationId; readonly period: Period },
  ): Promise<PeriodAccess> {
    const months = monthsOf(period);
    const [month] = months;
    if (months.length === 1 && month !== undefined) {
      const { caller, plan } = await this.month(subject, roles, { organization, month }, 'not-found');
      return { caller, plan, plans: [plan] };
    }
    const [caller, ofYear] = await Promise.all([
      this.caller(subject),
      this.#deps.registry.planRowsOfYear(organization, yearOf(period)),
    ]);
    const plans = ofYear.filter((row) => months.includes(row.month));
    const plan = plans.at(-1);
    if (plan === undefined || !this.allows(caller, roles, plan.path)) throw notFound();
    return { caller, plan, plans };
  }

  /** @throws Refusal 404 */
  async today(subject: string, roles: readonly Role[], organization: OrganizationId): Promise<TodayAccess> {
    const month = localDate(this.#deps.now()).slice(0, 7);
    const { grants, plan } = await this.#deps.registry.access({ subject, organization, month });
    const caller = this.#callerWith(subject, grants);
    const path = plan?.path ?? (await this.#rosterPath(organization, month));
    if (path === null || !this.allows(caller, roles, path)) throw notFound();
    return { caller, path };
  }

  /** The organization's place in today's tree; null for one never entered. */
  async pathToday(organization: OrganizationId): Promise<readonly OrganizationId[] | null> {
    return this.#rosterPath(organization, localDate(this.#deps.now()).slice(0, 7));
  }

  /** @throws Refusal 404 */
  async province(subject: string, roles: readonly Role[]): Promise<Caller> {
    const caller = await this.caller(subject);
    if (!this.allows(caller, roles, [this.#deps.province])) throw notFound();
    return caller;
  }

  async #rosterPath(organization: OrganizationId, month: Month): Promise<readonly OrganizationId[] | null> {
    // The root needs no entry: its first registrar is about to make it.
    if (organization === this.#deps.province) return [organization];
    return rosterPath((id) => this.#deps.registry.organization(id), organization, month);
  }
}
