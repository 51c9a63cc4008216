import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordFromWire, recordToWire, meetingRecord as schema } from '../../shared/contracts/meeting.ts';
import { meetingRecord } from '../support/records.ts';

const points = fc.integer({ min: 0, max: 100_000 });

describe('points on the wire', () => {
  it('come back as the hundredths they were, for every two-decimal number', () => {
    fc.assert(
      fc.property(points, (hundredths) => {
        const record = meetingRecord({ selfScore: { attendance: hundredths } });
        const wire: unknown = JSON.parse(JSON.stringify(recordToWire(record)));
        expect(recordFromWire(schema.parse(wire))).toEqual(record);
      }),
    );
  });

  it('with a third decimal are refused', () => {
    const withThird = fc.tuple(points, fc.integer({ min: 1, max: 9 }));
    fc.assert(
      fc.property(withThird, ([hundredths, third]) => {
        const attendance = Number(
          `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}${third}`,
        );
        const wire = { ...recordToWire(meetingRecord()), selfScore: { attendance } };
        expect(schema.safeParse(wire).success).toBe(false);
      }),
    );
  });
});
