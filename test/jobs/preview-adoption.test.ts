/** What a preview says, part by part, against what then happens: planned and folded for real. */
import { beforeEach, describe, expect, it } from 'vitest';
import { publishedCriteriaSets } from '../../shared/adapters/presets/published-sets.ts';
import type { CriteriaSet } from '../../shared/domain/criteria/criteria.ts';
import {
  type GradeChange,
  gradeChange,
  type Standing,
  standingOf,
} from '../../shared/domain/planning/grade-change.ts';
import type { PreviewPart, PreviewPlace } from '../../shared/domain/planning/preview.ts';
import { isCommittee } from '../../shared/domain/roster/organization.ts';
import type { CriteriaSetRef } from '../../shared/domain/roster/plan.ts';
import { NOTHING } from '../../shared/domain/scorecards/mean-sum.ts';
import { type LiveRow, TOP } from '../../shared/domain/scorecards/scorecard.ts';
import { planOpenMonths } from '../../shared/jobs/plan-organization.ts';
import { LostPlaceError, previewAdoption } from '../../shared/jobs/preview-adoption.ts';
import { sweepMonths } from '../../shared/jobs/sweep.ts';
import { presetSet } from '../domain/criteria/preset-sets.ts';
import { type ApiWorld, apiWorld, PROVINCE, version } from '../support/api-world.ts';
import { aNote, enterVersion } from '../support/audited.ts';
import { meetingRecord, meetingRevision } from '../support/records.ts';

const [OCTOBER, NOVEMBER] = ['2026-10', '2026-11'];
const PHU_THO = presetSet('phu-tho-bloc');
/** Every grade needs more; 9 of 19 speakers bring 3 points less, and unknown ones no longer leave a meeting ungraded. */
const STRICTER: CriteriaSet = {
  ...PHU_THO,
  ...{ id: 'cua-huyen-b', revision: 1 },
  criteria: PHU_THO.criteria.map((one) =>
    one.id === 'opinions' && one.rule.type === 'share-bands'
      ? {
          ...one,
          whenUnknown: 'zero',
          rule: {
            ...one.rule,
            bands: [
              { atLeast: 5000, points: 1000 },
              { atLeast: 3000, points: 700 },
            ],
          },
        }
      : one,
  ),
  thresholds: PHU_THO.thresholds.map(({ grade }, i) => ({
    grade,
    atLeast: [9_700, 9_400, 9_300, 0][i] ?? 0,
  })),
};
/** Two committees more: one with twelve cells, one below it with three; and a cell with rules of its own. */
const MORE = [
  ['db-g', 'base-committee', 'huyen-b'],
  ...Array.from({ length: 12 }, (_, i) => [`cg-${10 + i}`, 'cell', 'db-g'] as const),
  ['bp-h', 'sub-committee', 'db-g'],
  ...Array.from({ length: 3 }, (_, i) => [`ch-${i}`, 'cell', 'bp-h'] as const),
] as const;
const CELLS = ['cb-1', 'cs-d', 'cs-f', ...MORE.flatMap(([id, kind]) => (kind === 'cell' ? [id] : []))];
const OWN_RULES = 'cg-21';
const BELOW = ['huyen-b', 'db-c', 'cb-1', 'cb-2', 'cb-3', 'cs-d', ...MORE.map(([id]) => id)];
const ALL = [PROVINCE, ...BELOW, 'huyen-e', 'cs-f'];

let world: ApiWorld;
const deps = () => ({
  ...world,
  ...world.planning,
  now,
  criteriaSets: publishedCriteriaSets(world.registry),
});
/** Goes on by so much with every look at it. */
let tick = 0;
let time = 0;
const now = () => {
  time += tick;
  return new Date(time).toISOString();
};
const adopt = (organization: string, { id, revision }: CriteriaSetRef, from = OCTOBER) =>
  world.registry.putCriteriaAdoption(
    {
      ...{ organization, from, criteriaSet: { id, revision }, revision: 1 },
      ...{ adoptedAt: world.now(), adoptedBy: 'rule-maker' },
    },
    aNote(),
  );
const follow = async () => {
  await planOpenMonths(world.planning, PROVINCE, OCTOBER);
  await sweepMonths(deps(), PROVINCE, [OCTOBER, NOVEMBER]);
};

beforeEach(async () => {
  tick = 0;
  world = await apiWorld();
  time = Date.parse(world.now());
  for (const [id, kind, parent] of MORE)
    await enterVersion(world.registry, version(id, kind, parent, kind === 'cell' ? 'monthly' : 'none'));
  await world.open(NOVEMBER);
  await adopt(PROVINCE, PHU_THO);
  await adopt(OWN_RULES, { id: 'binh-thuan', revision: 1 });
  const published = { set: STRICTER, organization: 'huyen-b', publishedAt: world.now(), publishedBy: 'b' };
  await world.registry.putCriteriaSet(published, aNote());
  for (const [i, organization] of CELLS.entries())
    for (const month of [OCTOBER, NOVEMBER].slice(0, 1 + (i % 2))) {
      const selfScore = { 'discussion-quality': ((i * 7) % 6) * 100 };
      const speakers = i === 5 ? null : 9;
      const record = meetingRecord({ heldOn: `${month}-13`, selfScore, discussion: { speakers } });
      await world.events.append(meetingRevision({ organization, month, record }));
    }
  await follow();
});

type Seen = Pick<PreviewPart['months'][number], 'month' | 'organizations' | 'changes' | 'above'>;

/** Every part, put together. */
async function previewed(most: number) {
  const adoption = {
    organization: 'huyen-b',
    from: OCTOBER,
    criteriaSet: { id: 'cua-huyen-b', revision: 1 },
  };
  const seen = new Map<string, Seen>();
  let parts = 0;
  for (let place: PreviewPlace | null = null; parts === 0 || place !== null; parts += 1) {
    const part: PreviewPart = await previewAdoption(deps(), { adoption, place }, most);
    for (const { month, organizations, changes, above } of part.months) {
      const before = seen.get(month) ?? { month, organizations: 0, changes: [], above: [] };
      expect(before.above).toEqual([]);
      seen.set(month, {
        ...{ month, organizations: before.organizations + organizations },
        ...{ changes: [...before.changes, ...changes], above },
      });
    }
    place = part.next;
  }
  return { parts, seen };
}

const byId = (a: GradeChange, b: GradeChange) => (a.organization < b.organization ? -1 : 1);

async function standings(month: string) {
  const plans = await world.registry.planRows(ALL.map((organization) => ({ organization, month })));
  const rows = await world.scorecards.rows(
    plans.map(({ organization, parent }) => ({ organization, month, parent: parent ?? TOP })),
  );
  const live = rows.filter((row): row is LiveRow => !row.tombstone);
  return new Map(live.map((row) => [row.organization, row]));
}
/** A committee's year-to-date figures are sums, and no grade. */
const standing = (row: LiveRow): Standing =>
  isCommittee(row.profile.kind) ? { ...standingOf(row), annual: null } : standingOf(row);

describe('a preview', () => {
  it.each([1, 2, 5, 13, 1_000])(
    'in parts of %i says what then happens, of months and of the year',
    async (most) => {
      const { parts, seen } = await previewed(most);
      expect(parts).toBe(Math.ceil((2 * BELOW.length) / most));
      const before = [await standings(OCTOBER), await standings(NOVEMBER)];
      await adopt('huyen-b', STRICTER);
      await follow();
      for (const [i, month] of [OCTOBER, NOVEMBER].entries()) {
        const after = await standings(month);
        const happened = (ids: readonly string[]) =>
          ids.flatMap((id) => {
            const [was, is] = [before[i]?.get(id), after.get(id)];
            if (was === undefined || is === undefined) return [];
            const { name, kind } = was.profile;
            return [gradeChange({ organization: id, name, kind }, standing(was), standing(is))];
          });
        const changed = happened(BELOW).filter(
          (one) => one.direction !== null || one.annualDirection !== null,
        );
        expect(changed.filter(({ direction }) => direction === 'down').length).toBeGreaterThan(5);
        expect(changed.some(({ kind, direction }) => isCommittee(kind) && direction === 'down')).toBe(true);
        expect(changed.some(({ annualDirection }) => annualDirection === 'down')).toBe(true);
        expect(changed.some(({ direction }) => direction === 'other')).toBe(true);
        expect(changed.map(({ organization }) => organization)).not.toContain(OWN_RULES);
        expect(seen.get(month)?.changes.toSorted(byId)).toEqual(changed.toSorted(byId));
        expect(seen.get(month)?.organizations).toBe(BELOW.length - 1);
        const [province] = happened([PROVINCE]);
        expect(province?.after).toMatchObject({ mixedSheets: true, points: null, grade: null });
        expect(province?.before.percentOfFull).not.toBe(province?.after.percentOfFull);
        expect(seen.get(month)?.above).toEqual([province]);
      }
    },
  );

  it('ends a part when time is up, and never without a step further', async () => {
    const whole = await previewed(1_000);
    for (const [ms, most] of [
      [30_000, 2 * BELOW.length],
      [2_000, 40],
    ] as const) {
      tick = ms;
      const { parts, seen } = await previewed(1_000);
      expect(parts).toBeGreaterThan(5);
      expect(parts).toBeLessThanOrEqual(most);
      for (const [month, { changes, ...counts }] of whole.seen) {
        expect(seen.get(month)).toMatchObject(counts);
        expect(seen.get(month)?.changes.toSorted(byId)).toEqual(changes.toSorted(byId));
      }
    }
  });

  it.each<[string, CriteriaSetRef | null, { readonly mixedSheets: boolean }]>([
    ['cb-1', { id: 'hoai-duc-11', revision: 1 }, { mixedSheets: true }],
    [OWN_RULES, null, { mixedSheets: false }],
  ])('of %s alone says above whom several sheets begin or end', async (organization, criteriaSet, then) => {
    const { months } = await previewAdoption(deps(), {
      adoption: { organization, from: OCTOBER, criteriaSet },
      place: null,
    });
    const before = await standings(OCTOBER);
    const { parent = null } = (await world.registry.planRow(organization, OCTOBER)) ?? {};
    await world.registry.putCriteriaAdoption(
      {
        ...{ organization, from: OCTOBER, criteriaSet, revision: organization === OWN_RULES ? 2 : 1 },
        ...{ adoptedAt: world.now(), adoptedBy: 'rule-maker' },
      },
      aNote(),
    );
    await follow();
    const after = await standings(OCTOBER);
    const above = months.find(({ month }) => month === OCTOBER)?.above ?? [];
    expect(above[0]).toMatchObject({
      organization: parent,
      direction: 'other',
      before: { mixedSheets: !then.mixedSheets },
      after: then,
    });
    for (const { organization: id, before: was, after: is } of above) {
      const [stood, stands] = [before.get(id), after.get(id)];
      if (stood === undefined || stands === undefined) throw new Error(`${id} has no row`);
      expect([was, is]).toEqual([standing(stood), standing(stands)]);
    }
  });

  it('of a cell alone says what happens above it too', async () => {
    const adoption = {
      organization: 'cs-d',
      from: NOVEMBER,
      criteriaSet: { id: 'cua-huyen-b', revision: 1 },
    };
    const { months, next } = await previewAdoption(deps(), { adoption, place: null });
    expect(next).toBeNull();
    expect(months).toMatchObject([{ month: NOVEMBER, organizations: 1 }]);
    expect(months[0]?.above.map(({ organization }) => organization)).toEqual(['huyen-b', PROVINCE]);
  });

  it.each<[string, PreviewPlace]>([
    ['a month that is not open', { month: '2027-03', unfinished: [] }],
    ['a month before the adoption', { month: '2026-09', unfinished: [] }],
    ['a committee beside the subtree', { month: OCTOBER, unfinished: [unfinished('huyen-e')] }],
    [
      'a committee that is not below the one before',
      { month: OCTOBER, unfinished: ['huyen-b', 'bp-h'].map(unfinished) },
    ],
    ['a cell', { month: OCTOBER, unfinished: ['huyen-b', 'cs-d'].map(unfinished) }],
    ['nobody', { month: OCTOBER, unfinished: ['huyen-b', 'khong-co'].map(unfinished) }],
  ])('does not go on from %s', async (_, place) => {
    const adoption = { organization: 'huyen-b', from: OCTOBER, criteriaSet: null };
    await expect(previewAdoption(deps(), { adoption, place })).rejects.toThrow(LostPlaceError);
  });
});

function unfinished(organization: string) {
  return { organization, after: '', ...NOTHING };
}
