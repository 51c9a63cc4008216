/** The acceptance of the seed programmes can fail: one event off by one, and the comparison names the figures. */
import { describe, expect, test } from 'vitest';
import { type DataSet, dataSet } from '../../infra/demo/data-set.ts';
import { checkFigures } from '../../infra/demo/figures/check.ts';
import type { Evidence } from '../../infra/demo/figures/evidence.ts';
import type { DemoMeeting, DemoSeed, SeedId } from '../../infra/demo/seed.ts';
import { loadInMemory } from '../support/seeds-in-memory.ts';

type Change = (seed: DemoSeed) => DemoSeed;

/** Only the first of those that are `wanted`; which must be there. */
function firstOf<T>(items: readonly T[], wanted: (item: T) => boolean, change: (item: T) => T[]): T[] {
  const place = items.findIndex(wanted);
  if (place < 0) throw new Error('nothing to change');
  return items.flatMap((item, i) => (i === place ? change(item) : [item]));
}

const firstMeeting =
  (change: (meeting: DemoMeeting) => DemoMeeting[], wanted = (_: DemoMeeting) => true): Change =>
  (seed) => ({ ...seed, meetings: firstOf(seed.meetings, wanted, change) });

const withRecord = (meeting: DemoMeeting, more: Partial<DemoMeeting['record']>): DemoMeeting[] => [
  { ...meeting, record: { ...meeting.record, ...more } },
];

/** Whether the organization of this record held all twelve regular meetings. */
const ofFullYear =
  ({ meetings }: DemoSeed) =>
  ({ organization, key }: DemoMeeting) =>
    key === 'regular' &&
    meetings.filter((one) => one.organization === organization && one.key === 'regular').length === 12;

const PLANTED: readonly (readonly [what: string, seed: SeedId, change: Change, named: readonly string[]])[] =
  [
    [
      'one cell took no roll in the handbook',
      'hoai-duc-11',
      firstMeeting(
        (one) => withRecord(one, { handbook: { scheduled: true, rollTaken: false, resolutionPosted: true } }),
        ({ record }) => record.handbook !== undefined,
      ),
      ['roll'],
    ],
    [
      'one of 7,406 accounts is missing',
      'hoai-duc-11',
      (seed) => ({
        ...seed,
        facts: firstOf(
          seed.facts,
          ({ body }) => (body.handbookAccounts ?? 0) > 0,
          (one) => [
            { ...one, body: { ...one.body, handbookAccounts: (one.body.handbookAccounts ?? 0) - 1 } },
          ],
        ),
      }),
      ['accounts'],
    ],
    [
      'one of twelve meetings was not held',
      'van-quan',
      (seed) => firstMeeting(() => [], ofFullYear(seed))(seed),
      ['held-12', 'held-9-11', 'held-counts', 'present', 'spoke', 'held', 'met'],
    ],
    [
      'one good organization is not good',
      'tua-chua',
      (seed) => ({
        ...seed,
        facts: firstOf(
          seed.facts,
          ({ body }) => body.members !== undefined && body.classification === 'tot',
          (one) => [{ ...one, body: { ...one.body, classification: 'hoan-thanh' } }],
        ),
      }),
      ['classes', 'class-shares'],
    ],
    [
      'a meeting is a minute shorter',
      'sa-pa-47',
      firstMeeting(
        (one) => withRecord(one, { startedAt: '19:31' }),
        ({ record }) => record.startedAt === '19:30' && record.endedAt === '22:45',
      ),
      ['mean-duration'],
    ],
    [
      'a residential cell was not attended',
      'sa-pa-47',
      (seed) => ({
        ...seed,
        inspections: firstOf(
          seed.inspections,
          ({ key }) => key.includes('attendance'),
          () => [],
        ),
      }),
      ['attended', 'duties'],
    ],
    [
      'a self score is a point less',
      'lam-dong-bloc',
      firstMeeting(
        (one) =>
          withRecord(one, {
            selfScore: {
              ...one.record.selfScore,
              example: (one.record.selfScore?.example ?? 0) - 1,
            },
          }),
        ({ record }) => record.selfScore?.example === 10,
      ),
      ['points'],
    ],
  ];

const changed = (data: DataSet, change: Change): DataSet => ({ ...data, seeds: data.seeds.map(change) });

describe('one event off by one', () => {
  test.each(PLANTED)('%s (%s)', async (_, seed, change, named) => {
    const loaded = await loadInMemory(changed(dataSet([seed]), change));
    const wrong = loaded.checks.flatMap(({ figures }) => figures.filter(({ holds }) => !holds));
    await loaded.stop();
    expect(wrong.map(({ id }) => id)).toEqual(named);
    expect(wrong.filter(({ api, exported }) => api !== exported)).toEqual([]);
  });

  test('files that say otherwise than the API are named, too', async () => {
    const telling = (dutiesDone: number): Evidence => ({
      card: async (organization) => ({
        ...{ organization, name: '', kind: 'district', parent: null },
        measures: { dutiesDone, dutiesExpected: 19 },
      }),
      children: async () => [],
      facts: async () => null,
      meetings: async () => [],
      inspections: async () => [],
    });
    const duties = async (api: number, exported: number) =>
      (await checkFigures('sa-pa-47', telling(api), telling(exported), ['duties'])).map(({ holds }) => holds);
    expect([await duties(19, 19), await duties(19, 18), await duties(18, 19)]).toEqual([
      [true],
      [false],
      [false],
    ]);
  });
});
