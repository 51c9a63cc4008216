/** Moves, closures, openings, and so mergers and splits: several changes of the tree in one order, tried out first if wanted. */
import * as z from 'zod';
import { count, cursor, month, name, organizationId } from './primitives.ts';
import { organizationBody } from './roster.ts';

/** Moves, closures and openings of one order, each. */
export const MOST_CHANGES = 500;
/** Bytes of UTF-8 that an order may take. */
export const ORDER_BYTES = 256 * 1024;
/**
 * Plan rows on a page of a preview: 827 bytes each on six levels of the longest ids, 1,601 on fifteen, of the
 * 6 MB that a function may answer.
 */
export const MOST_PREVIEWED = 3_000;

/** Sent with the same order again, a cursor goes on with what its dry run says. */
export const orderQuery = z.strictObject({ cursor: cursor.optional() });

const move = z.strictObject({
  organization: organizationId,
  parent: organizationId,
  from: month.meta({ description: 'The month from which it stands there' }),
});
const closure = z.strictObject({
  organization: organizationId,
  from: month.meta({ description: 'The first month in which it no longer exists, and owes nothing' }),
  successor: organizationId
    .nullable()
    .default(null)
    .meta({ description: 'Takes the closed organization among its predecessors; null if nobody carries on' }),
});

const opening = organizationBody.omit({ closed: true }).extend({ organization: organizationId });

const ordered = {
  reason: name(500),
  dryRun: z.boolean().default(false).meta({ description: 'Says what would change, and stores nothing' }),
};

export const movesBody = z
  .strictObject({ moves: z.array(move).min(1).max(MOST_CHANGES), ...ordered })
  .meta({ id: 'Moves' });

export const closuresBody = z
  .strictObject({
    closures: z.array(closure).min(1).max(MOST_CHANGES),
    moves: z.array(move).max(MOST_CHANGES).default([]),
    ...ordered,
  })
  .meta({
    id: 'Closures',
    examples: [
      {
        closures: [{ organization: 'cb-thon-2', from: '2026-11', successor: 'cb-thon-1' }],
        moves: [],
        reason: 'Sáp nhập thôn',
        dryRun: true,
      },
    ],
  });

export const openingsBody = z
  .strictObject({
    openings: z.array(opening).min(1).max(MOST_CHANGES),
    closures: z.array(closure).max(MOST_CHANGES).default([]),
    moves: z.array(move).max(MOST_CHANGES).default([]),
    ...ordered,
  })
  .meta({
    id: 'Openings',
    examples: [
      {
        openings: ['1', '2'].map((part) => ({
          organization: `cb-thon-3-${part}`,
          name: `Chi bộ thôn 3.${part}`,
          kind: 'cell',
          parent: 'db-xa-an-khanh',
          meets: 'monthly',
          unit: 'residential',
          predecessors: ['cb-thon-3'],
          from: '2026-11',
        })),
        closures: [{ organization: 'cb-thon-3', from: '2026-11' }],
        moves: [],
        reason: 'Chia tách thôn',
        dryRun: true,
      },
    ],
  });

const place = z.strictObject({
  parent: organizationId.nullable(),
  path: z.array(organizationId).meta({ description: 'Ids from the root down to the organization' }),
  exists: z.boolean(),
  expected: z.boolean().meta({ description: 'Whether its regular meeting is owed in the month' }),
  duties: count.meta({ description: 'How many attendances fall due at it in the month' }),
});

const previewed = z.strictObject({
  organization: organizationId,
  period: month,
  before: place.nullable().meta({ description: 'Null where the organization was not planned in the month' }),
  after: place,
});

export const restructuringAnswer = z
  .strictObject({
    dryRun: z.boolean(),
    versions: z
      .array(z.strictObject({ organization: organizationId, from: month, revision: z.int().min(1) }))
      .meta({ description: 'Written, or to be written; empty where all is so already' }),
    planRows: z
      .strictObject({
        total: z.int().min(0),
        items: z
          .array(previewed)
          .meta({ description: `By month and organization, at most ${MOST_PREVIEWED} a page` }),
      })
      .nullable()
      .meta({
        description:
          'Of a dry run: the rows of open months that would change, with all below, and with whom the offices of those closed attend',
      }),
    next: cursor
      .nullable()
      .meta({ description: 'Of a dry run with more rows: the cursor to send the same order with again' }),
  })
  .meta({ id: 'Restructuring' });
export type RestructuringAnswer = z.output<typeof restructuringAnswer>;
