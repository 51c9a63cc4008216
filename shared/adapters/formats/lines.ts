/** Files of one JSON value a line, for programs that read them again. */
import { pipeline, Readable } from 'node:stream';
import { createGzip, gunzipSync } from 'node:zlib';
import * as z from 'zod';
import { GRADES } from '../../domain/criteria/grade.ts';
import type { ComparedOrganization, ExportChange } from '../../domain/exports/export-changes.ts';
import { CHANGE_LINES, COMPARED_LINES } from '../../domain/exports/export-names.ts';
import { Pool } from '../../domain/exports/held-months.ts';
import { KINDS, UNITS } from '../../domain/roster/organization.ts';
import type { DecodeCompared, LinesFile } from '../../ports/export-formats.ts';

async function* encodeLines<Row>(rows: AsyncIterable<readonly Row[]>): AsyncGenerator<Uint8Array> {
  for await (const batch of rows)
    if (batch.length > 0)
      yield Buffer.from(`${batch.map((row) => JSON.stringify(row)).join('\n')}\n`, 'utf8');
}

async function* gzipped(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gzip = createGzip();
  // An error destroys the transform, and so comes out of the loop below.
  pipeline(Readable.from(chunks), gzip, () => undefined);
  yield* gzip as AsyncIterable<Buffer>;
}

export const changeLines: LinesFile<ExportChange> = {
  name: CHANGE_LINES,
  contentType: 'application/x-ndjson',
  encode: encodeLines,
};

/** Files of earlier releases have `ownWatermark` too, which is passed over. */
const compared = z.object({
  organization: z.string(),
  name: z.string(),
  kind: z.enum(KINDS),
  unit: z.enum(UNITS),
  path: z.array(z.string()),
  stood: z.array(z.string()).optional(),
  status: z.enum(['exempt', 'reported', 'late', 'awaiting', 'overdue', 'withdrawn']),
  points: z.int().nullable(),
  grade: z.enum(GRADES).nullable(),
  mixedSheets: z.boolean(),
  watermark: z.int(),
  months: z.array(z.tuple([z.string(), z.string(), z.boolean().nullable(), z.boolean().nullable(), z.int()])),
  figures: z.array(z.int()),
  asCell: z.array(z.int()).optional(),
  records: z.array(z.tuple([z.string(), z.string(), z.int(), z.boolean()])),
}) satisfies z.ZodType<ComparedOrganization>;

export const comparedLines: LinesFile<ComparedOrganization> = {
  name: COMPARED_LINES,
  contentType: 'application/gzip',
  encode: (rows) => gzipped(encodeLines(rows)),
};

/** Line by line, and what many organizations have in common held once: a year's file has tens of megabytes. */
export const decodeCompared: DecodeCompared = (body) => {
  const months = new Pool<ComparedOrganization['months'][number]>();
  const records = new Pool<ComparedOrganization['records'][number]>();
  const rows: ComparedOrganization[] = [];
  for (const line of linesOf(gunzipSync(body))) {
    const row = compared.parse(JSON.parse(line));
    rows.push({
      ...row,
      months: row.months.map((month) => months.one(month)),
      records: row.records.map((record) => records.one(record)),
    });
  }
  return rows;
};

const NEWLINE = 0x0a;

function* linesOf(body: Uint8Array): Generator<string> {
  const text = new TextDecoder('utf-8', { fatal: true });
  for (let from = 0; from < body.length; ) {
    const newline = body.indexOf(NEWLINE, from);
    const end = newline === -1 ? body.length : newline;
    if (end > from) yield text.decode(body.subarray(from, end));
    from = end + 1;
  }
}
