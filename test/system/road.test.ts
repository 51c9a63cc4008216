/**
 * The whole road on the synthesized template: several clients at once, consumers killed under way, a restart, the
 * due date, the close; and every figure of every level held against a recount that shares no code with the folds.
 * Each step goes on where the one before it ended.
 */
import { afterAll, beforeAll, describe } from 'vitest';
import { closing, passingTheDueDate, passingTheYear } from './road/passing-time.ts';
import { readingFigures, readingRecords } from './road/reading-back.ts';
import { Road } from './road/road.ts';
import { entering, sending } from './road/sending.ts';
import { tellingFollowers, tellingOfficers } from './road/telling.ts';

/** Printed with a failure; set it to run the same choices again. */
const SEED = Number(process.env.ROAD_SEED ?? Date.now() % 1_000_000);

describe(`the whole road (ROAD_SEED=${SEED})`, () => {
  const road = new Road(SEED);
  beforeAll(() => road.begin());
  afterAll(() => road.end());

  entering(road);
  sending(road);
  readingRecords(road);
  readingFigures(road);
  tellingFollowers(road);
  passingTheDueDate(road);
  tellingOfficers(road);
  closing(road);
  passingTheYear(road);
});
