import { describe, expect, it } from 'vitest';
import { TemplateError } from '../../../infra/local/errors.ts';
import { parseFilters, passesFilters } from '../../../infra/local/event-source-mapping/filter.ts';

const record = {
  eventName: 'INSERT',
  dynamodb: {
    ApproximateCreationDateTime: 1_760_000_000,
    Keys: { pk: { S: 'org#1' } },
    NewImage: {
      kind: { S: 'Record' },
      tags: { SS: ['red', 'blue'] },
      empty: { S: '' },
      none: { NULL: true },
    },
    SizeBytes: 120,
  },
};

const passes = (...patterns: unknown[]): boolean =>
  passesFilters(record, parseFilters(patterns.map((pattern) => JSON.stringify(pattern))));

const newImage = (pattern: unknown): unknown => ({ dynamodb: { NewImage: pattern } });

describe('a filter pattern', () => {
  it.each<[string, unknown, boolean]>([
    ['equal value', { eventName: ['INSERT'] }, true],
    ['other value', { eventName: ['REMOVE'] }, false],
    ['any of several values', { eventName: ['REMOVE', 'INSERT'] }, true],
    ['nested value', newImage({ kind: { S: ['Record'] } }), true],
    [
      'two members, one of which differs',
      { eventName: ['INSERT'], dynamodb: { Keys: { pk: { S: ['x'] } } } },
      false,
    ],
    ['prefix', { dynamodb: { Keys: { pk: { S: [{ prefix: 'org#' }] } } } }, true],
    ['another prefix', { dynamodb: { Keys: { pk: { S: [{ prefix: 'plan#' }] } } } }, false],
    ['suffix', newImage({ kind: { S: [{ suffix: 'cord' }] } }), true],
    ['case ignored', newImage({ kind: { S: [{ 'equals-ignore-case': 'rECORD' }] } }), true],
    ['anything but', { eventName: [{ 'anything-but': ['REMOVE', 'MODIFY'] }] }, true],
    ['anything but this', { eventName: [{ 'anything-but': 'INSERT' }] }, false],
    ['anything but a prefix', { eventName: [{ 'anything-but': { prefix: 'IN' } }] }, false],
    ['anything but, of a member that is not there', { userIdentity: [{ 'anything-but': 'x' }] }, false],
    ['existing leaf', newImage({ kind: { S: [{ exists: true }] } }), true],
    ['missing leaf', newImage({ other: { S: [{ exists: false }] } }), true],
    ['missing leaf that is there', newImage({ kind: { S: [{ exists: false }] } }), false],
    ['numeric range', { dynamodb: { SizeBytes: [{ numeric: ['>', 100, '<=', 120] }] } }, true],
    ['numeric range missed', { dynamodb: { SizeBytes: [{ numeric: ['>', 120] }] } }, false],
    ['an item of a list', newImage({ tags: { SS: ['blue'] } }), true],
    ['empty text', newImage({ empty: { S: [''] } }), true],
    ['$or', { $or: [{ eventName: ['REMOVE'] }, { dynamodb: { SizeBytes: [120] } }] }, true],
    ['$or of nothing that holds', { $or: [{ eventName: ['REMOVE'] }, { eventName: ['MODIFY'] }] }, false],
    ['a path through a missing member', { dynamodb: { OldImage: { kind: { S: ['Record'] } } } }, false],
  ])('with %s', (_name, pattern, expected) => {
    expect(passes(pattern)).toBe(expected);
  });

  it('is one of several alternatives', () => {
    expect(passes({ eventName: ['REMOVE'] }, { eventName: ['INSERT'] })).toBe(true);
    expect(passes({ eventName: ['REMOVE'] }, { eventName: ['MODIFY'] })).toBe(false);
  });

  it('is not needed: without any, all records pass', () => {
    expect(passes()).toBe(true);
  });

  it('is refused when it is no object or uses an unknown operator', () => {
    expect(() => parseFilters(['[]'])).toThrow(TemplateError);
    expect(() => passes({ eventName: [{ wildcard: 'I*' }] })).toThrow('wildcard');
  });
});
