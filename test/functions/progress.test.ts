/** Targets against figures, recounted by hand: default records have 19 of 21 present. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler as createProgrammes } from '../../functions/keep-programmes/handler.ts';
import { createHandler } from '../../functions/read-scorecards/handler.ts';
import { planSubtree } from '../../shared/jobs/plan-organization.ts';
import { type ApiWorld, apiWorld, call, PROVINCE, version } from '../support/api-world.ts';
import { enterVersion } from '../support/audited.ts';
import { meetingRecord, meetingRevision } from '../support/records.ts';

let world: ApiWorld;
let analyst: string;

const share = (id: string, atLeast: number) => ({
  id,
  title: { vi: 'Tỷ lệ dự', en: 'Attendance' },
  kind: 'share',
  of: ['membersPresent'],
  outOf: ['membersRequired'],
  atLeast,
});
const TARGETS = [
  share('ninety', 90),
  share('all', 100),
  {
    id: 'held',
    title: { vi: 'Số buổi', en: 'Meetings' },
    kind: 'count',
    of: ['regular'],
    atLeast: 4,
  },
];

async function publish(revision: number, participants: readonly string[], months = ['2026-09', '2026-10']) {
  const subject = await world.grant('rule-maker', PROVINCE, 'rule-maker');
  const answer = await call(createProgrammes(world), 'PUT', `/programmes/ct-47/revisions/${revision}`, {
    subject,
    body: {
      organization: 'huyen-b',
      title: { vi: 'Chỉ thị 47', en: 'Directive 47' },
      basis: ['Chỉ thị 47-CT/TU'],
      from: months[0],
      participants: participants.map((organization) => ({ organization, from: '2026-09' })),
      targets: TARGETS,
    },
  });
  expect(answer.status).toBe(201);
  for (const month of months)
    await planSubtree({ ...world.planning, registry: world.registry }, PROVINCE, month);
  await world.fold('2026-09', '2026-10');
}
const progress = async (organization: string, period = '2026-10', subject = analyst) =>
  call(
    createHandler(world),
    'GET',
    `/organizations/${organization}/programmes/ct-47/progress?period=${period}`,
    {
      subject,
    },
  );

beforeEach(async () => {
  world = await apiWorld();
  analyst = await world.grant('analyst', PROVINCE);
  await enterVersion(world.registry, {
    ...version('cb-1', 'cell', 'db-c', 'monthly'),
    unit: 'school',
    revision: 2,
  });
  await world.open('2026-09');
  await planSubtree({ ...world.planning, registry: world.registry }, PROVINCE, '2026-10');
  for (const [organization, month] of [
    ['cb-1', '2026-09'],
    ['cb-1', '2026-10'],
    ['cs-d', '2026-10'],
  ] as const) {
    const record = meetingRecord();
    const low = { ...record, members: { ...record.members, present: 18, absentExcused: 3 } };
    await world.events.append(
      meetingRevision({
        organization,
        month,
        recordedAt: `${month}-14T02:00:00.000Z`,
        record: organization === 'cs-d' ? low : record,
      }),
    );
  }
});

const figures = ({ numerator, denominator, met }: Record<string, unknown>) => [numerator, denominator, met];

describe('GET …/programmes/{programme}/progress', () => {
  it('says every target’s figure, by unit, and the nearest misses', async () => {
    await publish(1, ['huyen-b']);
    const { status, body } = await progress('huyen-b');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      programme: { id: 'ct-47', revision: 1, basis: ['Chỉ thị 47-CT/TU'] },
      participants: ['huyen-b'],
    });
    const [ninety, all, held] = body.targets;
    expect(figures(ninety)).toEqual([37, 42, false]);
    expect(ninety).toMatchObject({
      value: 88.09,
      short: 1,
      asked: { vi: 'từ 90,00 % trở lên', en: 'at least 90.00 %' },
      text: { vi: '88,09 % (37 trên 42)', en: '88.09 % (37 of 42)' },
      verdict: { vi: 'Chưa đạt chỉ tiêu', en: 'Target missed' },
      byUnit: [
        { unit: 'residential', numerator: 18, denominator: 21, met: false },
        { unit: 'school', numerator: 19, denominator: 21, met: true },
      ],
      parts: { met: 1, missed: 1, unmeasured: 0 },
      nearestMisses: [{ organization: 'cs-d', name: 'Tổ chức cs-d', short: 1 }],
    });
    expect(all.nearestMisses.map((one: { organization: string }) => one.organization)).toEqual([
      'db-c',
      'cs-d',
    ]);
    expect(held).toMatchObject({
      numerator: 2,
      denominator: null,
      met: false,
      short: 2,
      parts: { unmeasured: 2 },
    });
  });

  it('sums the months of quarters and years, and units add up to the whole', async () => {
    await publish(1, ['huyen-b']);
    for (const period of ['2026-09', '2026-Q3', '2026-Q4', '2026']) {
      const { body } = await progress('huyen-b', period);
      for (const { numerator, byUnit } of body.targets)
        expect(byUnit.reduce((sum: number, one: { numerator: number }) => sum + one.numerator, 0)).toBe(
          numerator,
        );
    }
    expect(figures((await progress('huyen-b', '2026')).body.targets[0])).toEqual([56, 63, false]);
    expect(figures((await progress('huyen-b', '2026-Q3')).body.targets[0])).toEqual([19, 21, true]);
  });

  it('counts those who take part alone, each once', async () => {
    await publish(1, ['db-c', 'cb-1']);
    const { body } = await progress('huyen-b');
    expect(body.participants).toEqual(['db-c']);
    expect(figures(body.targets[0])).toEqual([19, 21, true]);
    expect(body.targets[0].parts).toEqual({ met: 1, missed: 0, unmeasured: 0 });
    expect((await progress('cs-d')).body.targets[0]).toMatchObject({
      denominator: 0,
      value: null,
      met: null,
    });
    expect((await progress('cb-1')).body.targets[2]).toMatchObject({ numerator: 1, met: null, short: 0 });
  });

  it('leaves a closed month to those who took part in it', async () => {
    await publish(1, ['db-c']);
    await world.period({ status: 'closed' });
    const before = (await progress('huyen-b')).body;
    await publish(2, ['cs-d'], ['2026-11']);
    expect((await progress('huyen-b')).body).toEqual(before);
  });

  it('is 404 for whom the programme does not concern, before it is in force, and for strangers', async () => {
    await publish(1, ['huyen-b'], ['2026-10']);
    expect((await progress('huyen-e')).status).toBe(404);
    expect((await progress(PROVINCE)).status).toBe(200);
    expect((await progress('huyen-b', '2026-09')).status).toBe(404);
    expect((await progress('huyen-b', '2026-10', 'nobody')).status).toBe(404);
    expect((await progress('huyen-b', '2026-13')).status).toBe(422);
  });
});
