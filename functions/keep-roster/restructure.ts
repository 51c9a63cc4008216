/**
 * Carries out an order of moves, closures and openings. All of it is judged before any of it is written. It goes in by one
 * transaction where it fits; a larger one goes in by parts and can be sent again after a failure: what is done
 * already is skipped, and the end is the same.
 */
import pMap from 'p-map';
import { validation } from '../../shared/contracts/problem.ts';
import type { RestructuringAnswer } from '../../shared/contracts/restructuring.ts';
import { askOnce } from '../../shared/domain/ask-once.ts';
import { decidingMonths, laterOf, localMonth, type Month } from '../../shared/domain/period.ts';
import type { OrganizationId, OrganizationVersion } from '../../shared/domain/roster/organization.ts';
import type { PeriodState } from '../../shared/domain/roster/plan.ts';
import type { Restructuring } from '../../shared/domain/roster/restructuring.ts';
import type { RuleViolation } from '../../shared/domain/rule-violation.ts';
import { planMonths } from '../../shared/jobs/plan-organization.ts';
import { refuseClosedMonths } from '../../shared/runtime/closed-months.ts';
import { againWhenLost } from '../../shared/runtime/lost-race.ts';
import { applyOrder, linesOf, successorsOf } from './apply-order.ts';
import { type MayHold, refuseForeignIn } from './foreign-months.ts';
import { openedMonthViolations } from './opened-months.ts';
import { preview } from './preview.ts';
import type { RosterDeps } from './put-organization.ts';
import { contentOf, RosterDraft } from './roster-draft.ts';
import { span, treeViolations } from './tree-rules.ts';
import { writeInParts } from './write-in-parts.ts';

const AT_ONCE = 8;

export type Ordered = Omit<Restructuring, 'orderedAt'> & {
  readonly dryRun: boolean;
  /** Where a dry run goes on. */
  readonly cursor?: string | undefined;
  readonly mayHold: MayHold;
};

/** @throws Refusal */
export async function restructure(
  deps: RosterDeps,
  { dryRun, cursor, mayHold, ...asked }: Ordered,
): Promise<RestructuringAnswer> {
  const written = new Map<string, OrganizationVersion>();
  return againWhenLost(async () => {
    const order: Restructuring = { ...asked, orderedAt: deps.now() };
    const periods = await deps.registry.periods();
    const draft = new RosterDraft(deps.registry);
    const months = linesOf(order).map(({ from }) => from);
    const { organization } = order;
    const today = localMonth(deps.now());
    const deciding = months.flatMap((month) => decidingMonths(month, today));
    await refuseForeignIn(deciding, { organization, historyOf: draft.storedHistoryOf, mayHold });
    for (const month of months) refuseClosedMonths(periods, month);
    const paths = await judge(deps, draft, { order, periods, mayHold, today });
    const versions = (await draft.writes()).flat();
    if (dryRun) {
      const previewed = await preview(deps, {
        ...{ draft, versions, periods, cursor, mayHold },
        top: order.organization,
      });
      return { dryRun, versions: versions.map(toWire), ...previewed };
    }
    const judged = { draft, paths, periods, today, order, province: deps.province };
    const stored = new Set<OrganizationVersion>();
    const outcome = await writeInParts(deps.registry, judged, (part) => {
      for (const version of part) stored.add(version);
    });
    // In the order of the order, as a dry run names them.
    for (const version of versions)
      if (stored.has(version)) written.set(`${version.organization} ${version.from}`, version);
    if (outcome === 'lost') return 'lost';
    await planOpenMonths(deps, order, periods);
    return { dryRun, versions: [...written.values()].map(toWire), planRows: null, next: null };
  });
}

const toWire = ({ organization, from, revision }: OrganizationVersion) => ({ organization, from, revision });

type Judging = {
  readonly order: Restructuring;
  readonly periods: readonly PeriodState[];
  readonly mayHold: MayHold;
  /** This month. */
  readonly today: Month;
};

/**
 * Applies the order to the draft and judges every version that it would write, in the tree as it would be.
 * @returns for each organization those above it on whose places its judgement rests
 * @throws Refusal 422
 */
async function judge(
  deps: RosterDeps,
  draft: RosterDraft,
  judging: Judging,
): Promise<Map<OrganizationId, Set<OrganizationId>>> {
  const { order, mayHold, today } = judging;
  // Read ahead, many at once: the judging itself goes line by line.
  await pMap(linesOf(order), ({ organization }) => draft.stored(organization), { concurrency: 16 });
  const { province } = deps;
  const refused = await applyOrder(draft, order, { province, top: order.organization, today, mayHold });
  if (refused.length > 0) throw validation(refused.slice(0, MOST_VIOLATIONS));
  const named = [...successorsOf(order), ...linesOf(order)];
  const pointerOf = new Map(named.map(({ organization, at }) => [organization, at]));
  const linesAbout = Map.groupBy(named, ({ organization }) => organization);
  const paths = new Map<OrganizationId, Set<OrganizationId>>();
  const broken: RuleViolation[] = [];
  // Asked once each: an order may place thousands under a few.
  const planRow = askOnce((id: OrganizationId, month: Month) => deps.registry.planRow(id, month));
  for (const versions of await draft.writes()) {
    const organization = versions[0]?.organization;
    if (organization === undefined) continue;
    const above = new Set<OrganizationId>();
    paths.set(organization, above);
    const months = (linesAbout.get(organization) ?? []).map(({ from }) => from);
    const decidedUntil = months.reduce(laterOf, today);
    const found = await faultOf(deps, draft, {
      ...judging,
      ...{ rows: { planRow }, versions, above, months, decidedUntil },
    });
    const at = pointerOf.get(organization) ?? '';
    broken.push(...found.map((one) => ({ ...one, pointer: pointerInto(at, one.pointer) })));
  }
  if (broken.length > 0) throw validation(broken.slice(0, MOST_VIOLATIONS));
  return paths;
}

type JudgedVersions = Judging & {
  readonly rows: Pick<RosterDeps['registry'], 'planRow'>;
  /** Of one organization, ascending. */
  readonly versions: readonly OrganizationVersion[];
  /** Takes up everybody on whose place the judgement rests. */
  readonly above: Set<OrganizationId>;
  /** From which the order names it. */
  readonly months: readonly Month[];
  readonly decidedUntil: Month;
};

/** What is wrong with the first version at fault: those behind would say whether a parent of others is there. */
async function faultOf(
  deps: RosterDeps,
  draft: RosterDraft,
  { order, periods, mayHold, today, rows, versions, above, months, decidedUntil }: JudgedVersions,
): Promise<readonly RuleViolation[]> {
  const { historyOf, storedHistoryOf } = draft;
  for (const version of versions) {
    const { organization } = version;
    const history = await historyOf(organization);
    const found = await treeViolations(contentOf(version), {
      province: deps.province,
      historyOf,
      history,
      before: (await draft.stored(organization)).history,
      // The address is above in the months that are asked for; later it need not be, as long as all is the caller's.
      mayHold: (path, month) =>
        mayHold(path) && (!months.includes(month) || path.includes(order.organization)),
      today,
      decidedUntil,
      restsOn: (id) => above.add(id),
    });
    if (found.length > 0) return found;
    const { until } = span(version, history);
    const once = await openedMonthViolations(
      { ...contentOf(version), until },
      { rows, historyOf, storedHistoryOf, restsOn: (id) => above.add(id) },
      periods,
    );
    if (once.length > 0) return once;
  }
  return [];
}

const MOST_VIOLATIONS = 50;

/** A rule of the tree speaks of a version's fields; a line of a move or a closure has only some of them. */
function pointerInto(at: string, field: string): string {
  if (at.endsWith('/successor')) return at;
  const has = at.startsWith('/openings') || (at.startsWith('/moves') && field === '/parent');
  return has ? `${at}${field}` : `${at}/organization`;
}

/**
 * Those named are planned at once; the stream plans them too, and everybody below them. Sent again, an order also
 * repairs what a call that was cut off after its last write left unplanned.
 */
async function planOpenMonths(
  deps: RosterDeps,
  order: Restructuring,
  periods: readonly PeriodState[],
): Promise<void> {
  const open = periods.filter(({ status }) => status === 'opening' || status === 'open');
  const plan = ({ organization, from }: ReturnType<typeof linesOf>[number]) => {
    const months = open.map(({ month }) => month).filter((month) => month >= from);
    return planMonths(deps, organization, months);
  };
  await pMap(linesOf(order), plan, { concurrency: AT_ONCE });
}
