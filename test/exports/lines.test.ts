/** What an export leaves for the next one to be compared with comes back as it was written. */
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparedLines, decodeCompared } from '../../shared/adapters/formats/lines.ts';
import type { ComparedOrganization } from '../../shared/domain/exports/export-changes.ts';
import { batches, bytesOf } from './encoded.ts';

const organization: fc.Arbitrary<ComparedOrganization> = fc.record({
  organization: fc.constantFrom('to-1', 'to-2'),
  name: fc.string({ unit: 'grapheme', maxLength: 12 }),
  kind: fc.constantFrom('cell', 'district'),
  unit: fc.constantFrom('residential', 'school'),
  path: fc.constantFrom(['tinh'], ['tinh', 'to-1']),
  status: fc.constantFrom('reported', 'overdue'),
  points: fc.option(fc.nat()),
  grade: fc.option(fc.constantFrom('tot', 'kha')),
  mixedSheets: fc.boolean(),
  watermark: fc.nat(),
  months: fc.array(
    fc.tuple(
      fc.constantFrom('2026-09', '2026-10'),
      fc.constant('a/1'),
      fc.constantFrom(true, false, null),
      fc.constantFrom(true, false, null),
      fc.nat(2),
    ),
  ),
  figures: fc.array(fc.nat(), { maxLength: 3 }),
  records: fc.array(fc.tuple(fc.constant('2026-10'), fc.constant('regular'), fc.nat(3), fc.boolean())),
});

describe('the lines that the next export reads', () => {
  it('come back as they were', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(organization, { maxLength: 8 }), async (rows) => {
        const bytes = await bytesOf(comparedLines.encode(batches(rows, [], rows)));
        expect(decodeCompared(bytes)).toEqual([...rows, ...rows]);
      }),
    );
  });

  it('hold once what many organizations have in common', async () => {
    const [one] = fc.sample(organization, 1);
    if (one === undefined) throw new Error('there is one');
    const row = { ...one, records: [['2026-10', 'regular', 1, true] as const] };
    const [first, second] = decodeCompared(await bytesOf(comparedLines.encode(batches([row, row]))));
    expect(second?.records[0]).toBe(first?.records[0]);
  });

  it('are read from earlier releases, which told the own part of the watermark', () => {
    const [row] = fc.sample(organization, 1);
    const written = gzipSync(`${JSON.stringify({ ...row, ownWatermark: 3 })}\n`);
    expect(decodeCompared(written)).toEqual([row]);
  });

  it.each([
    ['half the bytes', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['half a line', (bytes: Buffer) => gzipSync(gunzipSync(bytes).subarray(0, 40))],
    ['what is no UTF-8', (bytes: Buffer) => gzipSync(Buffer.concat([gunzipSync(bytes), Buffer.of(0xff)]))],
    ['what is not gzipped', (bytes: Buffer) => gunzipSync(bytes)],
    ['another shape', () => gzipSync('{}\n')],
  ])('are not read from %s', async (_, damaged) => {
    const rows = fc.sample(organization, 1);
    const bytes = damaged(await bytesOf(comparedLines.encode(batches(rows))));
    expect(() => decodeCompared(bytes)).toThrow();
  });
});
