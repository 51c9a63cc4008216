/**
 * The five seed programmes: all data go in through the API as `npm start` sends them, here to the functions on the
 * stores in memory, which take seconds where the local stack takes minutes; every figure of `infra/demo/figures/` is
 * then read out of the API and out of the export files, to the last digit that the source prints. Where a source does
 * not add up, that is said here too.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyEach } from '../../infra/demo/acceptance.ts';
import { type DataSet, dataSet } from '../../infra/demo/data-set.ts';
import { FIGURES } from '../../infra/demo/figures/check.ts';
import { allOf, percent } from '../../infra/demo/figures/figure.ts';
import { figuresReport } from '../../infra/demo/figures/report.ts';
import { MONTH, PROVINCE, SEED_IDS, YEAR } from '../../infra/demo/seed.ts';
import { revisionsOf } from '../../infra/demo/send.ts';
import { type Line, readTable } from '../../infra/verify-export/files.ts';
import * as routes from '../../shared/contracts/routes.ts';
import { largestRemainderShares } from '../../shared/domain/shares.ts';
import { halfEven } from '../support/half-even.ts';
import { type LoadedSeeds, loadInMemory } from '../support/seeds-in-memory.ts';

describe('the five seed programmes', () => {
  const data: DataSet = dataSet(SEED_IDS);
  let loaded: LoadedSeeds;

  beforeAll(async () => {
    loaded = await loadInMemory(data);
  }, 180_000);
  afterAll(() => loaded?.stop());

  const all = SEED_IDS.flatMap((seed) => FIGURES[seed].figures.map((figure) => ({ ...figure, seed })));

  test('no two figures of a seed have one name', () => {
    const names = all.map(({ seed, id }) => `${seed} ${id}`);
    expect(new Set(names).size).toBe(names.length);
  });

  test.each(all)('$seed, $basis: $what.en is $says', ({ seed, id, says }) => {
    const checked = loaded.checks.find((one) => one.seed === seed)?.figures.find((one) => one.id === id);
    expect({ api: checked?.api, exported: checked?.exported }).toEqual({ api: says, exported: says });
    expect(checked?.holds).toBe(true);
  });

  test('the exports hold when they are computed again from their own records', async () => {
    const verdicts = await verifyEach(loaded.exports);
    expect(verdicts.map(({ exportId }) => exportId.split('_')[1])).toEqual([YEAR, MONTH]);
    expect(verdicts.flatMap(({ differences }) => differences)).toEqual([]);
  });

  test('a district’s full score is its sheet’s; the province’s sheets are mixed, and every meeting counts alike in its percent', async () => {
    const analyst = loaded.as('analyst');
    const sheets = async (organization: string) => {
      const params = { organization, period: MONTH };
      const { scoredBy, mixedSheets, percentOfFull, measures } = await analyst.need(routes.getScorecard, {
        params,
      });
      const { graded = 0, fullScoreSum = 0, percentSum = 0 } = measures;
      return { scoredBy, mixedSheets, percentOfFull, graded, percentSum, full: fullScoreSum / graded };
    };
    expect(await sheets('sa-pa')).toMatchObject({ scoredBy: ['sa-pa-47'], mixedSheets: false, full: 800 });
    expect(await sheets('lam-dong-bloc')).toMatchObject({ mixedSheets: false, full: 10_000 });
    const province = await sheets(PROVINCE);
    expect(province).toMatchObject({ scoredBy: SEED_IDS.toSorted(), mixedSheets: true });
    const districts = await Promise.all(data.seeds.map(({ district }) => sheets(district)));
    const sum = districts.reduce((all, { percentSum }) => all + percentSum, 0);
    expect(province.percentOfFull).toBe(halfEven(sum, province.graded));
  });

  test.each(SEED_IDS)('%s: all that its programme asks is met, as the source has it', async (id) => {
    const seed = data.seeds.find((one) => one.id === id);
    const { targets, participants } = await loaded.as('analyst').need(routes.getProgress, {
      params: { organization: seed?.district ?? '', programme: id },
      query: { period: YEAR },
    });
    expect(participants).toEqual([seed?.district]);
    expect(targets.length).toBeGreaterThan(0);
    expect(targets.filter((one) => one.met !== true)).toEqual([]);
  });

  test('the province’s year counts every record, inspection and fact that was sent', async () => {
    const card = await loaded.as('analyst').need(routes.getScorecard, {
      params: { organization: PROVINCE, period: YEAR },
    });
    expect(card.measures.revisions).toBe(revisionsOf(data.seeds));
  });

  test('van-quan: attendance is 85 to 90 % in every cell and month, not only on average', () => {
    const { meetings } = data.seeds.find(({ id }) => id === 'van-quan') ?? { meetings: [] };
    expect(meetings.length).toBeGreaterThan(0);
    const outside = meetings.filter(({ record: { members } }) => {
      const required = members.present + members.absentExcused + members.absentUnexcused;
      return members.present * 100 < required * 85 || members.present * 100 > required * 90;
    });
    expect(outside).toEqual([]);
  });

  test('tua-chua: 47 of 47 assessed, 19.1 + 76.6 + 4.3 = 100.0, in the classification and in the year’s file', async () => {
    const answer = await loaded.as('analyst').need(routes.getClassification, {
      params: { organization: 'tua-chua', period: YEAR },
      query: { kind: 'base-committee,base-cell' },
    });
    const { total, assessed, levels } = answer.grassroots;
    expect([total, assessed]).toEqual([47, 47]);
    expect(levels.map(({ count, share }) => [count, share])).toEqual([
      ...[
        [9, 191],
        [36, 766],
        [2, 43],
        [0, 0],
      ],
    ]);
    const ofYear = loaded.exports.find(({ period }) => period === YEAR);
    const rows: Line[] = [];
    for await (const row of readTable(ofYear?.directory ?? '', 'classification'))
      if (row.get('superior') === 'tua-chua') rows.push(row);
    const sumOf = (column: string) => rows.reduce((sum, row) => sum + Number(row.get(column)), 0);
    expect(['total', 'assessed', 'xuatSac', 'tot', 'hoanThanh', 'khongHoanThanh'].map(sumOf)).toEqual([
      ...[47, 47, 9, 36, 2, 0],
    ]);
    const inFile = rows.map((row) =>
      ['kind', 'unit', 'xuatSac', 'capBase_hd21_2019', 'overCap_hd21_2019'].map((column) => row.get(column)),
    );
    expect(inFile.toSorted()).toEqual(
      answer.groups
        .map(({ kind, unit, excellent, capBase, overCap }) => [
          kind,
          unit,
          ...[excellent, capBase, overCap].map(String),
        ])
        .toSorted(),
    );
    expect(answer.groups.some(({ overCap }) => overCap)).toBe(true);
  });

  test('van-quan: its 26 model cells take part as such, one under each committee', async () => {
    const { participants } = await loaded.as('analyst').need(routes.getProgramme, {
      params: { programme: 'van-quan', revision: '2' },
    });
    const models = participants
      .filter(({ part }) => part === 'model')
      .map(({ organization }) => organization);
    const committees = models.map((id) => data.tree.find((one) => one.organization === id)?.body.parent);
    expect([models.length, new Set(committees).size]).toEqual([26, 26]);
  });

  describe('tua-chua: the article does not add up', () => {
    const prints = (share: string, whole: number, decimals: number) =>
      Array.from({ length: whole + 1 }, (_, n) => n).filter(
        (n) => percent(n, whole, decimals) === `${share} %`,
      );

    test('19.2 + 77.6 + 4.1 is 100.9, and no number of 47 prints any of them', () => {
      expect((192 + 776 + 41) / 10).toBe(100.9);
      expect(prints('19,2', 47, 1)).toEqual([]);
      expect(prints('77,6', 47, 1)).toEqual([]);
      expect(prints('4,1', 47, 1)).toEqual([]);
    });

    test('38 and 2 of 49 print the latter two, none of 49 the first', () => {
      expect([prints('77,6', 49, 1), prints('4,1', 49, 1), prints('19,2', 49, 1)]).toEqual([[38], [2], []]);
    });

    test('the reconstruction adds up', () => {
      expect(largestRemainderShares([9, 36, 2], 1000).reduce((sum, share) => sum + share, 0)).toBe(1000);
    });

    test('0.02 % of 3,900 members is nobody', () => {
      expect(prints('0,02', 3900, 2)).toEqual([]);
      expect(percent(1, 3890, 2)).toBe('0,03 %');
    });
  });
});

test('what differs is told with what was found in its place, even where only that is told', () => {
  const [figure] = FIGURES['sa-pa-47'].figures;
  if (figure === undefined) throw new Error('no figure');
  const checked = { ...figure, api: '15/12/2026', exported: figure.says, holds: false };
  const holding = { ...checked, api: figure.says, holds: true };
  expect(figuresReport('sa-pa-47', [checked, holding], false).split('\n')).toEqual([
    expect.stringContaining('Sa Pa'),
    expect.stringMatching(/✗.*08\/12\/2026.*API: 15\/12\/2026/),
    expect.stringMatching(/KHÔNG KHỚP.*1 số liệu; đúng 1\/2/),
  ]);
  expect(figuresReport('sa-pa-47', [holding], true)).toMatch(/ KHỚP.*1\/1/);
});

test('a whole share is the whole of it: one missing of 362 is told', () => {
  expect([allOf(362, 362), allOf(361, 362), allOf(0, 0)]).toEqual(['100 %', '361/362', '0/0']);
});
