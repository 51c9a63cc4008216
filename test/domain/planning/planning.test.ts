import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derivePlan, type PlanInputs, sealPlan } from '../../../shared/domain/planning/planning.ts';
import type { OrganizationVersion } from '../../../shared/domain/roster/organization.ts';
import type { PlanRow } from '../../../shared/domain/roster/plan.ts';
import {
  duty,
  organizationHistory,
  organizationVersion,
  periodState,
  planRow,
} from '../../support/records.ts';

const ANCESTORS = ['tinh', 'huyen', 'dang-uy-1'];
const NOW = '2026-09-26T00:00:00.000Z';

const INHERITED = { criteriaSet: { id: 'binh-thuan', revision: 1 }, programmes: [] };

const inputs = (parts: Partial<PlanInputs> = {}): PlanInputs => ({
  existing: null,
  history: organizationHistory(),
  ancestors: ANCESTORS,
  period: periodState(),
  inherited: INHERITED,
  now: NOW,
  ...parts,
});

function written(parts: Partial<PlanInputs> = {}): PlanRow {
  const decision = derivePlan(inputs(parts));
  if (typeof decision === 'string') throw new Error(`not written: ${decision}`);
  return decision.write;
}

const versions = (...parts: Partial<OrganizationVersion>[]) =>
  organizationHistory(parts.map(organizationVersion));

describe('a plan row', () => {
  it('is created from the version that holds in the month', () => {
    const history = versions(
      { from: '2026-01', name: 'Cũ' },
      { from: '2026-10', name: 'Mới' },
      { from: '2026-11', name: 'Sau' },
    );
    expect(written({ history })).toEqual(planRow({ name: 'Mới', plannedAt: NOW }));
  });

  it('is written while the period is opening or open, and never after', () => {
    const existing = planRow({ name: 'Cũ' });
    for (const status of ['opening', 'open'] as const) {
      expect(written({ existing, period: periodState({ status }) }).version).toBe(2);
    }
    for (const status of ['closing', 'closed'] as const) {
      const period = periodState({ status });
      expect(derivePlan(inputs({ existing, period }))).toBe('unchanged');
      expect(derivePlan(inputs({ period }))).toBe('not-planned');
    }
    expect(derivePlan(inputs({ period: null }))).toBe('not-planned');
  });

  it('is never written again once it is sealed', () => {
    const existing = planRow({ name: 'Cũ', sealed: true });
    for (const status of ['opening', 'open', 'closing', 'closed'] as const) {
      const given = inputs({ existing, period: periodState({ status }) });
      expect(derivePlan(given)).toBe('unchanged');
      expect(sealPlan(given)).toBe('unchanged');
    }
  });

  it('is not created for who does not exist in the month', () => {
    expect(derivePlan(inputs({ history: null }))).toBe('not-planned');
    expect(derivePlan(inputs({ history: versions({ from: '2026-11' }) }))).toBe('not-planned');
    expect(derivePlan(inputs({ history: versions({}, { from: '2026-10', closed: true }) }))).toBe(
      'not-planned',
    );
  });

  it('stays as it is when its content is equal', () => {
    const existing = written();
    expect(derivePlan(inputs({ existing, now: '2026-10-20T00:00:00.000Z' }))).toBe('unchanged');
  });

  it('of an organization that is gone owes nothing and stays below whom it stood, wherever that one goes', () => {
    const existing = written();
    const history = versions({}, { from: '2026-10', closed: true, parent: 'elsewhere' });
    const row = written({ existing, history, ancestors: ['tinh', 'thi-xa', 'dang-uy-1'] });
    expect(row).toEqual({
      ...existing,
      path: ['tinh', 'thi-xa', 'dang-uy-1', existing.organization],
      exists: false,
      meets: 'none',
      expected: false,
      thematicOwed: false,
      version: 2,
    });
    expect(derivePlan(inputs({ existing: row, history, ancestors: ['tinh', 'thi-xa', 'dang-uy-1'] }))).toBe(
      'unchanged',
    );
    expect(() => derivePlan(inputs({ existing, history, ancestors: ['tinh', 'elsewhere'] }))).toThrow(
      /ancestors of to-1/,
    );
  });

  it('keeps its due date once stamped, and what has passed', () => {
    const existing = written();
    const period = periodState({ dueAt: '2026-12-01T00:00:00.000Z' });
    expect(existing).toMatchObject({ dueAt: '2026-11-10T17:00:00.000Z', duePassed: false });
    expect(derivePlan(inputs({ existing, period, now: '2026-11-10T16:59:59.999Z' }))).toBe('unchanged');
    const passed = written({ existing, period, now: '2026-11-10T17:00:00.000Z' });
    expect(passed).toMatchObject({ dueAt: existing.dueAt, duePassed: true, version: 2 });
    expect(derivePlan(inputs({ existing: passed, now: NOW }))).toBe('unchanged');
  });

  it('says what programmes and duties ask, and keeps the due date with which the month opened', () => {
    const asks = { dayRule: { week: 2, weekday: 2 }, thematic: true, dueDay: 5 };
    const programmes = [{ programme: { id: 'chi-thi-47', revision: 1 }, part: null, ...asks }];
    const history = organizationHistory([organizationVersion()], [], {
      criteria: [],
      participations: [],
      duties: [duty(), duty({ id: 'pc-0', every: 'quarter' }), duty({ id: 'pc-2', until: '2026-11' })],
    });
    const period = periodState({ month: '2026-12' });
    const owed = (id: string, every: 'month' | 'quarter') => {
      const { by, office } = duty();
      return { id, by, office, every };
    };
    const row = written({ inherited: { ...INHERITED, programmes }, history, period });
    expect(row).toMatchObject({
      programmes: ['chi-thi-47'],
      dayRule: { week: 2, weekday: 2 },
      thematicOwed: true,
      duties: [owed('pc-0', 'quarter'), owed('pc-1', 'month')],
      dueAt: '2027-01-05T17:00:00.000Z',
    });
    const later = written({ existing: row, history: organizationHistory(), period });
    expect(later).toMatchObject({
      programmes: [],
      dayRule: null,
      thematicOwed: false,
      duties: [],
      version: 2,
    });
    expect(later.dueAt).toBe(row.dueAt);
    const other = [{ programme: { id: 'chi-thi-47', revision: 2 }, part: 'model', ...asks, dueDay: 20 }];
    expect(
      derivePlan(inputs({ existing: row, inherited: { ...INHERITED, programmes: other }, history, period })),
    ).toBe('unchanged');
  });

  it('remembers every parent of the month but the present one', () => {
    const under = (existing: PlanRow, parent: string) =>
      written({ existing, history: versions({ parent }), ancestors: ['tinh', 'huyen', parent] });
    const first = written();
    const second = under(first, 'dang-uy-2');
    const third = under(second, 'dang-uy-3');
    const back = under(third, 'dang-uy-1');
    expect(second).toMatchObject({ parent: 'dang-uy-2', formerParents: ['dang-uy-1'], version: 2 });
    expect(third).toMatchObject({ formerParents: ['dang-uy-1', 'dang-uy-2'], version: 3 });
    expect(back).toMatchObject({
      parent: 'dang-uy-1',
      formerParents: ['dang-uy-2', 'dang-uy-3'],
      version: 4,
    });
  });

  it('is rewritten when only an ancestor moved, or the criteria set changed', () => {
    const existing = written();
    expect(written({ existing, ancestors: ['tinh', 'thi-xa', 'dang-uy-1'] })).toMatchObject({
      path: ['tinh', 'thi-xa', 'dang-uy-1', 'to-1'],
      formerParents: [],
      version: 2,
    });
    expect(
      written({ existing, inherited: { programmes: [], criteriaSet: { id: 'binh-thuan', revision: 2 } } })
        .version,
    ).toBe(2);
  });

  it('stays a leaf or a committee within the month', () => {
    const existing = written();
    const history = versions({ kind: 'base-committee', meets: 'none' });
    expect(written({ existing, history })).toMatchObject({ kind: 'cell', meets: 'none', expected: false });
    expect(written({ history })).toMatchObject({ kind: 'base-committee' });
    const baseCell = versions({ kind: 'base-cell' });
    expect(written({ existing, history: baseCell })).toMatchObject({ kind: 'base-cell', expected: true });
  });

  it('of the root has no parent', () => {
    const history = versions({ organization: 'tinh', parent: null, kind: 'province', meets: 'none' });
    expect(written({ history, ancestors: [] })).toMatchObject({
      parent: null,
      path: ['tinh'],
      expected: false,
    });
  });

  it('refuses ancestors that were not read together with the version', () => {
    expect(() => derivePlan(inputs({ ancestors: ['tinh', 'huyen'] }))).toThrow(/ancestors of to-1/);
  });

  it.each([
    ['cell', 'monthly', '2026-10', true],
    ['base-cell', 'monthly', '2026-12', true],
    ['base-cell', 'quarterly', '2026-10', false],
    ['base-cell', 'quarterly', '2026-12', true],
    ['cell', 'none', '2026-12', false],
    ['body', 'monthly', '2026-12', false],
    ['base-committee', 'monthly', '2026-12', false],
  ] as const)('of a %s that meets %s owes a regular meeting in %s: %s', (kind, meets, month, expected) => {
    expect(written({ history: versions({ kind, meets }), period: periodState({ month }) })).toMatchObject({
      expected,
      thematicOwed: false,
    });
  });
});

describe('over any sequence of changes', () => {
  const change = fc.record({
    parent: fc.constantFrom('p-1', 'p-2', 'p-3'),
    name: fc.constantFrom('A', 'B'),
    closed: fc.boolean(),
    revision: fc.constantFrom(1, 2),
    now: fc.constantFrom(NOW, '2026-11-10T17:00:00.000Z'),
  });

  it('versions rise by one, a second look changes nothing, tombstones never hide the row, none is forgotten', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
        let existing: PlanRow | null = null;
        const parents = new Set<string>();
        for (const { parent, name, closed, revision, now } of changes) {
          const given = inputs({
            existing,
            history: versions({ parent, name, closed }),
            ancestors: ['tinh', closed ? (existing?.parent ?? parent) : parent],
            inherited: { programmes: [], criteriaSet: { id: 'binh-thuan', revision } },
            now,
          });
          const decision = derivePlan(given);
          if (typeof decision === 'string') {
            expect(decision).toBe(existing === null ? 'not-planned' : 'unchanged');
            continue;
          }
          const row = decision.write;
          expect(row.version).toBe((existing?.version ?? 0) + 1);
          expect(existing?.duePassed === true && !row.duePassed).toBe(false);
          expect(derivePlan({ ...given, existing: row })).toBe('unchanged');
          // Sealed from any state before it, it says the same, and what is due by the closing.
          const closingAt = '2026-11-12T00:00:00.000Z';
          const period = periodState({ status: 'closing', closingAt });
          expect(sealPlan({ ...given, period })).toEqual({
            write: { ...row, sealed: true, duePassed: row.dueAt <= closingAt },
          });
          parents.add(row.parent ?? '');
          expect(row.formerParents).not.toContain(row.parent);
          expect(new Set([...row.formerParents, row.parent])).toEqual(parents);
          existing = row;
        }
      }),
    );
  });
});
