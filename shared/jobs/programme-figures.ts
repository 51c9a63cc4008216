/** How far the targets of programmes are met, from the rows that an export reads, so that both agree. */
import pMap from 'p-map';
import { addArrays } from '../domain/criteria/measures.ts';
import { type Month, type Period, yearOf } from '../domain/period.ts';
import type { Programme } from '../domain/programmes/programme.ts';
import { type ProgrammeProgress, progressOf } from '../domain/programmes/progress.ts';
import { asksCounts, highestTakingPart, namedBy } from '../domain/programmes/taking-part.ts';
import type { OrganizationId } from '../domain/roster/organization.ts';
import type { PlanRow } from '../domain/roster/plan.ts';
import type { LiveRow } from '../domain/scorecards/scorecard.ts';
import type { ProgrammeRegistry } from '../ports/registry.ts';
import type { TreeRow } from './read-subtree.ts';
import { plansWithin, type TakingPartDeps } from './taking-part.ts';

export type ProgrammeDeps = {
  readonly registry: TakingPartDeps['registry'] &
    Pick<ProgrammeRegistry, 'programmes' | 'programmeRevisions'>;
};

type Followed = {
  /** The revision in force in the period's last opened month. */
  readonly programme: Programme;
  readonly taking: readonly PlanRow[];
  readonly asksCounts: boolean;
  readonly whole: LiveRow[];
  readonly parts: LiveRow[];
  /** Sums by kind of unit and month of rows that no other is part of. */
  readonly own: Map<string, LiveRow>;
};

const AT_ONCE = 16;

/** The programmes that the organization, or somebody below it, took part in; nothing is measured yet. */
export async function followProgrammes(
  deps: ProgrammeDeps,
  organization: OrganizationId,
  period: Period,
  months: readonly Month[],
): Promise<ProgrammeFigures> {
  const { registry } = deps;
  const lastMonth = months.at(-1) ?? '';
  const published = await pMap(await registry.programmes(), ({ id }) => registry.programmeRevisions(id), {
    concurrency: AT_ONCE,
  });
  const inForce = published.flatMap((revisions) => {
    const programme = revisions.findLast(({ from }) => from <= lastMonth);
    return programme === undefined ? [] : [{ programme, named: namedBy(revisions) }];
  });
  if (inForce.length === 0) return new ProgrammeFigures(organization, []);
  const own = (await registry.planRowsOfYear(organization, yearOf(period))).filter(({ month }) =>
    months.includes(month),
  );
  const others = new Set(inForce.flatMap(({ named }) => named.filter((id) => id !== organization)));
  const plans = [...own, ...(await plansWithin(deps, [...others], organization, period))];
  const followed = inForce.map(({ programme }) => ({
    programme,
    taking: highestTakingPart(plans, programme.id),
    asksCounts: asksCounts(programme, organization, own),
    whole: [],
    parts: [],
    own: new Map<string, LiveRow>(),
  }));
  return new ProgrammeFigures(
    organization,
    followed.filter(({ taking }) => taking.length > 0),
  );
}

/** Sums are kept and not rows, of which a year has as many as the province twelvefold. */
function addOwn(sums: Map<string, LiveRow>, row: LiveRow): void {
  const name = `${row.profile.unit} ${row.month}`;
  const sum = sums.get(name);
  sums.set(name, sum === undefined ? row : { ...sum, measures: addArrays(sum.measures, row.measures) });
}

/** Keeps of each month's rows those that targets are measured by: of who takes part, and of who is compared. */
export class ProgrammeFigures {
  readonly #organization: OrganizationId;
  readonly #followed: readonly Followed[];

  constructor(organization: OrganizationId, followed: readonly Followed[]) {
    this.#organization = organization;
    this.#followed = followed;
  }

  /** Months ascending. @param tree the organization's subtree in the month */
  addMonth(month: Month, tree: readonly Pick<TreeRow, 'row' | 'path' | 'ownRow'>[]): void {
    if (this.#followed.length === 0) return;
    const rows = tree.map(({ row }) => row);
    const found = new Map(rows.map((row) => [row.organization, row]));
    for (const { taking, whole, parts, own } of this.#followed) {
      const inMonth = taking.filter((plan) => plan.month === month);
      for (const { organization } of inMonth) {
        const row = found.get(organization);
        if (row === undefined) continue;
        whole.push(row);
        if (organization === this.#organization)
          parts.push(...rows.filter(({ parent }) => parent === organization));
        else parts.push(row);
      }
      const takes = new Set(inMonth.map(({ organization }) => organization));
      for (const { path, ownRow } of tree)
        if (ownRow !== null && path.some((id) => takes.has(id))) addOwn(own, ownRow);
    }
  }

  /** Ascending by id. */
  progress(): readonly ProgrammeProgress[] {
    return this.#followed.map((followed) => {
      const { id, revision, title, basis, targets } = followed.programme;
      const rows = { whole: followed.whole, parts: followed.parts, own: [...followed.own.values()] };
      return { id, revision, title, basis, targets: progressOf(targets, rows, followed.asksCounts) };
    });
  }
}
