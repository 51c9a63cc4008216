import { describe, expect, test } from 'vitest';
import {
  adoptionInForce,
  type CriteriaAdoption,
  inheritedBy,
  NO_BINDINGS,
} from '../../../shared/domain/planning/inheritance.ts';

const FALLBACK = { id: 'binh-thuan', revision: 1 };

const adoption = (organization: string, from: string, id: string | null): CriteriaAdoption => ({
  organization,
  from,
  criteriaSet: id === null ? null : { id, revision: 1 },
  adoptedAt: '2026-01-01T00:00:00.000Z',
  adoptedBy: 'ban-to-chuc',
  revision: 1,
});

/** The root first; each with what it adopted, from which month on. */
const lineOf = (...adopted: readonly Readonly<Record<string, string | null>>[]) =>
  adopted.map((months, i) => ({
    organization: `o${i}`,
    bindings: {
      ...NO_BINDINGS,
      criteria: Object.entries(months).map(([from, id]) => adoption(`o${i}`, from, id)),
    },
  }));

const setOf = (line: ReturnType<typeof lineOf>, month: string) =>
  inheritedBy(line, month, FALLBACK).criteriaSet.id;

describe('the criteria set in force', () => {
  test('is the deployment’s where nobody above has adopted one by then', () => {
    expect(setOf(lineOf({}, {}), '2026-10')).toBe('binh-thuan');
    expect(setOf(lineOf({ '2026-11': 'a' }, {}), '2026-10')).toBe('binh-thuan');
  });

  test('is the latest adoption of the month or before', () => {
    const line = lineOf({ '2026-03': 'a', '2026-07': 'b' });
    expect(['2026-02', '2026-03', '2026-06', '2026-07', '2027-01'].map((m) => setOf(line, m))).toEqual([
      'binh-thuan',
      'a',
      'a',
      'b',
      'b',
    ]);
  });

  test('is the nearest organization’s, however late the ones above it adopted theirs', () => {
    expect(setOf(lineOf({ '2026-09': 'above' }, { '2026-01': 'near' }, {}), '2026-10')).toBe('near');
  });

  test('is the one above again once an organization gave up its own', () => {
    const line = lineOf({ '2026-01': 'above' }, { '2026-01': 'near', '2026-08': null }, {});
    expect(setOf(line, '2026-07')).toBe('near');
    expect(setOf(line, '2026-08')).toBe('above');
    expect(adoptionInForce(line, '2026-08')).toMatchObject({ organization: 'o0', from: '2026-01' });
  });
});
