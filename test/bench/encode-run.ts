/**
 * One file of so many cells in a process of its own: `node encode-run.ts ‹file› ‹cells› [held]`, the file one of those
 * that an export makes of its scorecards. Prints one line of JSON. `held` gathers all rows before it begins, as an
 * encoder that does not stream would.
 */

import { exportFormats } from '../../shared/adapters/formats/export-formats.ts';
import { presetCriteriaSets } from '../../shared/adapters/presets/criteria-sets.ts';
import { entryOfMonth, type ScorecardEntry } from '../../shared/domain/exports/export-tables.ts';
import { ABOUT } from '../support/about-export.ts';
import { ownRowAt, ROOT } from './export-province.ts';

const [file = 'scorecards.xlsx', count = '260000', held] = process.argv.slice(2);
const cells = Number(count);
const BATCH = 500;
const CELLS_A_DISTRICT = 5_000;
const MONTH = '2026-10';

/** Rows as they would come of a province, made as they are taken. */
async function* rows(): AsyncGenerator<readonly ScorecardEntry[]> {
  yield [entryOfMonth(ownRowAt(ROOT, ROOT, MONTH), [ROOT])];
  for (let at = 0; at < cells; at += BATCH) {
    const district = `d-${Math.floor(at / CELLS_A_DISTRICT) + 1}`;
    if (at % CELLS_A_DISTRICT === 0) yield [entryOfMonth(ownRowAt(district, ROOT, MONTH), [ROOT, district])];
    const size = Math.min(BATCH, cells - at);
    yield Array.from({ length: size }, (_, i) => {
      const id = `${district}-c-1-b-${at + i}`;
      return entryOfMonth(ownRowAt(id, `${district}-c-1`, MONTH), [ROOT, district, id]);
    });
  }
}

async function* gathered(): AsyncGenerator<readonly ScorecardEntry[]> {
  const all: ScorecardEntry[][] = [];
  for await (const batch of rows()) all.push([...batch]);
  yield* all;
}

const about = {
  ...ABOUT,
  exportId: `${ROOT}_${MONTH}_01J9ZQ6W2M8K4T7R3V5X1Y0B6C`,
  organization: ROOT,
  period: MONTH,
};

const begun = performance.now();
const sets = [await presetCriteriaSets({ id: 'binh-thuan', revision: 1 })];
const files = exportFormats(sets, about);
const format = [...files.scorecards, ...files.summaries(about)].find(({ name }) => name === file);
if (format === undefined) throw new Error(`There is no file ${file}`);
let bytes = 0;
for await (const chunk of format.encode(held === 'held' ? gathered() : rows())) bytes += chunk.length;
const seconds = (performance.now() - begun) / 1_000;
const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
const processor = (userCPUTime + systemCPUTime) / 1e6;
process.stdout.write(`${JSON.stringify({ seconds, processor, peakMb: maxRSS / 1_024, bytes })}\n`);
