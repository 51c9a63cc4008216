/** What an export holds comes out as it went in, however much of it is held once. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OwnInputs } from '../../../shared/domain/exports/export-tables.ts';
import { HeldMonths, Pool } from '../../../shared/domain/exports/held-months.ts';
import { cellRow } from '../../support/score-rows.ts';

type Given = {
  readonly name: string;
  readonly set: string;
  readonly parent: string;
  readonly heldBefore: number[];
  readonly basis: boolean;
  readonly revisions: number;
};
const month: fc.Arbitrary<Given> = fc.record({
  name: fc.constantFrom('Chi bộ thôn 1', 'Chi bộ thôn 2'),
  set: fc.constantFrom('binh-thuan', 'phu-tho-bloc'),
  parent: fc.constantFrom('dang-uy-1', 'dang-uy-2'),
  heldBefore: fc.subarray([1, 2, 3]),
  basis: fc.boolean(),
  revisions: fc.nat(2),
});

/** Fresh values each time, as a store gives them. */
const rowOf = (
  organization: string,
  index: number,
  { name, set, parent, heldBefore, basis, revisions }: Given,
) => {
  const typical = structuredClone(cellRow());
  const of = `2026-${String(index + 1).padStart(2, '0')}`;
  const profile = {
    ...typical.profile,
    name,
    dueAt: `${of}-10T17:00:00.000Z`,
    criteriaSet: { id: set, revision: 1 },
  };
  const path = ['tinh', parent, organization];
  const own: OwnInputs = {
    basis: basis && typical.basis !== null ? { ...typical.basis, heldBefore } : null,
    watermark: index,
    asOf: `${of}-13T00:00:00.000Z`,
    revisions,
  };
  return { row: { organization, month: of, profile }, path, own };
};

describe('held months', () => {
  it('are given back as they came, each organization’s in order', () => {
    fc.assert(
      fc.property(fc.array(fc.array(month, { maxLength: 12 }), { maxLength: 4 }), (organizations) => {
        const held = new HeldMonths();
        const rows = organizations.map((months, i) => months.map((one, at) => rowOf(`to-${i}`, at, one)));
        // Month by month, as a province is read.
        for (let at = 0; at < 12; at += 1)
          for (const months of rows) {
            const given = structuredClone(months[at]);
            if (given !== undefined) held.add(given.row, given.path, given.own);
          }
        for (const [i, months] of rows.entries()) {
          expect(held.plansOf(`to-${i}`)).toEqual(
            months.map(({ row, path, own: { revisions: _, ...own } }) => ({
              ...row.profile,
              organization: row.organization,
              month: row.month,
              parent: path[1],
              path,
              ...own,
            })),
          );
          expect(held.countedOf(`to-${i}`).map(({ month: of, revisions }) => [of, revisions])).toEqual(
            months.flatMap(({ row, own }) => (own.revisions === 0 ? [] : [[row.month, own.revisions]])),
          );
        }
      }),
    );
  });

  it('hold once what is equal', () => {
    const held = new HeldMonths();
    const same = { name: 'a', set: 'b', parent: 'c', heldBefore: [1], basis: true, revisions: 1 };
    for (const [organization, at] of [
      ['to-1', 0],
      ['to-1', 1],
      ['to-2', 1],
    ] as const) {
      const { row, path, own } = rowOf(organization, at, same);
      held.add(row, path, own);
    }
    const [january, february] = held.plansOf('to-1');
    const [other] = held.plansOf('to-2');
    expect(february?.path).toBe(january?.path);
    expect(other?.basis).toBe(february?.basis);
    expect(other?.criteriaSet).toBe(january?.criteriaSet);
  });

  it('know nothing of an organization that was not there', () => {
    expect(new HeldMonths().plansOf('to-1')).toEqual([]);
    expect(new HeldMonths().countedOf('to-1')).toEqual([]);
  });
});

describe('a pool', () => {
  it('gives an equal value, and begins anew before it outgrows what it spares', () => {
    const pool = new Pool<readonly number[]>(2);
    const first = pool.one([1]);
    expect(pool.one([1])).toBe(first);
    pool.one([2]);
    pool.one([3]);
    expect(pool.one([1])).toEqual(first);
    expect(pool.one([1])).not.toBe(first);
  });
});
