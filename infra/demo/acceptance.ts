/** Downloads what an analyst downloads, and holds every figure of each seed's source against it and against the API. */

import type { Client } from '../../shared/contracts/client.ts';
import { type Verdict, verifyExport } from '../verify-export/verify.ts';
import type { LoadDeps } from './actors.ts';
import { apiEvidence } from './figures/api-evidence.ts';
import { type CheckedFigure, checkFigures } from './figures/check.ts';
import { exportEvidence } from './figures/export-evidence.ts';
import { type DownloadedExport, orderExport } from './order-export.ts';
import { type DemoSeed, MONTH, type SeedId, YEAR } from './seed.ts';

/** The period that a seed's figures are of. */
export const periodOf = ({ months }: Pick<DemoSeed, 'months'>): string => (months.length > 1 ? YEAR : MONTH);

export type SeedCheck = { readonly seed: SeedId; readonly figures: readonly CheckedFigure[] };

/** Whether every figure is in the API and in the files as its source has it. */
export const allHold = (checks: readonly SeedCheck[]): boolean =>
  checks.every(({ figures }) => figures.every(({ holds }) => holds));

export const periodsOf = (seeds: readonly DemoSeed[]): readonly string[] =>
  [...new Set(seeds.map(periodOf))].toSorted();

/** Everything must be folded already: exports hold what the scorecards say when they are ordered. */
export async function orderExports(
  analyst: Client,
  periods: readonly string[],
  directory: string,
): Promise<readonly DownloadedExport[]> {
  const exports: DownloadedExport[] = [];
  for (const period of periods) exports.push(await orderExport(analyst, period, directory));
  return exports;
}

/** @param exports one of each period that the seeds need */
export async function checkSeeds(
  as: LoadDeps['as'],
  seeds: readonly DemoSeed[],
  exports: readonly DownloadedExport[],
): Promise<readonly SeedCheck[]> {
  const api = apiEvidence(as('analyst'), as('inspector'));
  const files = exportEvidence(Object.fromEntries(exports.map((one) => [one.period, one.directory])));
  const checks: SeedCheck[] = [];
  for (const { id } of seeds) checks.push({ seed: id, figures: await checkFigures(id, api, files) });
  return checks;
}

/** Computes each export again from its own records, as an analyst may. */
export async function verifyEach(exports: readonly DownloadedExport[]): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const { directory } of exports) verdicts.push(await verifyExport(directory));
  return verdicts;
}
