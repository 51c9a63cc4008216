import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/read-scorecards/handler.ts';
import { planOpenMonths } from '../../shared/jobs/plan-organization.ts';
import { type ApiWorld, apiWorld, call, PROVINCE, version } from '../support/api-world.ts';
import { aNote, enterVersion } from '../support/audited.ts';
import { meetingRecord, meetingRevision } from '../support/records.ts';

const OCTOBER = '2026-10';
const NOVEMBER = '2026-11';
/** By phu-tho-bloc 95 and what the cell gives itself for the discussion's quality, 5 at most. */
const held = (month: string, quality: number) =>
  meetingRecord({ heldOn: `${month}-13`, selfScore: { 'discussion-quality': quality } });
/** No quality (−5), steps (−3), minutes (−4), speakers (−10), resolution (−5), tasks (−5): 68. */
const poor = (month: string) => ({
  ...held(month, 0),
  stepsInOrder: false,
  minutesComplete: false,
  discussion: { speakers: 0, opinions: 0, proposals: 0 },
  resolution: { ...held(month, 0).resolution, form: 'none' as const, tasksAssigned: 0, tasksWithDeadline: 0 },
});

let world: ApiWorld;
let officer: string;

beforeEach(async () => {
  world = await apiWorld();
  officer = await world.grant('officer', PROVINCE);
  const criteriaSet = { id: 'phu-tho-bloc', revision: 1 };
  const adoption = { organization: PROVINCE, from: OCTOBER, criteriaSet, revision: 1 };
  await world.registry.putCriteriaAdoption(
    { ...adoption, adoptedAt: world.now(), adoptedBy: 'rule-maker' },
    aNote(),
  );
  await planOpenMonths(world.planning, PROVINCE, OCTOBER);
});

const explained = async (organization: string, period: string, subject = officer) =>
  (
    await call(
      createHandler(world),
      'GET',
      `/organizations/${organization}/scorecards/${period}/explanation`,
      {
        subject,
      },
    )
  ).body;
const holds = (year: { grades: readonly { conditions: readonly { holds: boolean }[] }[] }) =>
  year.grades.map(({ conditions }) => conditions.map((one) => one.holds));

describe('the year in an explanation', () => {
  it('names the meetings that count, and which conditions of which grade hold', async () => {
    await world.open(NOVEMBER);
    await world.events.append(
      meetingRevision({ organization: 'cb-1', month: OCTOBER, record: held(OCTOBER, 500) }),
    );
    await world.events.append(
      meetingRevision({ organization: 'cb-1', month: NOVEMBER, record: poor(NOVEMBER) }),
    );
    await world.fold(OCTOBER, NOVEMBER);
    const [october, november, whole] = [
      (await explained('cb-1', OCTOBER)).year,
      (await explained('cb-1', NOVEMBER)).year,
      (await explained('cb-1', '2026')).year,
    ];
    expect(october).toMatchObject({
      ...{ upTo: OCTOBER, criteriaSet: { id: 'phu-tho-bloc', revision: 1 }, elsewhere: 0, grade: 'kha' },
      meetings: [{ period: OCTOBER, revision: 1, points: 10_000, grade: 'tot', counts: true }],
    });
    expect(october.grades.map(({ grade }: { grade: string }) => grade)).toEqual([
      ...['tot', 'kha', 'trung-binh', 'kem'],
    ]);
    expect(october.grades[0].rule).toEqual({
      vi: 'Cả năm xếp loại Tốt khi: mọi kỳ sinh hoạt thường kỳ loại Khá trở lên; ít nhất 7 kỳ sinh hoạt thường kỳ loại Tốt.',
      en: 'The year is Good (Tốt) if: every regular meeting is at least Fair (Khá); at least 7 regular meetings are Good (Tốt).',
    });
    expect(holds(october)).toEqual([[true, false], [true], [true], []]);
    expect(whole).toEqual(november);
    expect(november).toMatchObject({ upTo: NOVEMBER, grade: 'kha' });
    expect(november.meetings).toMatchObject([
      { points: 10_000, grade: 'tot' },
      { points: 6_800, grade: 'trung-binh' },
    ]);
    expect(holds(november)).toEqual([[false, false], [true], [true], []]);
  });

  it('is none of a committee, nor where the set grades no years', async () => {
    await world.fold(OCTOBER);
    expect((await explained('db-c', '2026')).year).toBeNull();
    const plain = await apiWorld();
    await plain.fold(OCTOBER);
    const subject = await plain.grant('officer', PROVINCE);
    const url = '/organizations/cb-1/scorecards/2026/explanation';
    expect((await call(createHandler(plain), 'GET', url, { subject })).body.year).toBeNull();
  });

  it('keeps from an officer what happened while the cell stood elsewhere, but that it counts', async () => {
    await enterVersion(world.registry, {
      ...version('cs-f', 'base-cell', 'huyen-b', 'monthly'),
      from: NOVEMBER,
    });
    await world.open(NOVEMBER);
    for (const month of [OCTOBER, NOVEMBER])
      await world.events.append(meetingRevision({ organization: 'cs-f', month, record: held(month, 500) }));
    await world.fold(OCTOBER, NOVEMBER);
    const ofB = await world.grant('officer', 'huyen-b');
    const seen = await explained('cs-f', '2026', ofB);
    expect(seen).toMatchObject({ monthsElsewhere: 1, year: { elsewhere: 1 } });
    for (const lines of [seen.months, seen.year.meetings])
      expect(lines.map(({ period }: { period: string }) => period)).toEqual([NOVEMBER]);
    const whole = await explained('cs-f', '2026');
    expect(whole).toMatchObject({ points: seen.points, monthsElsewhere: 0, year: { elsewhere: 0 } });
    expect(whole.year.meetings).toHaveLength(2);
  });
});
