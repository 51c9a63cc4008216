import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../../shared/runtime/clock.ts';
import { comparePositions, decodeCursor, encodeCursor, pageAfter } from '../../shared/runtime/cursor.ts';
import { EnvironmentError, environment, readEnvironment } from '../../shared/runtime/environment.ts';
import { isStillFresh, matches } from '../../shared/runtime/etag.ts';
import { preferredLanguage } from '../../shared/runtime/language.ts';

describe('cursors', () => {
  const position = z.tuple([z.string(), z.number()]);

  it('give back the position that they hold', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer(), (text, number) => {
        expect(decodeCursor(encodeCursor([text, number]), position)).toEqual([text, number]);
      }),
    );
  });

  it('are refused unless they are exactly what was given out', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (text) => {
        fc.pre(!position.safeParse(tryJson(text)).success);
        expect(() => decodeCursor(text, position)).toThrow(/VALIDATION/);
      }),
    );
    expect(() => decodeCursor(`${encodeCursor(['a', 1])}=`, position)).toThrow(/VALIDATION/);
  });

  it('page through any list without loss or repetition', () => {
    const numbers = fc.uniqueArray(fc.integer({ min: -50, max: 50 }));
    fc.assert(
      fc.property(numbers, fc.integer({ min: 1, max: 7 }), (unsorted, limit) => {
        const all = [...unsorted].sort((a, b) => a - b);
        const seen: number[] = [];
        for (let cursor: string | undefined; ; ) {
          const page = pageAfter(all, (n): [number] => [n], z.tuple([z.number()]), { limit, cursor });
          seen.push(...page.items);
          if (page.next === null) break;
          cursor = page.next;
        }
        expect(seen).toEqual(all);
      }),
    );
  });

  it('compare part by part', () => {
    expect(comparePositions([1, 'a'], [1, 'b'])).toBeLessThan(0);
    expect(comparePositions([10], [9])).toBeGreaterThan(0);
    expect(comparePositions(['a'], ['a'])).toBe(0);
  });
});

const tryJson = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
};

describe('Accept-Language', () => {
  it.each([
    [undefined, 'vi'],
    ['', 'vi'],
    ['en', 'en'],
    ['en-US,en;q=0.9', 'en'],
    ['vi-VN,vi;q=0.9,en;q=0.8', 'vi'],
    ['fr, en;q=0.2', 'en'],
    ['en;q=0.5, vi;q=0.5', 'vi'],
    ['en;q=0', 'vi'],
    ['de', 'vi'],
    ['EN', 'en'],
  ])('%s means %s', (header, language) => {
    expect(preferredLanguage(header)).toBe(language);
  });
});

describe('entity tags', () => {
  it('match strongly for writing and weakly for reading', () => {
    expect([matches('"1"', '1'), matches('"2", "1"', '1')]).toEqual([true, true]);
    expect(['W/"1"', '*', '1', '"11"', ''].map((header) => matches(header, '1'))).not.toContain(true);
    expect(['W/"1"', '*', '"1"'].map((header) => isStillFresh(header, '1'))).not.toContain(false);
    expect([undefined, '"2"', ''].map((header) => isStillFresh(header, '1'))).not.toContain(true);
  });
});

describe('the environment', () => {
  const wanted = environment.pick({ PROVINCE: true, CLOCK_OFFSET_MS: true });

  it('is read with its defaults', () => {
    expect(readEnvironment(wanted, { PROVINCE: 'ha-noi' })).toEqual({
      PROVINCE: 'ha-noi',
      CLOCK_OFFSET_MS: 0,
    });
  });

  it('that lacks something names all of it, and where to put it', () => {
    const read = () => readEnvironment(wanted, { PROVINCE: 'Hà Nội', CLOCK_OFFSET_MS: 'x' });
    expect(read).toThrow(EnvironmentError);
    expect(read).toThrow(/PROVINCE.*CLOCK_OFFSET_MS.*infra/);
  });
});

describe('the clock', () => {
  it('is moved by its offset', () => {
    const moved = Date.parse(systemClock(-86_400_000)()) + 86_400_000;
    expect(Math.abs(moved - Date.now())).toBeLessThan(60_000);
  });
});
