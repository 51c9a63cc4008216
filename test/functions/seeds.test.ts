/**
 * The five seed programmes: all data go in through the API as `npm start` sends them, here to the functions on the
 * stores in memory, which take seconds where the local stack takes minutes;
 * every printed or reconstructed figure is then read out of the API and out of the export files, to the last digit
 * that the source prints. Where a source does not add up, that is said here too.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import pMap from 'p-map';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DataSet, dataSet } from '../../infra/demo/data-set.ts';
import { type Actor, loadDemo, orderExport, provinceCaughtUp, revisionsOf } from '../../infra/demo/load.ts';
import { PROVINCE, SEED_IDS, TODAY } from '../../infra/demo/seed.ts';
import { type Client, createClient } from '../../shared/contracts/client.ts';
import * as routes from '../../shared/contracts/routes.ts';
import { largestRemainderShares } from '../../shared/domain/shares.ts';
import { FIRST_REGISTRAR } from '../support/api-world.ts';
import { type MemoryApi, startMemoryApi } from '../support/memory-api.ts';
import { MONTH, percent, SEED_FIGURES, whole, YEAR } from './seed-figures.ts';

type Row = Readonly<Record<string, string>>;

describe('the five seed programmes', () => {
  const data: DataSet = dataSet(SEED_IDS);
  let directory: string;
  let api: MemoryApi;
  let analyst: Client;
  let inspector: Client;
  /** Rows of the exported tables by `period table`, with the columns' code names. */
  const exported = new Map<string, readonly Row[]>();

  async function rowsOf(folder: string, table: string): Promise<Row[]> {
    const { tables } = JSON.parse(await readFile(join(folder, 'columns.json'), 'utf8'));
    const names = (tables[table] as { name: string }[]).map(({ name }) => name);
    return parse(await readFile(join(folder, `${table}.csv`)), { columns: () => names, bom: true });
  }

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'seeds-'));
    api = await startMemoryApi({
      province: PROVINCE,
      firstRegistrar: FIRST_REGISTRAR,
      now: `${TODAY}T02:00:00.000Z`,
    });
    const subjectOf = (actor: Actor) => (actor === 'registrar' ? FIRST_REGISTRAR : `demo-${actor}`);
    const as = (actor: Actor) => createClient({ baseUrl: api.baseUrl, token: subjectOf(actor) });
    analyst = as('analyst');
    inspector = as('inspector');
    await loadDemo({ as, subjectOf, progress: () => undefined }, data);
    await api.fold(data.months);
    await provinceCaughtUp(analyst, revisionsOf(data.seeds));
    for (const period of [MONTH, YEAR]) {
      const { directory: folder } = await orderExport(analyst, period, directory);
      for (const table of ['scorecards', 'meetings', 'inspections', 'facts'])
        exported.set(`${period} ${table}`, await rowsOf(folder, table));
    }
  }, 180_000);
  afterAll(async () => {
    api?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const table = (period: string, name: string): readonly Row[] => exported.get(`${period} ${name}`) ?? [];

  test.each(SEED_FIGURES)('$seed, $basis: $what is $says', async (figure) => {
    const { organization, period, read, says } = figure;
    const card = await analyst.need(routes.getScorecard, { params: { organization, period } });
    const measures: Readonly<Record<string, number>> = card.measures;
    const told = (measure: string) => {
      const value = measures[measure];
      if (value === undefined) throw new TypeError(`no measure ${measure}`);
      return value;
    };
    expect(read(told)).toBe(says);
    const row = table(period, 'scorecards').find((one) => one.organization === organization);
    expect(
      read((measure) => Number(row?.[measure])),
      'in the export',
    ).toBe(says);
  });

  test('a whole share is the whole of it: one missing of 362 is told', () => {
    expect([whole(362, 362), whole(361, 362), whole(0, 0)]).toEqual(['100', '361 of 362', '0 of 0']);
  });

  /** Every target, in the programme's order, and whether it is met. */
  const PROGRESS: Readonly<Record<string, readonly (readonly [id: string, met: boolean])[]>> = {
    'hoai-duc-11': [
      ['held', true],
      ['content', true],
      ['steps', true],
      ['documents', true],
      ['attendance', true],
      ['tasks', true],
      ['handbook-created', true],
      ['handbook-roll', true],
      ['handbook-resolution', true],
    ],
    'sa-pa-47': [
      ['on-the-day', true],
      ['duration', true],
      ['attendance', true],
      ['opinions', true],
      ['duties', true],
    ],
    'van-quan': [
      ['held-all', true],
      ['held-few', true],
      ['attendance', true],
      ['speakers', true],
      ['deadlines', true],
    ],
    'tua-chua': [
      ['held', true],
      ['attended', true],
      ['resolutions', true],
    ],
    'lam-dong-bloc': [
      ['held', true],
      ['content', true],
      ['deadlines', true],
    ],
  };

  test.each(Object.entries(PROGRESS))(
    '%s: what its programme asks is met, as the source has it',
    async (id, met) => {
      const seed = data.seeds.find((one) => one.id === id);
      const { targets, participants } = await analyst.need(routes.getProgress, {
        params: { organization: seed?.district ?? '', programme: id },
        query: { period: YEAR },
      });
      expect(participants).toEqual([seed?.district]);
      expect(targets.map((one) => [one.target.id, one.met])).toEqual(met);
    },
  );

  test('the province’s year counts every record, inspection and fact that was sent', async () => {
    const card = await analyst.need(routes.getScorecard, {
      params: { organization: PROVINCE, period: YEAR },
    });
    expect(card.measures.revisions).toBe(revisionsOf(data.seeds));
  });

  /** Facts of the organizations directly below `parent`, once by the API and once from the export. */
  async function factsBelow(parent: string) {
    const { items } = await analyst.need(routes.listChildrenScorecards, {
      params: { organization: parent },
      query: { period: MONTH, limit: '100' },
    });
    const ids = items.map(({ organization }) => organization);
    const answers = await pMap(
      ids,
      async (organization) => ({
        organization,
        answer: await analyst.call(routes.getFacts, { params: { organization, period: YEAR } }),
      }),
      { concurrency: 8 },
    );
    const api = answers.flatMap(({ answer }) =>
      answer.ok && answer.body.facts !== null ? [answer.body.facts] : [],
    );
    const rows = table(MONTH, 'facts').filter(({ organization }) => ids.includes(organization ?? ''));
    return { items, api, rows };
  }

  const sum = (numbers: readonly (number | string | null | undefined)[]) =>
    numbers.reduce<number>((total, n) => total + Number(n ?? 0), 0);
  const countOf = (values: readonly (string | null | undefined)[], value: string) =>
    values.filter((one) => one === value).length;

  describe('tua-chua', () => {
    test('printed: 47 grassroots organizations, 15 committees and 32 base cells, 119 cells below', async () => {
      const { items } = await factsBelow('tua-chua');
      const kinds = items.map(({ kind }) => kind);
      expect([items.length, countOf(kinds, 'base-committee'), countOf(kinds, 'base-cell')]).toEqual([
        47, 15, 32,
      ]);
      const ids = new Set(items.map(({ organization }) => organization));
      const cells = table(MONTH, 'scorecards').filter(
        ({ kind, parent }) => kind === 'cell' && ids.has(parent ?? ''),
      );
      expect(cells).toHaveLength(119);
    });

    test('reconstructed: 9, 36 and 2 of 47 are 19.1, 76.6 and 4.3 %, which add up', async () => {
      const { api, rows } = await factsBelow('tua-chua');
      for (const classes of [
        api.map(({ classification }) => classification),
        rows.map(({ classification }) => classification),
      ]) {
        const counts = ['xuat-sac', 'tot', 'hoan-thanh'].map((one) => countOf(classes, one));
        expect(counts).toEqual([9, 36, 2]);
        expect(counts.map((n) => percent(n, 47, 1))).toEqual(['19.1', '76.6', '4.3']);
        expect(sum(largestRemainderShares(counts, 1000))).toBe(1000);
      }
    });

    test('printed: 93.5 % of members excellent or good', async () => {
      const { api, rows } = await factsBelow('tua-chua');
      const ofApi = [
        sum(api.map(({ members: m }) => (m.xuatSac ?? 0) + (m.tot ?? 0))),
        sum(api.map(({ members: m }) => m.total)),
      ];
      const good = sum(rows.map((row) => Number(row.membersXuatSac) + Number(row.membersTot)));
      for (const [part = 0, whole = 0] of [ofApi, [good, sum(rows.map((row) => row.membersTotal))]]) {
        expect(whole).toBe(3890);
        expect(percent(part, whole, 1)).toBe('93.5');
      }
    });

    test('printed: every cell of the town good or better, five excellent; the health station inspected', async () => {
      const { api, rows } = await factsBelow('tua-chua-thi-tran');
      for (const classes of [api.map((f) => f.classification), rows.map((f) => f.classification)]) {
        expect(countOf(classes, 'xuat-sac')).toBe(5);
        expect(countOf(classes, 'xuat-sac') + countOf(classes, 'tot')).toBe(classes.length);
      }
      const params = { organization: 'tua-chua-thi-tran-tram-y-te', period: MONTH };
      const { items } = await inspector.need(routes.listInspections, { params });
      expect(items.map(({ key }) => key)).toEqual([`${MONTH}-29-inspection-tua-chua-thi-tran`]);
      const written = table(MONTH, 'inspections').filter((row) => row.organization === params.organization);
      expect(written.map(({ key }) => key)).toEqual(items.map(({ key }) => key));
    });

    test('the article does not add up: 19.2 + 77.6 + 4.1 is 100.9, and 0.02 % of 3,900 is nobody', () => {
      expect((192 + 776 + 41) / 10).toBe(100.9);
      const prints = (share: string, whole: number, decimals: number) =>
        Array.from({ length: whole + 1 }, (_, n) => n).filter((n) => percent(n, whole, decimals) === share);
      expect(prints('19.2', 47, 1)).toEqual([]);
      expect(prints('77.6', 47, 1)).toEqual([]);
      expect(prints('4.1', 47, 1)).toEqual([]);
      expect(prints('0.02', 3900, 2)).toEqual([]);
      expect(percent(1, 3890, 2)).toBe('0.03');
    });
  });

  describe('van-quan', () => {
    test('printed: 26 committees, 37 base cells, 3,768 members, more than 200 admitted', async () => {
      const { items, api, rows } = await factsBelow('van-quan');
      const kinds = items.map(({ kind }) => kind);
      expect([countOf(kinds, 'base-committee'), countOf(kinds, 'base-cell')]).toEqual([26, 37]);
      expect(sum(api.map(({ members }) => members.total))).toBe(3768);
      expect(sum(rows.map((row) => row.membersTotal))).toBe(3768);
      expect(sum(api.map(({ admitted }) => admitted))).toBeGreaterThan(200);
      expect(sum(rows.map(({ admitted }) => admitted))).toBeGreaterThan(200);
    });

    test('attendance is 85 to 90 % in every cell and month, not only on average', () => {
      const { meetings } = data.seeds.find(({ id }) => id === 'van-quan') ?? { meetings: [] };
      const outside = meetings.filter(({ record: { members } }) => {
        const required = members.present + members.absentExcused + members.absentUnexcused;
        return members.present * 100 < required * 85 || members.present * 100 > required * 90;
      });
      expect(outside).toEqual([]);
    });
  });

  describe('sa-pa-47', () => {
    test('printed: on Tuesday of the second week, here the second Tuesday', () => {
      const days = table(MONTH, 'meetings')
        .filter(({ organization }) =>
          data.seeds
            .find(({ id }) => id === 'sa-pa-47')
            ?.tree.some((one) => one.organization === organization),
        )
        .map(({ heldOn }) => heldOn);
      expect(new Set(days)).toEqual(new Set(['2026-12-08']));
      expect(days).toHaveLength(21);
      expect(new Date('2026-12-08T00:00:00Z').getUTCDay()).toBe(2);
    });

    test('printed: residential cells are attended once a quarter', () => {
      const attended = table(MONTH, 'inspections').filter(({ by }) => by === 'sa-pa');
      expect(new Set(attended.map(({ organization }) => organization)).size).toBe(16);
      expect(attended).toHaveLength(16);
    });
  });

  describe('hoai-duc-11', () => {
    test('printed: 7,406 of 7,965 accounts are 93 %; every member of a cell committee was trained', async () => {
      const { api, rows } = await factsBelow('hoai-duc');
      for (const facts of [api, rows]) {
        const accounts = [
          sum(facts.map((f) => f.handbookAccounts)),
          sum(facts.map((f) => f.handbookEligible)),
        ];
        expect(accounts).toEqual([7406, 7965]);
        expect(percent(accounts[0] ?? 0, accounts[1] ?? 0, 0)).toBe('93');
        expect(sum(facts.map((f) => f.committeeTrained))).toBe(sum(facts.map((f) => f.committeeMembers)));
        expect(sum(facts.map((f) => f.committeeMembers))).toBeGreaterThan(0);
      }
    });

    test('printed: 12 committees and 4 cells inspected by the district, 2 and 2 by the city, three plans', () => {
      const kindOf = new Map(
        table(MONTH, 'scorecards').map(({ organization, kind }) => [organization, kind]),
      );
      const by = (office: string) => table(MONTH, 'inspections').filter((row) => row.by === office);
      const kinds = (office: string) => by(office).map(({ organization }) => kindOf.get(organization));
      for (const [office, committees, cells] of [
        ['hoai-duc-ban-to-chuc', 12, 4],
        ['ha-noi-ban-to-chuc', 2, 2],
      ] as const) {
        expect(countOf(kinds(office), 'base-committee')).toBe(committees);
        expect(countOf(kinds(office), 'cell')).toBe(cells);
      }
      expect(new Set(by('hoai-duc-ban-to-chuc').map(({ plan }) => plan)).size).toBe(3);
    });
  });

  test('lam-dong-bloc: the article prints no figure; every cell reports, the bloc committee attends', async () => {
    const params = { organization: 'lam-dong-bloc', period: MONTH };
    const { measures } = await analyst.need(routes.getScorecard, { params });
    expect(measures).toMatchObject({ expected: 16, reported: 16, attendances: 4 });
    const row = table(MONTH, 'scorecards').find((one) => one.organization === 'lam-dong-bloc');
    expect(row).toMatchObject({ expected: '16', reported: '16', attendances: '4' });
  });
});
