/**
 * Tells those above a place that an organization is there no more, who were told something of it there without ever
 * being told the plan row that names the place: the next one could not tell them to be rid of it.
 */
import { type Change, isSamePath, leavingUntold, subjectOfPlan } from '../domain/log/change.ts';
import type { Month } from '../domain/period.ts';
import type { OrganizationId } from '../domain/roster/organization.ts';
import { CrowdedLogError, type LoggingDeps } from './log-changes.ts';

/** An organization's month, and a path under which something was told of it that is not told to be over. */
export type Stray = {
  readonly organization: OrganizationId;
  readonly month: Month;
  readonly path: readonly OrganizationId[];
};

/** Races lost before giving up; each means that somebody else got on. */
const ATTEMPTS = 30;
/** A page holds at most some 400 KB, a change some 150 bytes in it. */
const CHANGES_A_PAGE = 200;

/**
 * @returns how many were told
 * @throws CrowdedLogError
 */
export async function logLeavings(deps: LoggingDeps, strays: readonly Stray[]): Promise<number> {
  let written = 0;
  for (let i = 0; i < strays.length; i += CHANGES_A_PAGE)
    written += await onePage(deps, strays.slice(i, i + CHANGES_A_PAGE));
  return written;
}

async function onePage(deps: LoggingDeps, strays: readonly Stray[]): Promise<number> {
  for (let lost = 0; lost < ATTEMPTS; lost += 1) {
    await deps.tail.readOn();
    const changes = await leavings(deps, strays);
    if (changes.length === 0) return 0;
    if ((await deps.tail.append(changes, deps.now())) === 'stored') {
      await deps.tail.settle();
      return changes.length;
    }
  }
  throw new CrowdedLogError(`A page of the change log was taken ${ATTEMPTS} times`);
}

/**
 * As of the end of the log, by plan rows that are told themselves: of any other, whoever tells it says what is left,
 * and all that stands there, which it would not if it came upon the plan row in the log.
 */
async function leavings({ tail, registry }: LoggingDeps, strays: readonly Stray[]): Promise<Change[]> {
  const plans = await registry.planRows(strays);
  const known = await tail.known(plans.map(subjectOfPlan));
  return plans
    .filter((plan, i) => known[i]?.revision === plan.version && isSamePath(known[i].path, plan.path))
    .flatMap((plan) =>
      strays
        .filter(({ organization, month }) => organization === plan.organization && month === plan.month)
        .filter(({ path }) => !isSamePath(path, plan.path))
        .map(({ path }) => leavingUntold(plan, path)),
    );
}
