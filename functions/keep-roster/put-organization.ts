/** Enters a version of an organization, then plans the organization in every open month that it concerns. */

import { notFound, validation } from '../../shared/contracts/problem.ts';
import type { OrganizationBody } from '../../shared/contracts/roster.ts';
import { equalValues } from '../../shared/domain/equality.ts';
import { rosterNote } from '../../shared/domain/log/registry-audit.ts';
import { decidingMonths, laterOf, localMonth } from '../../shared/domain/period.ts';
import type { OrganizationHistory } from '../../shared/domain/planning/organization-history.ts';
import type { HistoryOf } from '../../shared/domain/planning/roster-path.ts';
import type { Role } from '../../shared/domain/roster/access.ts';
import type { OrganizationId, OrganizationVersion } from '../../shared/domain/roster/organization.ts';
import type { PeriodState } from '../../shared/domain/roster/plan.ts';
import { type PlanningDeps, planMonths } from '../../shared/jobs/plan-organization.ts';
import type {
  DutyRegistry,
  OrganizationRegistry,
  PeriodRegistry,
  PlanRegistry,
} from '../../shared/ports/registry.ts';
import type { AccessGuard, Caller } from '../../shared/runtime/access.ts';
import { refuseClosedMonths } from '../../shared/runtime/closed-months.ts';
import { refuseUnlessMatching } from '../../shared/runtime/etag.ts';
import { againWhenLost } from '../../shared/runtime/lost-race.ts';
import { type MayHold, refuseForeignIn } from './foreign-months.ts';
import { openedMonthViolations } from './opened-months.ts';
import { type Content, contentOf, RosterDraft } from './roster-draft.ts';
import { span, treeViolations } from './tree-rules.ts';

export type RosterDeps = PlanningDeps & {
  readonly registry: Pick<OrganizationRegistry, 'stamped' | 'putVersions'> &
    Pick<PeriodRegistry, 'periods'> &
    Pick<PlanRegistry, 'planRows'> &
    Pick<DutyRegistry, 'dutiesBy'>;
  readonly province: OrganizationId;
};

type Asked = {
  readonly organization: OrganizationId;
  readonly body: OrganizationBody;
  readonly ifMatch: string | null;
  readonly caller: Caller;
  readonly roles: readonly Role[];
  readonly guard: AccessGuard;
};

export type Entered = { readonly created: boolean; readonly version: OrganizationVersion };
type Attempt = Entered & { readonly periods: readonly PeriodState[] };

/** The version's month and how often it was written: two versions never share a tag. */
export const tagOf = ({ from, revision }: Pick<OrganizationVersion, 'from' | 'revision'>): string =>
  `${from}.${revision}`;

/** @throws Refusal */
export async function putOrganization(deps: RosterDeps, asked: Asked): Promise<Entered> {
  const entered = await againWhenLost(() => enter(deps, asked));
  await planOpenMonthsOf(deps, entered);
  return entered;
}

async function enter(deps: RosterDeps, asked: Asked): Promise<Attempt | 'lost'> {
  const { organization, body, ifMatch, caller, roles, guard } = asked;
  const draft = new RosterDraft(deps.registry);
  const [{ history }, periods] = await Promise.all([draft.stored(organization), deps.registry.periods()]);
  const historyOf = draft.storedHistoryOf;
  await refuseForeign(deps, asked, historyOf, history);

  const candidate: Content = { organization, ...body };
  const stored = history?.versions.find(({ from }) => from === body.from) ?? null;
  if (stored !== null && equalValues(candidate, contentOf(stored)))
    return { created: false, version: stored, periods };

  // Before the tree is judged: to enter a parent in a closed month is no remedy.
  refuseClosedMonths(periods, candidate.from);
  const mayHold: MayHold = (path) => guard.allows(caller, roles, path);
  const today = localMonth(deps.now());
  const above = new Set<OrganizationId>();
  const broken = await treeViolations(candidate, {
    province: deps.province,
    historyOf,
    history,
    before: history,
    mayHold,
    today,
    decidedUntil: laterOf(today, candidate.from),
    restsOn: (id) => above.add(id),
  });
  // Of whoever is not the caller's nothing more is told.
  if (broken.length === 0) {
    const { until } = span(candidate, history);
    broken.push(
      ...(await openedMonthViolations(
        { ...candidate, until },
        { rows: deps.registry, historyOf, storedHistoryOf: historyOf, restsOn: (id) => above.add(id) },
        periods,
      )),
    );
  }
  if (broken.length > 0) throw validation(broken);
  refuseUnlessMatching(ifMatch, stored && tagOf(stored));

  const version = { ...candidate, revision: (stored?.revision ?? 0) + 1 };
  const guarded = await draft.guards([version], {
    paths: new Map([[organization, above]]),
    periods,
    today,
  });
  await draft.put(candidate);
  const act = { at: deps.now(), by: caller.subject };
  const audit = rosterNote(act, await draft.changes([version]));
  const outcome = await deps.registry.putVersions({ versions: [version], ...guarded, order: null, audit });
  return outcome === 'lost' ? 'lost' : { created: stored === null, version, periods };
}

/** One that is there must be the caller's; of a new one the parent decides, but for the root. */
async function refuseForeign(
  deps: RosterDeps,
  { organization, body, caller, roles, guard }: Asked,
  historyOf: HistoryOf,
  history: OrganizationHistory | null,
): Promise<void> {
  if (history === null && organization !== deps.province) return;
  const mayHold: MayHold = (path) => guard.allows(caller, roles, path);
  const months = decidingMonths(body.from, localMonth(deps.now()));
  if (history === null) {
    if (!mayHold([organization])) throw notFound();
  } else await refuseForeignIn(months, { organization, historyOf, mayHold });
}

/**
 * The stream plans the organization too, and everybody below it; doing it here makes the organization usable at
 * once. It also repairs a plan row that an earlier call, cut off after its write, left behind. A month that began
 * to open since the periods were read is planned by its own opening, or by the stream.
 */
async function planOpenMonthsOf(deps: RosterDeps, { version, periods }: Attempt): Promise<void> {
  const open = periods.filter(
    ({ month, status }) => month >= version.from && (status === 'opening' || status === 'open'),
  );
  await planMonths(
    deps,
    version.organization,
    open.map(({ month }) => month),
  );
}
