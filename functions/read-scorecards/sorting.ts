/** The orders in which the children's table may be read, each a position that a cursor can hold. */
import * as z from 'zod';
import type { ScorecardAnswer, SORTS, STATUSES } from '../../shared/contracts/scorecard.ts';
import { comparePositions, type Position } from '../../shared/runtime/cursor.ts';

type Sort = (typeof SORTS)[number];

/** What needs looking at comes first. */
const URGENCY: Readonly<Record<(typeof STATUSES)[number], number>> = {
  overdue: 0,
  awaiting: 1,
  withdrawn: 2,
  late: 3,
  reported: 4,
  exempt: 5,
};

export type Order = {
  readonly positionOf: (card: ScorecardAnswer) => Position;
  readonly schema: z.ZodType<Position>;
  readonly compare: (a: Position, b: Position) => number;
};

const vietnamese = new Intl.Collator('vi');

/** Names as a Vietnamese reader expects them; equal names by id. */
const compareNames = ([nameA = '', ...a]: Position, [nameB = '', ...b]: Position): number =>
  vietnamese.compare(String(nameA), String(nameB)) || comparePositions(a, b);

const idAlone = z.tuple([z.string()]);
const textAndId = z.tuple([z.string(), z.string()]);
const numberAndId = z.tuple([z.number(), z.string()]);
/** Those without a figure last, whichever way the figures run. */
const rankThenFigure = z.tuple([z.union([z.literal(0), z.literal(1), z.literal(2)]), z.number(), z.string()]);

/** Points over several sheets are on no scale: no place among others' follows from them, only one behind. */
const byPoints = (direction: 1 | -1): Order => ({
  positionOf: ({ organization, points, mixedSheets }) => {
    if (points === null) return [2, 0, organization];
    return mixedSheets ? [1, 0, organization] : [0, direction * points, organization];
  },
  schema: rankThenFigure,
  compare: comparePositions,
});

const byPercent = (direction: 1 | -1): Order => ({
  positionOf: ({ organization, percentOfFull }) =>
    percentOfFull === null ? [2, 0, organization] : [0, direction * percentOfFull, organization],
  schema: rankThenFigure,
  compare: comparePositions,
});

export const ORDERS: Readonly<Record<Sort, Order>> = {
  organization: {
    positionOf: ({ organization }) => [organization],
    schema: idAlone,
    compare: comparePositions,
  },
  name: {
    positionOf: ({ name, organization }) => [name, organization],
    schema: textAndId,
    compare: compareNames,
  },
  points: byPoints(1),
  '-points': byPoints(-1),
  percentOfFull: byPercent(1),
  '-percentOfFull': byPercent(-1),
  status: {
    positionOf: ({ status, organization }) => [URGENCY[status], organization],
    schema: numberAndId,
    compare: comparePositions,
  },
};
