/**
 * One export in a process of its own, so that its peak memory is its own: `node export-run.ts ‹folder› ‹period›
 * ‹ending|all› ‹full|small›`; `csv-excel` is CSV as Excel opens it. Prints one line of JSON.
 */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseManifest } from '../../functions/publish-export/handler.ts';
import { exportFormats } from '../../shared/adapters/formats/export-formats.ts';
import { decodeCompared } from '../../shared/adapters/formats/lines.ts';
import type { ExportState } from '../../shared/domain/exports/export.ts';
import { publishExport } from '../../shared/jobs/publish-export.ts';
import type { ExportFormats } from '../../shared/ports/export-formats.ts';
import type { StoredObject } from '../../shared/ports/object-store.ts';
import { exportState } from '../support/exports.ts';
import { Reads, ROOT, synthetic, TWENTY_THOUSAND } from './export-province.ts';

const [folder = '', period = '', asked = 'all', size = 'full'] = process.argv.slice(2);
const csv = asked === 'csv-excel' ? 'excel' : 'plain';
const ending = asked === 'csv-excel' ? 'csv' : asked;
const shape = size === 'small' ? { districts: 2, committees: 5, cells: 20 } : TWENTY_THOUSAND;

const stored = new Map<string, StoredObject>();
/** All files in one folder, as whoever downloads them has them. */
const placeOf = (key: string): string => join(folder, basename(key));
const objects = {
  async putOnce(key: string, body: AsyncIterable<Uint8Array>) {
    const hash = createHash('sha256');
    let bytes = 0;
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        bytes += chunk.length;
        done(null, chunk);
      },
    });
    const path = placeOf(key);
    await mkdir(dirname(path), { recursive: true });
    await pipeline(Readable.from(body), measure, createWriteStream(path));
    const object = { bytes, sha256: hash.digest('hex') };
    stored.set(key, object);
    return { outcome: 'stored', object } as const;
  },
  keep: async () => undefined,
  head: async (key: string) => stored.get(key) ?? null,
  get: async (key: string) => (stored.has(key) ? await readFile(placeOf(key)) : null),
};

/** Only the tables of one ending, so that each format's cost shows. */
const formats: ExportFormats = (sets, about) => {
  const all = exportFormats(sets, about);
  const wanted = <File extends { readonly name: string }>(files: readonly File[]): readonly File[] =>
    ending === 'all' ? files : files.filter(({ name }) => name.endsWith(`.${ending}`));
  return {
    ...all,
    scorecards: wanted(all.scorecards),
    meetings: wanted(all.meetings),
    inspections: wanted(all.inspections),
    findings: wanted(all.findings),
    facts: wanted(all.facts),
    classified: wanted(all.classified),
    classification: wanted(all.classification),
    plans: wanted(all.plans),
    changes: wanted(all.changes),
  };
};

const reads = new Reads();
const world = synthetic(shape, reads);
let state: ExportState = {
  ...exportState({ organization: ROOT, period, id: '01J9ZQ6W2M8K4T7R3V5X1Y0B6C' }),
  csv,
};
const registry = {
  ...world.registry,
  export: async () => state,
  exportsOf: async () => ({ exports: [], more: false }),
  putExport: async (next: ExportState) => {
    state = next;
    return 'stored' as const;
  },
};
const begun = performance.now();
await publishExport(
  {
    ...world,
    registry,
    objects,
    formats,
    decodeCompared,
    parseManifest,
    root: ROOT,
    now: () => new Date().toISOString(),
  },
  state.exportId,
);
const seconds = (performance.now() - begun) / 1_000;
const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
const files = state.manifest?.files ?? [];
process.stdout.write(
  `${JSON.stringify({
    seconds,
    processor: (userCPUTime + systemCPUTime) / 1e6,
    peakMb: maxRSS / 1_024,
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    requests: reads.requests,
    units: reads.units,
    files,
  })}\n`,
);
