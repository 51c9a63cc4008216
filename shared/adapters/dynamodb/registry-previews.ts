/** Previews that outlast a call: one item each, beside it one for the changes of each part. */
import * as z from 'zod';
import { criteriaSetForm } from '../../contracts/criteria-set.ts';
import { ANNUAL_GRADES } from '../../domain/criteria/criteria.ts';
import { GRADES } from '../../domain/criteria/grade.ts';
import type { PreviewState } from '../../domain/planning/preview.ts';
import { KINDS } from '../../domain/roster/organization.ts';
import type { PreviewRegistry } from '../../ports/registry.ts';
import type { Table } from './client.ts';
import { count, instant, month, ordinal, organizationId } from './field-schemas.ts';
import { previewKey, previewPageKey, previewPagesRange, previewsRange } from './keys.ts';
import { pack, packed } from './packed.ts';
import { keyOf, parseItem } from './parse.ts';
import { deleteItem, getItem, type Item, ifOneLower, putIf, putItem, queryAll } from './requests.ts';

/** A draft's revision is 0. */
const setRef = z.object({ id: z.string(), revision: count });
const grade = z.enum(GRADES).nullable();
const toldGrade = z.enum([...GRADES, 'mixed']).nullable();
const standing = z.object({
  criteriaSet: setRef,
  points: z.int().nullable(),
  grade,
  percentOfFull: z.int().nullable(),
  mixedSheets: z.boolean(),
  annual: z.enum(ANNUAL_GRADES).nullable(),
});
const direction = z.enum(['down', 'up', 'other']);
const gradeChange = z.object({
  organization: organizationId,
  name: z.string(),
  kind: z.enum(KINDS),
  direction: direction.nullable(),
  annualDirection: direction.nullable(),
  before: standing,
  after: standing,
});

const storedPage = z.object({
  type: z.literal('preview-page'),
  changes: packed(z.array(gradeChange.extend({ month }))),
});

/** What grows with the walk and the draft, packed. */
const content = z.object({
  // A draft is no revision yet.
  draft: criteriaSetForm.extend({ revision: z.literal(0) }).nullable(),
  place: z
    .object({
      month,
      unfinished: z.array(
        z.object({
          organization: organizationId,
          after: z.union([organizationId, z.literal('')]),
          graded: z.int(),
          pointsSum: z.int(),
          fullScoreSum: z.int(),
          percentSum: z.int(),
          sheets: z.record(z.string(), z.int()),
        }),
      ),
    })
    .nullable(),
  pages: z.array(z.object({ name: z.string(), changes: count })),
  months: z.array(
    z.object({
      month,
      organizations: count,
      pairs: z.array(z.object({ before: toldGrade, after: toldGrade, organizations: count })),
      above: z.array(gradeChange),
      annual: z.object({ up: count, down: count, other: count }),
    }),
  ),
});

const storedPreview = z.object({
  type: z.literal('preview'),
  previewId: z.string(),
  organization: organizationId,
  from: month,
  criteriaSet: setRef.nullable(),
  status: z.enum(['queued', 'running', 'done', 'failed']),
  progress: z.int().min(0).max(100),
  requestedAt: instant,
  requestedBy: z.string(),
  updatedAt: instant,
  expiresAt: instant,
  attempt: count,
  failures: count,
  revision: ordinal,
  content: packed(content),
});

function decodePreview(item: Item): PreviewState {
  const { type: _, content: packedContent, ...state } = parseItem('preview', storedPreview, item);
  return { ...state, ...packedContent };
}

export const dynamoPreviewRegistry = (table: Table): PreviewRegistry => ({
  async preview(id) {
    const item = await getItem(table, previewKey(id));
    return item && decodePreview(item);
  },
  async previews() {
    return (await queryAll(table, previewsRange)).map(decodePreview);
  },
  putPreview: ({ draft, place, pages, months, ...state }) =>
    putIf(
      table,
      {
        ...previewKey(state.previewId),
        type: 'preview',
        ...state,
        content: pack({ draft, place, pages, months }),
      },
      ifOneLower('revision', state.revision),
    ),
  async previewPage(id, name) {
    const item = await getItem(table, previewPageKey(id, name));
    return item === null ? [] : parseItem('page of a preview', storedPage, item).changes;
  },
  putPreviewPage: (id, name, changes) =>
    putItem(table, { ...previewPageKey(id, name), type: 'preview-page', changes: pack(changes) }),
  async forgetPreview(id) {
    for (const page of await queryAll(table, previewPagesRange(id))) await deleteItem(table, keyOf(page));
    await deleteItem(table, previewKey(id));
  },
});
