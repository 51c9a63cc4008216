/**
 * Who may do what with which organization: grants against the path that the month's plan row says, or, where
 * there is none, today's roster. "Not there" and "not yours" are the same answer.
 */

import {
  closedWithout,
  notFound,
  organizationNotMeeting,
  periodNotOpen,
  type Refusal,
} from '../contracts/problem.ts';
import type { Unplanned } from '../contracts/route.ts';
import { askOnce } from '../domain/ask-once.ts';
import {
  decidingMonths,
  type LocalDate,
  localDate,
  localMonth,
  type Month,
  monthsOf,
  type Period,
  yearOf,
} from '../domain/period.ts';
import { rosterPath } from '../domain/planning/roster-path.ts';
import { type Grant, isGranted, type Role } from '../domain/roster/access.ts';
import type { OrganizationId } from '../domain/roster/organization.ts';
import type { PeriodState, PlanRow } from '../domain/roster/plan.ts';
import type { Clock } from '../ports/clock.ts';
import type { AccessRegistry, OrganizationRegistry, PlanRegistry } from '../ports/registry.ts';

export type AccessDeps = {
  readonly registry: Pick<AccessRegistry, 'access'> &
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

/** Names a plan row. */
type Planned = { readonly organization: OrganizationId; readonly month: Month };

/** One organization's month, as far as it is planned. */
export type MonthAccess = { readonly caller: Caller; readonly plan: PlanRow; readonly period: PeriodState };
/** The same of who has the organization in that month or today. */
export type FollowUpAccess = MonthAccess & {
  /** Whether it is theirs in the month; else today alone, and only what is to be followed up is there for them. */
  readonly isMonthTheirs: boolean;
};
/** The planned months of a period, ascending, and the last of them, which decides. */
export type PeriodAccess = {
  readonly caller: Caller;
  readonly plan: PlanRow;
  readonly plans: readonly PlanRow[];
};
export type TodayAccess = { readonly caller: Caller; readonly path: readonly OrganizationId[] };

/** Why nothing is planned in a month for an organization that is the caller's. */
function whyUnplanned(month: Month, period: PeriodState | null): Refusal {
  if (period === null || period.status === 'opening') return periodNotOpen(month);
  return period.status === 'open'
    ? organizationNotMeeting(month)
    : closedWithout(month, period.closedAt ?? period.closingAt);
}

/** Of one call. */
export class AccessGuard {
  readonly #deps: AccessDeps;
  /** What the call has read already is not read again. */
  readonly #historyOf = askOnce((id: OrganizationId) => {
    this.#reads += 1;
    return this.#deps.registry.organization(id);
  });
  /** As plan rows say, by organization and month. */
  readonly #paths = new Map<string, readonly OrganizationId[]>();
  #reads = 0;

  constructor(deps: AccessDeps) {
    this.#deps = deps;
  }

  /**
   * Read requests that it took so far to find out whether the call may go on: one, and one more for each level
   * that only the roster could tell. What a route reads for its answer anyway is not among them.
   */
  get reads(): number {
    return this.#reads;
  }

  #read: AccessDeps['registry']['access'] = (asked) => {
    this.#reads += 1;
    return this.#deps.registry.access(asked);
  };

  /**
   * What the caller holds, read strongly, together with the places of the organizations that the call names.
   * @param inMonths places of other months that the call will be judged by
   * @throws Refusal 404 unless the caller holds one of the roles on some organization today
   */
  async callerOf(
    subject: string,
    roles: readonly Role[],
    named: readonly OrganizationId[] = [],
    inMonths: readonly Planned[] = [],
  ): Promise<Caller> {
    const month = this.#thisMonth;
    const today = [...new Set(named)].map((organization) => ({ organization, month }));
    const { caller } = await this.#look(subject, [
      ...today,
      ...inMonths.filter((one) => one.month !== month),
    ]);
    const holds = caller.grants.some((grant) =>
      isGranted([grant], roles, [grant.organization], caller.today),
    );
    if (!holds) throw notFound();
    return caller;
  }

  /** What is planned of an organization in some months, and what the caller holds: for who asks of a past period. */
  async planned(
    subject: string,
    organization: OrganizationId,
    months: readonly Month[],
  ): Promise<{ readonly caller: Caller; readonly plans: readonly PlanRow[] }> {
    const asked = [...new Set([...months, this.#thisMonth])].map((month) => ({ organization, month }));
    const { caller, plans } = await this.#look(subject, asked);
    return { caller, plans: plans.filter(({ month }) => months.includes(month)) };
  }

  /** Finds in one request where these stand this month, as far as it is planned; none is looked for twice. */
  async lookUp(subject: string, organizations: readonly OrganizationId[]): Promise<void> {
    const month = this.#thisMonth;
    const asked = [...new Set(organizations)]
      .filter((organization) => !this.#paths.has(`${organization} ${month}`))
      .map((organization) => ({ organization, month }));
    if (asked.length > 0) await this.#look(subject, asked);
  }

  get #thisMonth(): Month {
    return localMonth(this.#deps.now());
  }

  async #look(subject: string, asked: readonly Planned[]) {
    const { grants, ...found } = await this.#read({ subject, plans: asked });
    const caller = this.#callerWith(subject, grants);
    // The row of one that is closed stays where it stood; whose it is the roster says, as to who writes there.
    for (const { organization, month, path, exists } of found.plans)
      if (exists) this.#paths.set(`${organization} ${month}`, path);
    return { caller, ...found };
  }

  #callerWith(subject: string, stored: readonly Grant[]): Caller {
    const { province, firstRegistrar, now } = this.#deps;
    const first: Grant = { organization: province, role: 'registrar', from: '2000-01-01', until: null };
    const grants = subject === firstRegistrar ? [...stored, first] : stored;
    return { subject, grants, today: localDate(now()) };
  }

  /** Whether the caller holds one of the roles over the organization at the end of the path. */
  allows(caller: Caller, roles: readonly Role[], path: readonly OrganizationId[]): boolean {
    return isGranted(caller.grants, roles, path, caller.today);
  }

  /**
   * The plan row that decides whether the caller reads a whole period: its last planned month's. Null where none is
   * planned, and where that one is not the caller's. One rule for whatever shows the figures of a period (decision 57).
   * @param plans the organization's plan rows of the period, ascending
   */
  deciding(caller: Caller, roles: readonly Role[], plans: readonly PlanRow[]): PlanRow | null {
    const last = plans.at(-1);
    return last !== undefined && this.allows(caller, roles, last.path) ? last : null;
  }

  /** @throws Refusal 404; what an unplanned month says to those who may write is for `unplanned` to tell. */
  async month(
    subject: string,
    roles: readonly Role[],
    asked: Planned,
    unplanned: Unplanned,
  ): Promise<MonthAccess> {
    const access = await this.#planOf(subject, roles, asked, unplanned);
    if (!this.allows(access.caller, roles, access.plan.path)) throw notFound();
    return access;
  }

  /** As `month`, and for whoever has the organization today (decision 85). @throws Refusal */
  async monthOrToday(
    subject: string,
    roles: readonly Role[],
    asked: Planned,
    unplanned: Unplanned,
  ): Promise<FollowUpAccess> {
    const access = await this.#planOf(subject, roles, asked, unplanned, this.#thisMonth);
    const isMonthTheirs = this.allows(access.caller, roles, access.plan.path);
    if (!isMonthTheirs && !(await this.#isTheirsToday(access.caller, roles, asked.organization)))
      throw notFound();
    return { ...access, isMonthTheirs };
  }

  /** Whosever it is. @param beside a month that is read in the same request @throws Refusal where nothing is planned */
  async #planOf(
    subject: string,
    roles: readonly Role[],
    asked: Planned,
    unplanned: Unplanned,
    beside = asked.month,
  ): Promise<MonthAccess> {
    const months = [...new Set([asked.month, beside])];
    const places = months.map((month) => ({ ...asked, month }));
    const { caller, plans, periods } = await this.#look(subject, places);
    const plan = plans.find(({ month }) => month === asked.month);
    const period = periods.find(({ month }) => month === asked.month) ?? null;
    if (plan !== undefined && period !== null) return { caller, plan, period };
    if (unplanned === 'not-found') throw notFound();
    throw await this.#refusalOfUnplanned(caller, roles, asked, period);
  }

  /** The same for many at once: each its access, or the refusal that `month` would have thrown. */
  async months(
    subject: string,
    roles: readonly Role[],
    asked: readonly Planned[],
  ): Promise<(MonthAccess | Refusal)[]> {
    const { caller, plans, periods } = await this.#look(subject, asked);
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
    { organization, month }: Planned,
    period: PeriodState | null,
  ): Promise<Refusal> {
    if (!(await this.#isTheirsToday(caller, roles, organization))) return notFound();
    return whyUnplanned(month, period);
  }

  async #isTheirsToday(
    caller: Caller,
    roles: readonly Role[],
    organization: OrganizationId,
  ): Promise<boolean> {
    // Without any grant of the roles nothing is read, so that strangers cost nothing.
    if (!caller.grants.some(({ role }) => roles.includes(role))) return false;
    const path = await this.pathToday(organization);
    return path !== null && this.allows(caller, roles, path);
  }

  /**
   * @throws Refusal 404 where the last planned month of the period is not the caller's, or none is planned; in the
   * latter case to those who may write, as `unplanned` says, why it takes nothing
   */
  async period(
    subject: string,
    roles: readonly Role[],
    { organization, period }: { readonly organization: OrganizationId; readonly period: Period },
    unplanned: Unplanned,
  ): Promise<PeriodAccess> {
    const months = monthsOf(period);
    const [month = period] = months;
    if (months.length === 1) {
      const { caller, plan } = await this.month(subject, roles, { organization, month }, unplanned);
      return { caller, plan, plans: [plan] };
    }
    const [{ caller }, ofYear] = await Promise.all([
      this.#look(subject, []),
      this.#deps.registry.planRowsOfYear(organization, yearOf(period)),
    ]);
    const plans = ofYear.filter((row) => months.includes(row.month));
    const plan = this.deciding(caller, roles, plans);
    if (plan !== null) return { caller, plan, plans };
    const tells = unplanned === 'refuse' && plans.length === 0;
    if (!tells || !(await this.#isTheirsToday(caller, roles, organization))) throw notFound();
    const asked = months.map((one) => ({ organization, month: one }));
    const opened = (await this.#look(subject, asked)).periods.filter(({ status }) => status !== 'opening');
    const last = opened.toSorted((a, b) => (a.month < b.month ? -1 : 1)).at(-1) ?? null;
    throw whyUnplanned(last?.month ?? month, last);
  }

  /** @throws Refusal 404 */
  async today(subject: string, roles: readonly Role[], organization: OrganizationId): Promise<TodayAccess> {
    return this.from(subject, roles, { organization, month: this.#thisMonth });
  }

  /**
   * For what is laid down from a month on: the organization must be the caller's today and in that month, and in all
   * between them. Whoever gave it away from then on no longer decides it, and whoever got it does not reach back.
   * @throws Refusal 404
   */
  async from(subject: string, roles: readonly Role[], asked: Planned): Promise<TodayAccess> {
    const { organization } = asked;
    const caller = await this.callerOf(subject, roles, [organization], [asked]);
    const path = await this.pathToday(organization);
    if (path === null || !(await this.decides(caller, roles, asked))) throw notFound();
    return { caller, path };
  }

  /** The same of one that the call has named already; a month of null: whether it is theirs today. */
  async decides(
    caller: Caller,
    roles: readonly Role[],
    { organization, month }: { readonly organization: OrganizationId; readonly month: Month | null },
  ): Promise<boolean> {
    const today = this.#thisMonth;
    for (const one of decidingMonths(month ?? today, today))
      if (!(await this.holds(caller, roles, { organization, month: one }))) return false;
    return true;
  }

  /** Whether the organization is the caller's in a month. */
  async holds(caller: Caller, roles: readonly Role[], { organization, month }: Planned): Promise<boolean> {
    const path = await this.pathIn(organization, month);
    return path !== null && this.allows(caller, roles, path);
  }

  /** The organization's place as this month's plan row says, or by today's roster; null for one never entered. */
  async pathToday(organization: OrganizationId): Promise<readonly OrganizationId[] | null> {
    return this.pathIn(organization, this.#thisMonth);
  }

  /** The same of any month; plan rows are those that a call has asked for already. */
  async pathIn(organization: OrganizationId, month: Month): Promise<readonly OrganizationId[] | null> {
    return this.#paths.get(`${organization} ${month}`) ?? this.#rosterPath(organization, month);
  }

  /** @throws Refusal 404 */
  async province(subject: string, roles: readonly Role[]): Promise<Caller> {
    const { caller } = await this.#look(subject, []);
    if (!this.allows(caller, roles, [this.#deps.province])) throw notFound();
    return caller;
  }

  async #rosterPath(organization: OrganizationId, month: Month): Promise<readonly OrganizationId[] | null> {
    // The root needs no entry: its first registrar is about to make it.
    if (organization === this.#deps.province) return [organization];
    return rosterPath(this.#historyOf, organization, month);
  }
}
