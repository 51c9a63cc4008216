/**
 * What a rule-maker is told of each slip of the pen: which criterion, which field, what is allowed, what to write.
 * The golden file is for people to read; `vitest -u` writes it anew.
 */
import { expect, it } from 'vitest';
import { createHandler } from '../../functions/keep-criteria-sets/handler.ts';
import { allPresetCriteriaSets } from '../../shared/adapters/presets/criteria-sets.ts';
import { apiWorld, call } from '../support/api-world.ts';

/** Into which preset what is written where; `undefined` strikes a field out. Items of lists by id or number. */
type Mistake = readonly [what: string, preset: string, written: Readonly<Record<string, unknown>>];

const THRESHOLDS = 'thresholds';
const BAND = { atLeast: 8_500, points: 100 };
const ON_SCHEDULE = { type: 'all', conditions: [{ type: 'check', check: 'onSchedule' }] };
const TWICE = [
  { check: 'stepsInOrder', points: 250 },
  { check: 'stepsInOrder', points: 250 },
];

const MISTAKES: readonly Mistake[] = [
  ['a share by a wrong name', 'binh-thuan', { 'criteria/attendance/rule/share': 'atendance' }],
  ['a count by a wrong name', 'binh-thuan', { 'criteria/duration/rule/count': 'minutes-held' }],
  ['a count that there is not', 'binh-thuan', { 'criteria/duration/rule/count': 'songs' }],
  ['a check without its prefix', 'binh-thuan', { 'criteria/minutes/rule/checks/0/check': 'currentAffairs' }],
  ['a kind of rule that there is not', 'binh-thuan', { 'criteria/order/rule/type': 'check-list' }],
  ['a rule without its kind', 'binh-thuan', { 'criteria/order/rule/type': undefined }],
  ['no rule', 'binh-thuan', { 'criteria/order/rule': undefined }],
  ['no title in English', 'binh-thuan', { 'criteria/order/title/en': undefined }],
  ['points as text', 'binh-thuan', { 'criteria/order/max': '5,00' }],
  ['points with decimals', 'binh-thuan', { 'criteria/order/max': 2.5 }],
  ['points in place of hundredths', 'binh-thuan', { 'criteria/order/max': 5 }],
  ['a field by a wrong name', 'binh-thuan', { 'criteria/order/maximum': 500 }],
  ['a band without a bound', 'binh-thuan', { 'criteria/attendance/rule/bands/1/atLeast': undefined }],
  ['a band with two bounds', 'binh-thuan', { 'criteria/attendance/rule/bands/1/above': 8_000 }],
  ['a bound as text', 'binh-thuan', { 'criteria/attendance/rule/bands/0/atLeast': '90 %' }],
  [
    'a bound by a wrong name',
    'binh-thuan',
    { 'criteria/attendance/rule/bands/0': { atleast: 9_000, points: 1_500 } },
  ],
  ['a share in percent', 'binh-thuan', { 'criteria/attendance/rule/bands/2/atLeast': 70 }],
  ['a share above the whole', 'binh-thuan', { 'criteria/attendance/rule/bands/0/atLeast': 90_000 }],
  ['bands out of order', 'binh-thuan', { 'criteria/attendance/rule/bands/1/atLeast': 9_500 }],
  ['more points for a lower band', 'binh-thuan', { 'criteria/duration/rule/bands/1/points': 1_200 }],
  ['bands that do not reach the most', 'binh-thuan', { 'criteria/attendance/rule/bands/0/points': 1_200 }],
  ['nothing said of an empty denominator', 'binh-thuan', { 'criteria/attendance/rule/whenEmpty': undefined }],
  ['a deduction for what is good', 'binh-thuan', { 'criteria/discipline/rule/count': 'opinions' }],
  ['a deduction of nothing', 'binh-thuan', { 'criteria/discipline/rule/per': 0 }],
  ['points that rise with what is bad', 'binh-thuan', { 'criteria/follow-up/rule/share': 'unexcused' }],
  ['a check named twice', 'binh-thuan', { 'criteria/order/rule/checks': TWICE }],
  ['who decides by a wrong name', 'binh-thuan', { 'criteria/minutes/decidedBy': 'superior' }],
  ['a self score beside a rule', 'binh-thuan', { 'criteria/minutes/decidedBy': 'self' }],
  ['a criterion left out', 'binh-thuan', { 'criteria/order': undefined }],
  ['groups that do not make the total', 'binh-thuan', { total: 11_000 }],
  ['a group by a wrong name', 'binh-thuan', { 'criteria/minutes/group': 'conclusions' }],
  ['an id twice', 'binh-thuan', { 'criteria/minutes/id': 'agenda' }],
  ['a grade by a wrong name', 'binh-thuan', { [`${THRESHOLDS}/2/grade`]: 'trung binh' }],
  [
    'thresholds in points',
    'binh-thuan',
    { [`${THRESHOLDS}/0/atLeast`]: 90, [`${THRESHOLDS}/1/atLeast`]: 70, [`${THRESHOLDS}/2/atLeast`]: 50 },
  ],
  ['a threshold above the total', 'binh-thuan', { [`${THRESHOLDS}/0/atLeast`]: 12_000 }],
  ['thresholds that rise', 'binh-thuan', { [`${THRESHOLDS}/1/atLeast`]: 4_000 }],
  ['a lowest grade from above 0', 'binh-thuan', { [`${THRESHOLDS}/3/atLeast`]: 100 }],
  ['a grade twice', 'binh-thuan', { [`${THRESHOLDS}/2/grade`]: 'kha' }],
  ['a gate on a criterion that there is not', 'binh-thuan', { 'gates/0/fullPointsIn/0': 'atendance' }],
  ['a gate that raises', 'binh-thuan', { 'gates/0/grade': 'kha', 'gates/0/otherwise': 'tot' }],
  ['an annual grade by what no meeting gets', 'phu-tho-bloc', { 'annual/0/when/0/grade': 'dat' }],
  ['more meetings than a year has', 'phu-tho-bloc', { 'annual/0/when/1/atLeast': 13 }],
  ['an annual condition of another kind', 'phu-tho-bloc', { 'annual/0/when/1/type': 'at-least' }],
  ['an annual condition without its number', 'phu-tho-bloc', { 'annual/0/when/1/atLeast': undefined }],
  [
    'an annual share in percent',
    'phu-tho-bloc',
    { 'annual/0/when/1': { type: 'share', grade: 'tot', atLeast: 60 } },
  ],
  ['an annual rule that leaves years ungraded', 'phu-tho-bloc', { 'annual/3': undefined }],
  ['the schedule on a thematic sheet', 'nghe-an-08', { 'thematic/criteria/0/rule': ON_SCHEDULE }],
  ['a mistake on a thematic sheet', 'nghe-an-08', { 'thematic/criteria/0/decidedBy': 'fact' }],
  ['a condition with two bounds', 'hd12-2018', { 'criteria/0/rule/conditions/0/atMost': 9_500 }],
  ['a condition of another kind', 'hd12-2018', { 'criteria/0/rule/conditions/0/type': 'shares' }],
  [
    'a most where more is better',
    'hd12-2018',
    { 'criteria/0/rule/conditions/0/above': undefined, 'criteria/0/rule/conditions/0/atMost': 8_500 },
  ],
  [
    'bands in a frame of met and not met',
    'hd12-2018',
    { 'criteria/0/rule': { type: 'share-bands', share: 'attendance', whenEmpty: 'zero', bands: [BAND] } },
  ],
  [
    'a third grade in a frame of met and not met',
    'hd12-2018',
    { [`${THRESHOLDS}/2`]: { grade: 'kha', atLeast: 0 } },
  ],
  ['a threshold that no sum reaches', 'no-sum', {}],
];

/** Two criteria that bring 60 and 40 points or nothing: no meeting has 70. */
const NO_SUM = {
  title: { vi: 'Bộ hai tiêu chí', en: 'Of two criteria' },
  source: { vi: 'Ví dụ', en: 'An example' },
  total: 10_000,
  groups: [{ id: 'all', title: { vi: 'Tất cả', en: 'All' }, points: 10_000 }],
  criteria: [
    ['minutes', 'minutesComplete', 6_000],
    ['order', 'stepsInOrder', 4_000],
  ].map(([id, check, points]) => ({
    ...{ id, group: 'all', title: { vi: 'Tiêu chí', en: 'Criterion' }, max: points },
    ...{ decidedBy: 'facts', whenUnknown: 'zero', rule: { type: 'checklist', checks: [{ check, points }] } },
  })),
  thresholds: [
    { grade: 'tot', atLeast: 9_000 },
    { grade: 'kha', atLeast: 7_000 },
    { grade: 'kem', atLeast: 0 },
  ],
  gates: [],
};

function contentOf(id: string): unknown {
  const preset = allPresetCriteriaSets().find((set) => set.id === id);
  if (preset === undefined) return structuredClone(NO_SUM);
  const { id: _, revision: __, ...content } = preset;
  return structuredClone(content);
}

function write(set: unknown, pointer: string, value: unknown): void {
  const steps = pointer.split('/');
  let at: unknown = set;
  for (const [i, step] of steps.entries()) {
    const list = Array.isArray(at) ? at : null;
    const named = list?.findIndex((one) => one?.id === step) ?? -1;
    const key = named === -1 ? step : String(named);
    const object = Object(at);
    if (i < steps.length - 1) at = object[key];
    else if (value !== undefined) object[key] = value;
    else if (list === null) delete object[key];
    else list.splice(Number(key), 1);
  }
}

it('a mistake is told in words that name the place, what is allowed and what to write', async () => {
  const world = await apiWorld();
  const subject = await world.grant('rule-maker', 'huyen-b');
  const handler = createHandler({ ...world, ...world.planning, presets: allPresetCriteriaSets() });
  const told: string[] = [];
  for (const [what, id, written] of MISTAKES) {
    const set = contentOf(id);
    for (const [pointer, value] of Object.entries(written)) write(set, pointer, value);
    const errorsIn = async (language: string) => {
      const answer = await call(handler, 'PUT', '/criteria-sets/cua-huyen-b/revisions/1', {
        subject,
        body: { organization: 'huyen-b', set },
        headers: { 'accept-language': language },
      });
      expect(answer.status, what).toBe(422);
      return answer.body.errors as { pointer: string; rule: string; detail: string }[];
    };
    const [vi, en] = [await errorsIn('vi'), await errorsIn('en')];
    expect(
      vi.map(({ rule }) => rule),
      what,
    ).not.toContain('invalid');
    told.push(`## ${what} (${id})`, '');
    for (const [i, { pointer, rule, detail }] of vi.entries())
      told.push(`- \`${pointer}\` ${rule}`, `  - ${detail}`, `  - ${en[i]?.detail}`);
    told.push('');
  }
  expect(await world.registry.criteriaSets()).toEqual([]);
  await expect(['# What a rule-maker is told', '', ...told].join('\n')).toMatchFileSnapshot(
    'golden/rule-maker-mistakes.md',
  );
});
