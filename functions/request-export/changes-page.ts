/** A page of what differs from the export before, read from the middle of the published file. */
import * as z from 'zod';
import { exportChange } from '../../shared/contracts/exports.ts';
import { violation } from '../../shared/contracts/field-errors.ts';
import { notFound, validation } from '../../shared/contracts/problem.ts';
import type { ExportState } from '../../shared/domain/exports/export.ts';
import { CHANGE_LINES, exportObjectKey } from '../../shared/domain/exports/export-names.ts';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import { decodeCursor, encodeCursor } from '../../shared/runtime/cursor.ts';

type Deps = { readonly objects: Pick<ObjectStore, 'getRange'> };
type ExportChange = z.output<typeof exportChange>;
type Page = { readonly items: ExportChange[]; readonly next: string | null };

/** Far more than a hundred lines take. */
const PAGE_BYTES = 256 * 1024;
const LINE_FEED = 0x0a;

/** Where in the file the page begins: byte. */
const position = z.tuple([z.int().min(0)]);

/**
 * @throws Refusal 404 before the export is published, 422 for a cursor that this file never gave out
 */
export async function changesPage(
  { objects }: Deps,
  state: ExportState,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page> {
  const file = state.manifest?.files.find(({ name }) => name === CHANGE_LINES);
  if (file === undefined) throw notFound();
  const [from] = decodeCursor(cursor, position) ?? [0];
  if (cursor !== undefined && from >= file.bytes) throw strangeCursor();
  if (file.bytes === 0) return { items: [], next: null };
  const body = await objects.getRange(exportObjectKey(state, CHANGE_LINES), from, PAGE_BYTES);
  if (body === null) throw notFound();
  const { lines, bytes } = linesOf(body, limit);
  const end = from + bytes;
  return { items: lines.map(changeOf), next: end < file.bytes ? encodeCursor([end]) : null };
}

/** The first whole lines, and how many bytes they take. */
function linesOf(body: Uint8Array, most: number): { readonly lines: string[]; readonly bytes: number } {
  const lines: string[] = [];
  let bytes = 0;
  for (let end = body.indexOf(LINE_FEED); end !== -1 && lines.length < most; ) {
    lines.push(Buffer.from(body.subarray(bytes, end)).toString('utf8'));
    bytes = end + 1;
    end = body.indexOf(LINE_FEED, bytes);
  }
  return { lines, bytes };
}

/** A line that cannot be read was begun in its middle: what was published is whole. */
function changeOf(line: string): ExportChange {
  try {
    return exportChange.parse(JSON.parse(line));
  } catch {
    throw strangeCursor();
  }
}

const strangeCursor = () =>
  validation([
    violation(
      '/cursor',
      'cursor',
      'Con trỏ trang không thuộc bản xuất này. Hãy dùng đúng giá trị "next" của trang trước, hoặc bắt đầu lại không có cursor.',
      'The cursor is not one of this export. Use the "next" of the page before as it is, or begin again without one.',
    ),
  ]);
