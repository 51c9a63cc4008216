/** Reads who took part in a programme, month by month as the plan rows say, and what their rows add up to. */
import pMap from 'p-map';
import { type ProgressAnswer, targetProgressToWire } from '../../shared/contracts/progress.ts';
import { latest, type Month, type Period } from '../../shared/domain/period.ts';
import type { Programme, ProgrammeId } from '../../shared/domain/programmes/programme.ts';
import { progressOf } from '../../shared/domain/programmes/progress.ts';
import { asksCounts, highestTakingPart, namedBy } from '../../shared/domain/programmes/taking-part.ts';
import { isCommittee, type OrganizationId } from '../../shared/domain/roster/organization.ts';
import type { PlanRow } from '../../shared/domain/roster/plan.ts';
import type { LiveRow } from '../../shared/domain/scorecards/scorecard.ts';
import { plansWithin } from '../../shared/jobs/taking-part.ts';
import type { PlanRegistry, ProgrammeRegistry } from '../../shared/ports/registry.ts';
import { isLive, rowsOf, type ScorecardDeps } from './scorecards.ts';

export type ProgressDeps = ScorecardDeps & {
  readonly registry: Pick<PlanRegistry, 'planRowsOfYear'> & Pick<ProgrammeRegistry, 'programmeRevisions'>;
};

type Asked = {
  readonly organization: OrganizationId;
  readonly programme: ProgrammeId;
  readonly period: Period;
  /** The organization's plan rows of the period, ascending, at least one. */
  readonly plans: readonly PlanRow[];
};

const AT_ONCE = 16;
/** About three seconds. */
const MOST_PARTITIONS = 2_000;

/** Null where there is no such programme, it is not yet in force, or it has nothing to do with the organization. */
export async function readProgress(deps: ProgressDeps, asked: Asked): Promise<ProgressAnswer | null> {
  const { organization, period, plans } = asked;
  const revisions = await deps.registry.programmeRevisions(asked.programme);
  const lastMonth = plans.at(-1)?.month ?? '';
  const programme = revisions.findLast(({ from }) => from <= lastMonth);
  if (programme === undefined) return null;
  const taking = await takingPart(deps, revisions, asked);
  if (taking.length === 0 && !(await concerns(deps, programme, asked))) return null;
  const whole = await rowsOf(deps, taking);
  const [parts, own] = await Promise.all([
    partsOf(deps, organization, taking, whole),
    ownRows(deps, taking, whole),
  ]);
  return {
    organization,
    period,
    programme: {
      id: programme.id,
      revision: programme.revision,
      title: { ...programme.title },
      basis: [...programme.basis],
    },
    participants: [...new Set(taking.map((plan) => plan.organization))].sort(),
    asOf: whole.length === 0 ? null : latest(whole.map(({ asOf }) => asOf)),
    targets: progressOf(
      programme.targets,
      { whole, parts, own },
      asksCounts(programme, organization, plans),
    ).map(targetProgressToWire),
  };
}

/** A programme concerns whoever stood below its issuer in the period, and whoever stood above it. */
async function concerns(
  deps: ProgressDeps,
  { organization: issuer }: Programme,
  { organization, period, plans }: Asked,
): Promise<boolean> {
  if (plans.some(({ path }) => path.includes(issuer))) return true;
  return (await plansWithin(deps, [issuer], organization, period)).length > 0;
}

/** Plan rows of the highest organizations that took part in each month, at or below the organization. */
async function takingPart(
  deps: ProgressDeps,
  revisions: readonly Programme[],
  { organization, programme, period, plans }: Asked,
): Promise<PlanRow[]> {
  const others = namedBy(revisions).filter((id) => id !== organization);
  const below = await plansWithin(deps, others, organization, period);
  return highestTakingPart([...plans, ...below], programme);
}

/** Whoever is directly below the organization in months in which it took part; in others who took part below it. */
async function partsOf(
  { scorecards }: ProgressDeps,
  organization: OrganizationId,
  taking: readonly PlanRow[],
  whole: readonly LiveRow[],
): Promise<LiveRow[]> {
  const itself = taking.filter((plan) => plan.organization === organization && isCommittee(plan.kind));
  const partitions = await pMap(itself, ({ month }) => scorecards.partition(organization, month), {
    concurrency: AT_ONCE,
  });
  const children = partitions
    .flat()
    .filter(isLive)
    .filter((row) => row.organization !== organization);
  return [...children, ...whole.filter((row) => row.organization !== organization)].sort((a, b) =>
    a.month < b.month ? -1 : a.month > b.month ? 1 : 0,
  );
}

/** Rows that no other is summed from: cells', and committees' own; null where too many partitions hold them. */
async function ownRows(
  { scorecards }: ProgressDeps,
  taking: readonly PlanRow[],
  whole: readonly LiveRow[],
): Promise<LiveRow[] | null> {
  const own = whole.filter(({ profile }) => !isCommittee(profile.kind));
  let level: { readonly organization: OrganizationId; readonly month: Month }[] = taking.filter(({ kind }) =>
    isCommittee(kind),
  );
  for (let spent = level.length; level.length > 0; spent += level.length) {
    if (spent > MOST_PARTITIONS) return null;
    const partitions = await pMap(
      level,
      async ({ organization, month }) => (await scorecards.partition(organization, month)).filter(isLive),
      { concurrency: AT_ONCE },
    );
    const rows = partitions.flat();
    const isOwn = ({ organization, parent, profile }: LiveRow) =>
      organization === parent || !isCommittee(profile.kind);
    own.push(...rows.filter(isOwn));
    level = rows.filter((row) => !isOwn(row));
  }
  return own;
}
