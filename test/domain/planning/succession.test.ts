import { describe, expect, it } from 'vitest';
import { lastYearsPeriod, monthsOf, previousPeriod } from '../../../shared/domain/period.ts';
import { NO_BINDINGS } from '../../../shared/domain/planning/inheritance.ts';
import { forebearsIn, forebearsThroughout } from '../../../shared/domain/planning/succession.ts';
import type { OrganizationVersion } from '../../../shared/domain/roster/organization.ts';
import { organizationVersion } from '../../support/records.ts';

/** Histories of organizations from what each says in which months; successors follow from it. */
function historiesOf(told: Record<string, readonly Partial<OrganizationVersion>[]>) {
  const names = (id: string) => told[id]?.flatMap(({ predecessors = [] }) => predecessors) ?? [];
  return (id: string) => {
    const versions = told[id]?.map((parts) => organizationVersion({ organization: id, ...parts }));
    if (versions === undefined) return undefined;
    const successors = Object.keys(told).filter((heir) => names(heir).includes(id));
    return { organization: id, versions, children: [], successors, bindings: NO_BINDINGS };
  };
}
const from = (month: string, predecessors: readonly string[] = [], closed = false) => ({
  from: month,
  predecessors,
  closed,
});
const closedFrom = (month: string) => [from('2024-01'), from(month, [], true)];

describe('whom an organization is compared with', () => {
  it('is itself alone where nothing happened', () => {
    const histories = historiesOf({ a: [from('2024-01')] });
    expect(forebearsIn('a', '2026-05', '2026-06', histories)).toEqual([{ organization: 'a', shared: false }]);
  });

  it('are all whom it took in since, and whom those had taken in since', () => {
    const histories = historiesOf({
      a: [from('2024-01'), from('2026-06', ['b']), from('2026-08', ['b', 'c'])],
      b: [from('2024-01'), from('2026-03', ['d']), from('2026-06', ['d'], true)],
      c: closedFrom('2026-08'),
      d: closedFrom('2026-03'),
    });
    const ids = (month: string, until: string) =>
      forebearsIn('a', month, until, histories).map(({ organization, shared }) => [organization, shared]);
    const wholly = (...list: string[]) => list.map((id) => [id, false]);
    expect(ids('2026-02', '2026-08')).toEqual(wholly('a', 'b', 'c', 'd'));
    expect(ids('2026-03', '2026-08')).toEqual(wholly('a', 'b', 'c'));
    // From its month on the merger is in the organization's own figures.
    expect(ids('2026-06', '2026-08')).toEqual(wholly('a', 'c'));
    // What comes after the period that is compared has not happened yet.
    expect(ids('2026-02', '2026-06')).toEqual(wholly('a', 'b', 'd'));
  });

  it('stands for more than itself after a split: the other half carries on a part', () => {
    const histories = historiesOf({
      old: closedFrom('2026-06'),
      left: [from('2026-06', ['old'])],
      right: [from('2026-06', ['old'])],
    });
    for (const half of ['left', 'right'])
      expect(
        forebearsIn(half, '2026-05', '2026-07', histories).map((one) => [one.organization, one.shared]),
      ).toEqual(
        [
          [half, false],
          ['old', true],
        ].sort(),
      );
    expect(forebearsIn('left', '2026-06', '2026-07', histories)).toEqual([
      { organization: 'left', shared: false },
    ]);
  });

  it('is shared too where the old one goes on, and so is the old one’s own past', () => {
    const histories = historiesOf({ old: [from('2024-01')], part: [from('2026-06', ['old'])] });
    expect(forebearsIn('part', '2026-05', '2026-07', histories)).toContainEqual({
      organization: 'old',
      shared: true,
    });
    expect(forebearsIn('old', '2026-05', '2026-07', histories)).toEqual([
      { organization: 'old', shared: true },
    ]);
    expect(forebearsIn('old', '2026-05', '2026-05', histories)).toEqual([
      { organization: 'old', shared: false },
    ]);
  });

  it('are those, too, whom its own half took in before it came back', () => {
    const histories = historiesOf({
      old: [from('2024-01'), from('2026-05', ['c']), from('2026-09', ['c'], true)],
      part: [from('2026-03', ['old']), from('2026-07', ['old']), from('2026-09', ['old'])],
      c: closedFrom('2026-05'),
    });
    const of = (month: string, until: string) =>
      forebearsIn('part', month, until, histories).map(({ organization, shared }) => [organization, shared]);
    const wholly = (...list: string[]) => list.map((id) => [id, false]);
    expect(of('2026-02', '2026-09')).toEqual(wholly('c', 'old', 'part'));
    expect(of('2026-04', '2026-09')).toEqual(wholly('c', 'old', 'part'));
    expect(of('2026-08', '2026-09')).toEqual(wholly('old', 'part'));
    expect(of('2026-09', '2026-10')).toEqual(wholly('part'));
    // Until it comes back it carries on a part of what was there when it went.
    expect(of('2026-02', '2026-08')).toEqual([
      ['old', true],
      ['part', false],
    ]);
    expect(of('2026-04', '2026-08')).toEqual(wholly('part'));
  });

  it('joins by the last way, whatever way is found first', () => {
    const histories = historiesOf({
      part: [from('2026-03', ['old']), from('2026-09', ['old', 'late'])],
      old: [from('2024-01'), from('2026-05', ['c']), from('2026-08', ['c'], true)],
      late: [from('2024-01'), from('2026-08', ['old']), from('2026-09', ['old'], true)],
      c: closedFrom('2026-05'),
    });
    expect(forebearsIn('part', '2026-01', '2026-12', histories)).toEqual(
      ['c', 'late', 'old', 'part'].map((organization) => ({ organization, shared: false })),
    );
  });

  it('are those of a longer period whose months there all count', () => {
    const histories = historiesOf({
      a: [from('2024-01'), from('2026-02', ['b']), from('2026-11', ['b', 'part'])],
      b: [from('2024-01'), from('2025-12', ['c']), from('2026-02', ['c'], true)],
      c: closedFrom('2025-12'),
      part: [from('2025-06', ['old']), from('2026-11', ['old'], true)],
      old: [from('2024-01'), from('2026-11', [], true)],
      gone: closedFrom('2025-06'),
      left: [from('2025-06', ['gone'])],
    });
    const of = (organization: string, year: string, until: string) =>
      forebearsThroughout(organization, monthsOf(year), until, histories).sort();
    expect(of('a', '2025', '2026-02')).toEqual(['a', 'b', 'c']);
    expect(of('a', '2025', '2026-12')).toEqual(['a', 'b', 'c', 'part']);
    expect(of('a', '2025', '2026-01')).toEqual(['a']);
    expect(of('left', '2025', '2026-12')).toEqual(['gone', 'left']);
    expect(of('part', '2025', '2026-12')).toEqual(['part']);
  });

  it('ends, though two name each other', () => {
    const histories = historiesOf({ a: [from('2026-06', ['b'])], b: [from('2026-05', ['a'])] });
    expect(forebearsIn('a', '2026-01', '2026-07', histories)).toHaveLength(2);
  });
});

it('the periods that are compared', () => {
  expect(['2026-01', '2026-10', '2026-Q1', '2026-Q3', '2026'].map(previousPeriod)).toEqual([
    ...['2025-12', '2026-09', '2025-Q4', '2026-Q2', '2025'],
  ]);
  expect(['2026-02', '2026-Q1', '2026'].map(lastYearsPeriod)).toEqual(['2025-02', '2025-Q1', '2025']);
});
