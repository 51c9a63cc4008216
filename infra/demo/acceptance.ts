/** Downloads what an analyst downloads, and holds every figure of each seed's source against it and against the API. */
import type { Client } from '../../shared/contracts/client.ts';
import type { LoadDeps } from './actors.ts';
import { apiEvidence } from './figures/api-evidence.ts';
import { type CheckedFigure, checkFigures } from './figures/check.ts';
import { exportEvidence } from './figures/export-evidence.ts';
import { type DownloadedExport, orderExport } from './order-export.ts';
import { type DemoSeed, MONTH, type SeedId, YEAR } from './seed.ts';

/** The period that a seed's figures are of. */
export const periodOf = ({ months }: Pick<DemoSeed, 'months'>): string => (months.length > 1 ? YEAR : MONTH);

export type SeedCheck = { readonly seed: SeedId; readonly figures: readonly CheckedFigure[] };

export type Acceptance = {
  /** One of each period that a seed needs. */
  readonly exports: readonly DownloadedExport[];
  readonly checks: readonly SeedCheck[];
};

export type AcceptanceDeps = Pick<LoadDeps, 'as'> & {
  /** Where the export files are downloaded to. */
  readonly directory: string;
};

/** Everything must be folded already: the exports hold what the scorecards say when they are ordered. */
export async function acceptSeeds(
  { as, directory }: AcceptanceDeps,
  seeds: readonly DemoSeed[],
): Promise<Acceptance> {
  const exports = await orderEach(as('analyst'), [...new Set(seeds.map(periodOf))].toSorted(), directory);
  const api = apiEvidence(as('analyst'), as('inspector'));
  const files = exportEvidence(Object.fromEntries(exports.map((one) => [one.period, one.directory])));
  const checks: SeedCheck[] = [];
  for (const { id } of seeds) checks.push({ seed: id, figures: await checkFigures(id, api, files) });
  return { exports, checks };
}

async function orderEach(
  analyst: Client,
  periods: readonly string[],
  directory: string,
): Promise<readonly DownloadedExport[]> {
  const exports: DownloadedExport[] = [];
  for (const period of periods) exports.push(await orderExport(analyst, period, directory));
  return exports;
}
