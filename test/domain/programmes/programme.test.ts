import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Measure } from '../../../shared/domain/criteria/measures.ts';
import { monthsOf } from '../../../shared/domain/period.ts';
import {
  askedBy,
  type Programme,
  participationsOf,
  programmesInForce,
  type Told,
} from '../../../shared/domain/programmes/programme.ts';
import { programmeViolations } from '../../../shared/domain/programmes/programme-validation.ts';
import { participant, participation, programme, target } from '../../support/programmes.ts';

const MONTH = '2026-12';
type Levels = readonly Told['participations'][];
/** What the organizations of a path were told, the root first. */
const lineOf = (levels: Levels, path: readonly string[]): Told[] =>
  levels.map((participations, i) => ({ organization: path[i] ?? `o${i}`, participations }));
const ids = (levels: Levels, month = MONTH) =>
  programmesInForce(lineOf(levels, ['huyen']), month).map(({ programme: { id, revision }, part }) => [
    id,
    revision,
    part,
  ]);

/** The partitions of some organizations once the revisions were published one after the other. */
function published(revisions: readonly Programme[], organizations: readonly string[]) {
  const all = revisions.flatMap((one, i) =>
    participationsOf(
      one,
      revisions
        .slice(0, i)
        .flatMap(({ participants }) => participants.map(({ organization }) => organization)),
    ),
  );
  return organizations.map((id) => all.filter(({ organization }) => organization === id));
}

describe('a programme reaches', () => {
  it('whoever takes part and everybody below, while it takes part', () => {
    const span = { part: 'model', from: '2026-02', until: '2026-04' };
    const levels = [[], [participation({ span })], []];
    expect(ids(levels, '2026-01')).toEqual([]);
    expect(ids(levels, '2026-02')).toEqual([['chi-thi-47', 1, 'model']]);
    expect(ids(levels, '2026-04')).toEqual([['chi-thi-47', 1, 'model']]);
    expect(ids(levels, '2026-05')).toEqual([]);
  });

  it('a participant by the newest revision that is in force, others not at all', () => {
    const levels = [
      [participation(), participation({ programme: { id: 'chi-thi-47', revision: 2 }, from: MONTH })],
    ];
    expect(ids(levels, '2026-11')).toEqual([['chi-thi-47', 1, null]]);
    expect(ids(levels)).toEqual([['chi-thi-47', 2, null]]);
  });

  it('nobody any more whom a later revision leaves out, from its month on', () => {
    const second = programme({ revision: 2, from: '2026-11', participants: [participant('xa')] });
    const [huyen = [], xa = []] = published([programme(), second], ['huyen', 'xa']);
    expect(ids([huyen], '2026-10')).toEqual([['chi-thi-47', 1, null]]);
    expect(ids([huyen], '2026-11')).toEqual([]);
    expect(ids([huyen, xa], '2026-11')).toEqual([['chi-thi-47', 2, null]]);
  });

  it('nobody where the issuer is no superior of the participant in the month', () => {
    const here = (levels: Levels, path: readonly string[]) =>
      programmesInForce(lineOf(levels, path), MONTH).length;
    expect(here([[], [], [participation()], []], ['tinh', 'huyen', 'xa', 'to-1'])).toBe(1);
    expect(here([[], [], [participation()], []], ['tinh', 'huyen-khac', 'xa', 'to-1'])).toBe(0);
    expect(here([[], [participation()], [], []], ['tinh', 'xa', 'huyen', 'to-1'])).toBe(0);
  });

  it('nobody by a former revision, kept without its issuer, in place of one that no longer binds', () => {
    const former = participation({ issuer: null });
    const second = participation({ programme: { id: 'chi-thi-47', revision: 2 }, from: MONTH });
    const here = (month: string) =>
      programmesInForce(lineOf([[], [former, second]], ['tinh', 'xa']), month).length;
    expect(['2026-11', MONTH].map(here)).toEqual([1, 0]);
  });

  it('in each month exactly those whom the revision in force names', () => {
    const month = fc.constantFrom(...monthsOf('2026'));
    const names = ['a', 'b', 'c'];
    const revisions = fc
      .array(fc.record({ from: month, who: fc.subarray(names) }), { minLength: 1, maxLength: 4 })
      .map((list) =>
        list.map(({ from, who }, i) =>
          programme({ revision: i + 1, from, participants: who.map((id) => participant(id)) }),
        ),
      );
    fc.assert(
      fc.property(revisions, month, (all, asked) => {
        const inForce = all.findLast(({ from }) => from <= asked);
        const levels = published(all, names);
        for (const [i, name] of names.entries()) {
          const takesPart = inForce?.participants.some(({ organization }) => organization === name) ?? false;
          expect(ids([levels[i] ?? []], asked)).toEqual(
            takesPart ? [['chi-thi-47', inForce?.revision, null]] : [],
          );
        }
      }),
    );
  });
});

describe('of several programmes', () => {
  const far = participation({ programme: { id: 'a', revision: 1 }, dueDay: 5 });
  const near = participation({
    programme: { id: 'b', revision: 1 },
    dayRule: null,
    thematic: false,
    dueDay: 15,
  });

  it('the nearest that asks decides on the day and the due date, any on the thematic meeting', () => {
    const inForce = programmesInForce(lineOf([[far], [near]], ['huyen', 'xa']), MONTH);
    expect(askedBy(inForce, { month: MONTH, meets: 'monthly' })).toEqual({
      programmes: ['a', 'b'],
      dayRule: { week: 2, weekday: 2 },
      thematicOwed: true,
      dueAt: '2027-01-15T17:00:00.000Z',
    });
    expect(askedBy(inForce, { month: '2026-11', meets: 'monthly' }).thematicOwed).toBe(false);
    expect(askedBy(inForce, { month: MONTH, meets: 'none' }).thematicOwed).toBe(false);
    expect(askedBy(inForce, { month: MONTH, meets: 'quarterly' }).thematicOwed).toBe(true);
  });

  it('each counts once, by the nearest', () => {
    const model = participation({ span: { part: 'model', from: '2026-01', until: null } });
    expect(ids([[participation()], [model]])).toEqual([['chi-thi-47', 1, 'model']]);
  });

  it('none asks for nothing', () => {
    expect(askedBy([], { month: MONTH, meets: 'monthly' })).toEqual({
      programmes: [],
      dayRule: null,
      thematicOwed: false,
      dueAt: null,
    });
  });
});

describe('a programme is refused', () => {
  const rules = (parts: Partial<Programme>) =>
    programmeViolations(programme(parts)).map(({ rule, pointer }) => [rule, pointer]);
  const share = (of: Measure, parts: Parameters<typeof target>[0] = {}) => ({
    ...target(parts),
    kind: 'share' as const,
    of: [of],
    outOf: ['membersRequired' as const],
  });

  it('with words for whoever wrote it', () => {
    expect(rules({})).toEqual([]);
    expect(rules({ participants: [participant('a'), participant('b'), participant('a')] })).toEqual([
      ['participant-once', '/participants/2/organization'],
    ]);
    expect(rules({ participants: [participant('a', { until: '2025-12' })] })).toEqual([
      ['participant-until-after-from', '/participants/0/until'],
    ]);
    expect(rules({ targets: [target(), target()] })).toEqual([['target-once', '/targets/1/id']]);
    expect(rules({ targets: [target({ bounds: { atLeast: null } })] })).toEqual([
      ['target-has-bound', '/targets/0'],
    ]);
    expect(rules({ targets: [target({ bounds: { above: 9_000 } })] })).toEqual([
      ['target-one-lower-bound', '/targets/0/above'],
    ]);
    expect(rules({ targets: [target({ bounds: { atMost: 8_000 } })] })).toEqual([
      ['target-bounds-in-order', '/targets/0/atMost'],
    ]);
    expect(rules({ targets: [target({ bounds: { atLeast: 10_001 } })] })).toEqual([
      ['target-share-at-most-100', '/targets/0'],
    ]);
    expect(rules({ targets: [share('findingsOpen')] })).toEqual([['target-one-nature', '/targets/0/of']]);
    expect(rules({ targets: [{ ...share('percentSum'), outOf: ['graded'] }] })).toEqual([]);
    expect(rules({ targets: [{ ...share('percentSum'), outOf: ['expected'] }] })).toEqual([
      ['target-mean-percent', '/targets/0/of'],
    ]);
    expect(rules({ targets: [{ ...share('membersPresent'), outOf: ['percentSum'] }] })).toEqual([
      ['target-mean-percent', '/targets/0/of'],
    ]);
    expect(rules({ targets: [{ ...share('membersPresent'), outOf: ['membersPresent'] }] })).toEqual([
      ['target-not-by-itself', '/targets/0/outOf'],
    ]);
  });
});
