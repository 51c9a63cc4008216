/** Signs that records were copied, over the end of the year: from December's row on, whenever that one changes. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Month } from '../../shared/domain/period.ts';
import type { LiveRow } from '../../shared/domain/scorecards/scorecard.ts';
import { scoreOrganization } from '../../shared/jobs/score-organization.ts';
import { type ApiWorld, apiWorld, PROVINCE } from '../support/api-world.ts';
import { aNote } from '../support/audited.ts';
import { meetingRecord, meetingRevision } from '../support/records.ts';

const [NOV, DEC, JAN, FEB] = ['2026-11', '2026-12', '2027-01', '2027-02'] as const;
const SINCE_NOVEMBER = '2026-11-13T12:30:00.000Z';

let world: ApiWorld;

beforeEach(async () => {
  world = await apiWorld();
  for (const month of [NOV, DEC, JAN, FEB]) await world.open(month);
});

/** A regular meeting with the counts of all others, but for the opinions, as its stream brings it to the fold. */
async function report(
  month: Month,
  { opinions = 12, revision = 1, organization = 'cb-1' } = {},
): Promise<void> {
  const record = meetingRecord({ heldOn: `${month}-13`, discussion: { opinions } });
  await world.events.append(meetingRevision({ organization, month, revision, record }));
  await scoreOrganization(world, organization, month);
}

const rowOf = async (month: Month, organization = 'cb-1'): Promise<LiveRow> => {
  const [row] = await world.scorecards.rows([{ parent: 'db-c', month, organization }]);
  if (row === undefined || row.tombstone) throw new RangeError(`${organization} has no row in ${month}`);
  return row;
};
const flags = async (month: Month) => (await rowOf(month)).flags ?? [];

describe('the same counts', () => {
  it('run on from December into January, and since which meeting is said', async () => {
    for (const month of [NOV, DEC, JAN, FEB]) await report(month);
    expect(await flags(DEC)).toEqual([]);
    expect(await flags(JAN)).toEqual([{ code: 'same-counts', since: SINCE_NOVEMBER, running: 3 }]);
    expect(await flags(FEB)).toEqual([{ code: 'same-counts', since: SINCE_NOVEMBER, running: 4 }]);
  });

  it('are found in January although December is reported after it', async () => {
    for (const month of [NOV, JAN]) await report(month);
    expect(await flags(JAN)).toEqual([]);
    const { watermark } = await rowOf(JAN);
    await report(DEC);
    expect(await flags(JAN)).toMatchObject([{ code: 'same-counts', running: 3 }]);
    expect((await rowOf(JAN)).watermark).toBeGreaterThan(watermark);
  });

  it('run no more once December is amended, withdrawn or its row was lost on the way', async () => {
    for (const month of [NOV, DEC, JAN]) await report(month);
    await report(DEC, { opinions: 13, revision: 2 });
    expect(await flags(JAN)).toEqual([]);
    await report(DEC, { revision: 3 });
    expect(await flags(JAN)).toMatchObject([{ running: 3 }]);
    const gone = meetingRevision({ organization: 'cb-1', month: DEC, revision: 4 });
    await world.events.append({ ...gone, withdrawn: true, record: null });
    // The fold that put December's row died before it went on: the next one of December goes on for it.
    let puts = 0;
    const dies = {
      ...world.scorecards,
      rows: world.scorecards.rows,
      putRow: async (row: Parameters<typeof world.scorecards.putRow>[0]) => {
        if (puts === 1) throw new Error('killed');
        puts += 1;
        return world.scorecards.putRow(row);
      },
    };
    await expect(scoreOrganization({ ...world, scorecards: dies }, 'cb-1', DEC)).rejects.toThrow('killed');
    expect(await flags(JAN)).toMatchObject([{ running: 3 }]);
    await scoreOrganization(world, 'cb-1', DEC);
    expect(await flags(JAN)).toEqual([]);
  });

  it('of a cell that meets quarterly run over the months in which it owes none', async () => {
    for (const month of ['2027-03', '2027-06', '2027-09']) await world.open(month);
    for (const month of [DEC, '2027-03', '2027-06']) await report(month, { organization: 'cb-2' });
    expect((await rowOf('2027-06', 'cb-2')).flags).toMatchObject([{ code: 'same-counts', running: 3 }]);
    expect((await rowOf(FEB, 'cb-2')).flags).toBeUndefined();
  });
});

describe('closed months', () => {
  it('of the next year stay byte for byte while December takes no record', async () => {
    for (const month of [NOV, DEC, JAN]) await report(month);
    for (const month of [DEC, JAN]) {
      const state = await world.registry.period(month);
      if (state === null) throw new RangeError(`${month} is not open`);
      await world.registry.putPeriod({ ...state, status: 'closed', revision: state.revision + 1 }, aNote());
    }
    const before = JSON.stringify([await rowOf(DEC), await rowOf(JAN)]);
    await report(FEB);
    await world.fold(DEC);
    await world.fold(JAN, FEB);
    expect(JSON.stringify([await rowOf(DEC), await rowOf(JAN)])).toBe(before);
    expect(await flags(FEB)).toMatchObject([{ running: 4 }]);
    expect(
      (await world.scorecards.rows([{ parent: PROVINCE, month: FEB, organization: 'huyen-b' }]))[0],
    ).toMatchObject({
      flagged: 1,
    });
  });
});
