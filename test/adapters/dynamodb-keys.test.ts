import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  eventChange,
  registryChange,
  rowChange,
  scorecardChange,
} from '../../shared/adapters/dynamodb/changes.ts';
import {
  eventKey,
  eventKeyParts,
  type Key,
  MalformedKeyError,
  planKey,
  registryKeyParts,
  rowKey,
  rowKeyParts,
  versionKey,
} from '../../shared/adapters/dynamodb/keys.ts';
import { meetingAt } from '../../shared/domain/events/event.ts';

const organization = fc.stringMatching(/^[a-z0-9-]{1,40}$/);
const month = fc
  .record({ year: fc.integer({ min: 2000, max: 2099 }), month: fc.integer({ min: 1, max: 12 }) })
  .map((at) => `${at.year}-${String(at.month).padStart(2, '0')}`);
const meeting = fc.constantFrom('regular', 'thematic-2026-10-12', 'extraordinary-2026-10-02');

const recordOf = ({ pk, sk }: Key, image: Record<string, unknown> | null = null) => ({
  dynamodb: { Keys: { pk: { S: pk }, sk: { S: sk } }, ...(image && { NewImage: image }) },
});

describe('keys', () => {
  it('say again what they were built from', () => {
    fc.assert(
      fc.property(
        organization,
        organization,
        month,
        meeting,
        fc.integer({ min: 1, max: 999_999 }),
        (a, b, m, k, n) => {
          expect(eventKeyParts(eventKey(meetingAt(a, m, k), n))).toEqual({
            organization: a,
            month: m,
            type: 'meeting',
            key: k,
            revision: n,
          });
          expect(rowKeyParts(rowKey({ parent: b, month: m, organization: a }))).toEqual({
            parent: b,
            month: m,
            organization: a,
          });
          expect(registryKeyParts(planKey(a, m))).toEqual({ organization: a, month: m });
          expect(registryKeyParts(versionKey(a, m))).toEqual({ organization: a, month: m });
        },
      ),
    );
  });

  it.each([0, -1, 1.5, 1_000_000, Number.NaN])('do not take revision %s', (revision) => {
    expect(() => eventKey(meetingAt('to-1', '2026-10', 'regular'), revision)).toThrow(RangeError);
  });

  it('of another making are refused', () => {
    const foreign = { pk: 'to-1', sk: '2026-10' };
    expect(() => eventKeyParts(foreign)).toThrow(MalformedKeyError);
    expect(() => rowKeyParts(foreign)).toThrow(MalformedKeyError);
    expect(() => registryKeyParts(foreign)).toThrow(MalformedKeyError);
  });
});

describe('a stream record', () => {
  it('is refused without keys, or in Registry without a known type', () => {
    expect(() => eventChange({})).toThrow();
    expect(() => scorecardChange({ dynamodb: { Keys: { pk: { N: '1' } } } })).toThrow();
    expect(() => rowChange({ dynamodb: { Keys: { pk: { S: 'a#2026-10' }, sk: { S: 'b' } } } })).toThrow();
    expect(() =>
      registryChange(recordOf(planKey('to-1', '2026-10'), { type: { S: 'unheard-of' } })),
    ).toThrow();
  });

  it('of a deletion changes nothing that anybody follows', () => {
    expect(registryChange(recordOf(planKey('to-1', '2026-10')))).toBeNull();
  });
});
