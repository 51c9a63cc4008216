import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type StandingInspection, superiorSheet } from '../../../shared/domain/criteria/superior-sheet.ts';
import { CONCLUSIONS, INSPECTION_KINDS } from '../../../shared/domain/events/inspection.ts';
import { inspection, reviewRevision } from '../../support/inspections.ts';
import { meetingRecord } from '../../support/records.ts';

const SELF = { attendance: 2000, minutes: 500 };
const meeting = { key: 'regular', record: meetingRecord({ selfScore: SELF }) };
const standing = (key: string, parts: Parameters<typeof inspection>[0] = {}): StandingInspection => ({
  key,
  record: inspection(parts),
});
const review = (parts: Parameters<typeof reviewRevision>[0]) => reviewRevision(parts).record;
const corrected = (points: number) => ({ conclusion: 'corrected', scores: { attendance: points } }) as const;

describe('the superior’s column', () => {
  it('is empty where nobody came and nothing was answered', () => {
    expect(superiorSheet([], meeting, null)).toEqual({ given: {}, deciding: {} });
  });

  it('is that of the latest day', () => {
    const sheet = superiorSheet(
      [
        standing('2026-10-13-inspection-huyen', corrected(100)),
        standing('2026-10-20-attendance-huyen', corrected(200)),
        standing('2026-10-14-inspection-huyen', corrected(300)),
      ],
      meeting,
      null,
    );
    expect(sheet).toEqual({ given: { attendance: 200 }, deciding: { attendance: 200 } });
  });

  it('of one day goes by inspection, then supervision, then attendance, then who came', () => {
    const on = (kind: string, by: string, points: number) =>
      standing(`2026-10-13-${kind}-${by}`, corrected(points));
    const all = [
      on('attendance', 'a', 4),
      on('supervision', 'a', 3),
      on('inspection', 'b', 2),
      on('inspection', 'a', 1),
    ];
    for (const came of [1, 2, 3, 4])
      expect(superiorSheet(all.slice(0, came), meeting, null).deciding).toEqual({ attendance: 5 - came });
  });

  it('is the cell’s own where it was confirmed without a sheet, and then decides nothing', () => {
    const confirmed = standing('2026-10-13-inspection-huyen', { conclusion: 'confirmed' });
    expect(superiorSheet([confirmed], meeting, null)).toEqual({ given: SELF, deciding: {} });
    const scored = standing('2026-10-13-inspection-huyen', {
      conclusion: 'confirmed',
      scores: { attendance: 1900 },
    });
    expect(superiorSheet([scored], meeting, null)).toEqual({ given: { attendance: 1900 }, deciding: {} });
  });

  it('is the review’s where no inspection decides', () => {
    const noted = standing('2026-10-13-attendance-huyen', { scores: { attendance: 1 } });
    const scored = review({ scores: { attendance: 7 } });
    expect(superiorSheet([noted], meeting, scored).deciding).toEqual({ attendance: 7 });
    const unscored = review({ scores: null });
    expect(superiorSheet([noted], meeting, unscored)).toEqual({ given: { attendance: 1 }, deciding: {} });
    const decided = standing('2026-10-01-attendance-huyen', corrected(9));
    expect(superiorSheet([decided], meeting, scored).deciding).toEqual({ attendance: 9 });
  });

  it('knows inspections of this meeting alone', () => {
    const elsewhere = [
      standing('2026-10-13-inspection-huyen', { ...corrected(1), meeting: null }),
      standing('2026-10-14-inspection-huyen', { ...corrected(2), meeting: 'thematic-2026-10-14' }),
    ];
    expect(superiorSheet(elsewhere, meeting, null)).toEqual({ given: {}, deciding: {} });
  });

  it('does not depend on the order in which inspections arrived', () => {
    const any = fc.record({
      day: fc.integer({ min: 10, max: 13 }),
      kind: fc.constantFrom(...INSPECTION_KINDS),
      by: fc.constantFrom('a', 'b', 'c'),
      conclusion: fc.constantFrom(...CONCLUSIONS),
      scores: fc.option(fc.record({ attendance: fc.nat({ max: 2000 }) })),
    });
    const several = fc.uniqueArray(any, { selector: ({ day, kind, by }) => `${day} ${kind} ${by}` });
    const shuffled = several.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    const standingOf = (all: readonly (typeof several extends fc.Arbitrary<infer T> ? T : never)[number][]) =>
      all.map(({ day, kind, by, conclusion, scores }) =>
        standing(`2026-10-${day}-${kind}-${by}`, { conclusion, scores }),
      );
    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        expect(superiorSheet(standingOf(one), meeting, null)).toEqual(
          superiorSheet(standingOf(other), meeting, null),
        );
      }),
    );
  });
});
