/** Points by criterion as they go over the wire: in points, two decimals at most; inside, integers in hundredths. */
import * as z from 'zod';

/** Whether a number of points has at most two decimals, as a text of it would. */
const hasTwoDecimals = (points: number): boolean => Math.round(points * 100) / 100 === points;

const points = z.number().min(0).max(1000).refine(hasTwoDecimals, 'two-decimals');

export const criterionId = z.string().regex(/^[a-z0-9-]{1,60}$/, 'criterion-id');

export const scores = z.record(criterionId, points).meta({
  description: 'Points, at most two decimals, by criterion id of the criteria set in force',
});

type Scores = Readonly<Record<string, number>> | null;

const mapPoints = (given: Scores, map: (points: number) => number) =>
  given === null
    ? null
    : Object.fromEntries(Object.entries(given).map(([criterion, value]) => [criterion, map(value)]));

export const scoresFromWire = (given: Scores) => mapPoints(given, (value) => Math.round(value * 100));
export const scoresToWire = (given: Scores) => mapPoints(given, (hundredths) => hundredths / 100);
