/**
 * The kinds of criteria sets that provinces use, written from their printed lines without a look at the presets
 * (`printed-sets.ts`): published, adopted, reported under and read back over the API. Beside each meeting stands what
 * it comes to by hand.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler as createCriteriaSets } from '../../functions/keep-criteria-sets/handler.ts';
import { createHandler as createScorecards } from '../../functions/read-scorecards/handler.ts';
import { createHandler as createInspections } from '../../functions/record-inspection/handler.ts';
import { createHandler as createMeetings } from '../../functions/record-meeting/handler.ts';
import { createHandler as createReviews } from '../../functions/review-meeting/handler.ts';
import { allPresetCriteriaSets } from '../../shared/adapters/presets/criteria-sets.ts';
import { publishedCriteriaSets } from '../../shared/adapters/presets/published-sets.ts';
import { recordToWire } from '../../shared/contracts/meeting.ts';
import { planOpenMonths } from '../../shared/jobs/plan-organization.ts';
import { sweepMonths } from '../../shared/jobs/sweep.ts';
import type { ApiFunction } from '../../shared/runtime/api-handler.ts';
import { apiWorld, call, PROVINCE } from '../support/api-world.ts';
import { meetingRecord, type RecordParts } from '../support/records.ts';
import { CONFIRMED, FRAME, GATED, TWO_SHEETS } from './printed-sets.ts';

type Api = Awaited<ReturnType<typeof under>>;

/** `cb-1` and everybody below huyen-b report under this set, from `from` on. */
async function under(content: object, months: readonly string[] = ['2026-10']) {
  const world = await apiWorld();
  world.set('2026-12-31T02:00:00.000Z');
  for (const month of months) await world.open(month);
  const deps = {
    ...world,
    ...world.planning,
    presets: allPresetCriteriaSets(),
    criteriaSets: publishedCriteriaSets(world.registry),
  };
  const ruleMaker = await world.grant('rule-maker', 'huyen-b');
  const officer = await world.grant('officer', 'huyen-b');
  const client = await world.grant('client', PROVINCE);
  const send = async (handler: ApiFunction, method: string, url: string, subject: string, body?: unknown) => {
    const answer = await call(handler, method, url, { subject, ...(body === undefined ? {} : { body }) });
    expect([200, 201], JSON.stringify(answer.body)).toContain(answer.status);
    return answer.body;
  };
  const sets = createCriteriaSets(deps);
  const published = { organization: 'huyen-b', set: content };
  await send(sets, 'PUT', '/criteria-sets/cua-huyen-b/revisions/1', ruleMaker, published);
  const [from = ''] = months;
  const adopted = { criteriaSet: { id: 'cua-huyen-b', revision: 1 } };
  await send(sets, 'PUT', `/organizations/huyen-b/criteria-sets/${from}`, ruleMaker, adopted);
  await planOpenMonths(deps, 'huyen-b', from);
  const of = (month: string) => `/organizations/cb-1/periods/${month}`;
  return {
    report: (parts: RecordParts = {}, key = 'regular', month = '2026-10') =>
      send(
        createMeetings(deps),
        'PUT',
        `${of(month)}/meetings/${key}`,
        client,
        recordToWire(meetingRecord(parts)),
      ),
    inspect: (key: string, parts: object) =>
      send(createInspections(deps), 'PUT', `${of('2026-10')}/inspections/${key}`, officer, {
        ...{ office: 'huyen-uy-vien', duty: null, meeting: 'regular', plan: null, scores: null },
        ...{ findings: [], proposals: 0, ...parts },
      }),
    sheet: (key: string): Promise<string> =>
      send(createReviews(deps), 'GET', `${of('2026-10')}/meetings/${key}/sheet`, officer),
    card: async (period = '2026-10') => {
      await sweepMonths(deps, PROVINCE, months);
      return send(createScorecards(deps), 'GET', `/organizations/cb-1/scorecards/${period}`, officer);
    },
  };
}

let api: Api;
/** 24 members, 2 exempt, 1 away; 19 of 21 present, 9 speak, 190 minutes, everything done, unless told. */
const scored = async (parts: RecordParts) => {
  await api.report(parts);
  const { points, grade, gatesFailed } = await api.card();
  return { points, grade, gatesFailed };
};
const present = (of: number, required = 21): RecordParts => ({
  members: { total: required + 3, present: of, absentExcused: required - of },
  resolution: { votesFor: of },
});

describe('a frame without points: met, or not', () => {
  const selfScore = { principles: 100 };
  beforeEach(async () => {
    api = await under(FRAME);
  });

  it.each<[string, RecordParts, number, string]>([
    ['all twelve: 19 of 21 are 90.5 %, exempt members left out', {}, 1_200, 'dat'],
    ['18 of 21 are 85.7 %, above 85 %', present(18), 1_200, 'dat'],
    ['17 of 20 are 85 %, not above it', present(17, 20), 1_100, ''],
    ['one absent without reason', { members: { absentExcused: 1, absentUnexcused: 1 } }, 1_100, ''],
    ['one absent more than three times running', { members: { repeatedAbsences: 1 } }, 1_100, ''],
    ['89 minutes and seven of 19 speaking', { endedAt: '20:59', discussion: { speakers: 7 } }, 1_000, ''],
    ['no praise and criticism', { agenda: { criticismAndSelfCriticism: false } }, 1_100, ''],
    ['held in November', { heldOn: '2026-11-02', rescheduleReason: 'tet' }, 1_100, ''],
    ['one task of the last resolution left', { previousResolution: { done: 3 } }, 1_100, ''],
  ])('%s', async (_, parts, points, grade) => {
    const found = await scored({ selfScore, ...parts });
    expect(found).toEqual({ points, grade: grade || 'khong-dat', gatesFailed: [] });
  });

  it('is not graded while it is not known whether anybody was absent too often', async () => {
    const found = await scored({ selfScore, members: { repeatedAbsences: null } });
    expect(found).toMatchObject({ points: null, grade: null });
  });
});

describe('100 points with a gate on Tốt', () => {
  beforeEach(async () => {
    api = await under(GATED);
  });

  it.each<[string, RecordParts, number, string, string[]]>([
    ['all: 30 + 20 + 15 + 30 + 5', {}, 10_000, 'tot', []],
    ['92.5: one of four preparations short', unprepared(1), 9_250, 'tot', []],
    ['95 without full minutes is Khá', { minutesComplete: false }, 9_500, 'kha', ['minutes']],
    ['96 with 18 of 21, 85.7 % (16 of 20), is Khá', present(18), 9_600, 'kha', ['attendance']],
    ['85 with 89 minutes is Khá by its points, no gate asked', { endedAt: '20:59' }, 8_500, 'kha', []],
    ['70 without speakers', { discussion: { speakers: 0, opinions: 0 } }, 7_000, 'kha', []],
    ['47.5: no speakers, three preparations short', worse(3), 4_750, 'kem', []],
    ['55: no speakers, two preparations short', worse(2), 5_500, 'trung-binh', []],
  ])('%s', async (_, parts, points, grade, gatesFailed) => {
    expect(await scored(parts)).toEqual({ points, grade, gatesFailed });
  });
});

function unprepared(parts: number): RecordParts {
  const names = ['secretaryPrepared', 'committeeMet', 'documentsDistributed', 'draftResolution'];
  return { preparation: Object.fromEntries(names.slice(0, parts).map((name) => [name, false])) };
}
function worse(parts: number): RecordParts {
  return { ...unprepared(parts), discussion: { speakers: 0, opinions: 0 } };
}

describe('the self score, confirmed or corrected by who attends', () => {
  const self = (...[preparation, attendance, conduct, conclusion]: readonly number[]) => ({
    selfScore: { preparation, attendance, conduct, conclusion } as Record<string, number>,
  });

  it('15 + 20 + 40 + 20 = 95 stands when confirmed, and gives way when corrected', async () => {
    api = await under(CONFIRMED);
    expect(await scored(self(1_500, 2_000, 4_000, 2_000))).toMatchObject({ points: 9_500, grade: 'tot' });
    await api.inspect('2026-10-13-attendance-db-c', { conclusion: 'confirmed' });
    const confirmed = await api.card();
    expect(confirmed).toMatchObject({ points: 9_500, grade: 'tot' });
    expect(confirmed.measures).toMatchObject({ compared: 1, absoluteGapSum: 0, superiorPointsSum: 9_500 });
    // conduct 20 less: 75; the gap is told
    const scores = { preparation: 15, attendance: 20, conduct: 20, conclusion: 20 };
    await api.inspect('2026-10-14-inspection-huyen-b', { conclusion: 'corrected', scores });
    const corrected = await api.card();
    expect(corrected).toMatchObject({ points: 7_500, grade: 'kha' });
    expect(corrected.measures).toMatchObject({ compared: 1, absoluteGapSum: 2_000 });
  });

  it.each<[string, readonly number[], string]>([
    ['seven Tốt and five Khá', [...Array(7).fill(9_000), ...Array(5).fill(7_000)], 'yearTot'],
    ['six Tốt and six Khá', [...Array(6).fill(9_000), ...Array(6).fill(8_999)], 'yearKha'],
    ['eleven Tốt and one Trung bình', [...Array(11).fill(9_000), 6_999], 'yearKha'],
    ['eleven Tốt and one Kém', [...Array(11).fill(9_000), 4_999], 'yearTrungBinh'],
  ])('the year: %s', async (_, points, measure) => {
    const months = points.map((_each, i) => `2026-${String(i + 1).padStart(2, '0')}`);
    api = await under(CONFIRMED, months);
    for (const [i, month] of months.entries()) {
      const sum = points[i] ?? 0;
      const conduct = Math.min(4_500, sum);
      const attendance = Math.min(2_000, sum - conduct);
      const conclusion = Math.min(2_000, sum - conduct - attendance);
      const record = self(sum - conduct - attendance - conclusion, attendance, conduct, conclusion);
      await api.report({ ...record, heldOn: `${month}-13` }, 'regular', month);
    }
    const { yearTot, yearKha, yearTrungBinh, yearKem, held12 } = (await api.card('2026')).measures;
    const none = { yearTot: 0, yearKha: 0, yearTrungBinh: 0, yearKem: 0 };
    expect({ yearTot, yearKha, yearTrungBinh, yearKem }).toEqual({ ...none, [measure]: 1 });
    expect(held12).toBe(1);
  });
});

describe('Tốt from 80, a sheet for each kind of meeting', () => {
  beforeEach(async () => {
    api = await under(TWO_SHEETS);
  });

  it.each<[string, RecordParts, number, string]>([
    // 20 + 10 × 19/21 = 9.05 + 45 + 15 + 10
    ['all, attendance by its share', { selfScore: { principles: 1_500 } }, 9_905, 'tot'],
    // 20 + 9.05 + 45 − 5 + 1.95 + 10
    ['81 is Tốt', { selfScore: { principles: 195 }, agenda: { currentAffairs: false } }, 8_100, 'tot'],
    ['79.99 is Khá', { selfScore: { principles: 94 }, agenda: { currentAffairs: false } }, 7_999, 'kha'],
    // an unknown point of the agenda counts 0 by this set; one absent without reason: 5 less
    [
      'what an unknown fact does is the set’s to say',
      {
        selfScore: { principles: 1_500 },
        agenda: { currentAffairs: null },
        members: { absentExcused: 1, absentUnexcused: 1 },
      },
      8_905,
      'tot',
    ],
  ])('%s', async (_, parts, points, grade) => {
    expect(await scored(parts)).toMatchObject({ points, grade });
  });

  it('scores a thematic meeting by its own sheet, beside the regular one', async () => {
    await api.report({ selfScore: { principles: 1_500 } });
    const thematic = { theme: 'Bảo vệ rừng', minutesComplete: false, selfScore: { principles: 1_000 } };
    await api.report({ ...thematic, heldOn: '2026-10-20' }, 'thematic-2026-10-20');
    expect(await api.card()).toMatchObject({ points: 9_905, measures: { thematic: 1, graded: 1 } });
    // 20 + 9.05 + 22.5 (no minutes) + 10 + 10
    const sheet = await api.sheet('thematic-2026-10-20');
    expect(sheet).toMatch(/<tfoot>.*<td>71,55<\/td>.*<\/tfoot>/);
    expect(sheet).toContain('Khá');
  });
});
