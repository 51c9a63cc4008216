/**
 * Files are written as their rows come: so many rows go through a process whose heap could not hold them. That it could
 * not is tried too, with the same rows gathered first.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('../bench/encode-run.ts', import.meta.url));

/**
 * A small young generation: with V8's own, what lives for a moment is moved by tens of megabytes at once to where the
 * bound is, and the same rows go through or do not by the machine's other work.
 */
const SEMI_SPACE_MB = 2;

async function encode(file: string, heapMb: number, cells: number, ...more: 'held'[]): Promise<unknown> {
  const heap = [`--max-old-space-size=${heapMb}`, `--max-semi-space-size=${SEMI_SPACE_MB}`];
  const args = [...heap, script, file, String(cells), ...more];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout);
}

/** A row group of 10,000 rows is held by Parquet, in columns; a workbook holds no row. */
it.each([
  ['scorecards.parquet', 96, 60_000],
  ['scorecards.xlsx', 56, 30_000],
] as const)('%s within %i MB of heap, of %i rows', { timeout: 240_000 }, async (file, heapMb, cells) => {
  expect(await encode(file, heapMb, cells)).toEqual({
    seconds: expect.any(Number),
    processor: expect.any(Number),
    peakMb: expect.any(Number),
    bytes: expect.any(Number),
  });
  await expect(encode(file, heapMb, cells, 'held')).rejects.toThrow(/heap out of memory/);
});
