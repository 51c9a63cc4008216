/**
 * Four criteria sets as a rule-maker writes them from the printed lines alone of guidance 12-HD/BTCTW, Bình Thuận, Phú Thọ and Nghệ An: a frame without
 * points, 100 points with a gate, self scores that a superior confirms with a rule of the year, and two sheets. What a
 * line does not print, the points inside a group, is the simplest split.
 */

const words = (text: string) => ({ vi: text, en: text });
const group = (id: string, points: number) => ({ id, title: words(id), points });
const grades = (tot: number) => [
  { grade: 'tot', atLeast: tot },
  { grade: 'kha', atLeast: 7_000 },
  { grade: 'trung-binh', atLeast: 5_000 },
  { grade: 'kem', atLeast: 0 },
];
const criterion = (id: string, of: string, max: number, rule: object, whenUnknown = 'ungraded') => ({
  ...{ id, group: of, title: words(id), max, decidedBy: 'facts', rule, whenUnknown },
});
const judged = (id: string, of: string, max: number, decidedBy = 'superior-else-self') => ({
  ...criterion(id, of, max, { type: 'self' }),
  decidedBy,
});
const checks = (points: number, ...names: string[]) => ({
  type: 'checklist',
  checks: names.map((check) => ({ check, points: points / names.length })),
});
const check = (name: string) => ({ type: 'check', check: name });
const all = (...conditions: object[]) => ({ type: 'all', conditions });
const attended = (...bands: object[]) => ({
  ...{ type: 'share-bands', share: 'attendance', whenEmpty: 'unknown', bands },
});
const minutes = (points: number) => ({
  ...{ type: 'count-bands', count: 'minutesHeld', bands: [{ atLeast: 90, points }] },
});
const spoken = (points: number) => ({
  ...{ type: 'share-bands', share: 'speakers', whenEmpty: 'zero', bands: [{ atLeast: 4_000, points }] },
});
const PREPARED = [...['secretaryPrepared', 'committeeMet', 'documentsDistributed', 'draftResolution']].map(
  (name) => `preparation.${name}`,
);
const AGENDA = [
  ...['rollCallAnnounced', 'programmeAdopted', 'currentAffairs', 'previousMonthReviewed', 'nextMonthTasks'],
  ...['studyAndExample', 'discussed', 'concluded'],
].map((name) => `agenda.${name}`);
const set = (parts: object) => ({
  ...{ title: words('Bộ tiêu chí'), source: words('Bảng tiêu chí'), total: 10_000, gates: [] },
  ...parts,
});

/** A frame without points: met, or not. */
export const FRAME = set({
  scale: 'met',
  total: 1_200,
  groups: [group('frame', 1_200)],
  criteria: [
    criterion(
      'attendance',
      'frame',
      100,
      all(
        { type: 'share', share: 'attendance', above: 8_500, whenEmpty: 'unknown' },
        { type: 'count', count: 'absentUnexcused', atMost: 0 },
        { type: 'count', count: 'repeatedAbsences', atMost: 0 },
      ),
    ),
    criterion('secretary', 'frame', 100, all(check('preparation.secretaryPrepared'))),
    criterion('committee', 'frame', 100, all(check('preparation.committeeMet'))),
    criterion('content', 'frame', 100, all(check('preparation.documentsDistributed'))),
    criterion('draft', 'frame', 100, all(check('preparation.draftResolution'))),
    criterion('order', 'frame', 100, all(...['onSchedule', 'stepsInOrder', ...AGENDA].map(check))),
    criterion('criticism', 'frame', 100, all(check('agenda.criticismAndSelfCriticism'))),
    criterion(
      'speakers',
      'frame',
      100,
      all({ type: 'share', share: 'speakers', atLeast: 4_000, whenEmpty: 'fails' }),
    ),
    criterion('duration', 'frame', 100, all({ type: 'count', count: 'minutesHeld', atLeast: 90 })),
    criterion('minutes', 'frame', 100, all(check('minutesComplete'))),
    judged('principles', 'frame', 100),
    criterion(
      'carried-out',
      'frame',
      100,
      all({ type: 'share', share: 'previousTasksDone', atLeast: 10_000, whenEmpty: 'holds' }),
    ),
  ],
  thresholds: [
    { grade: 'dat', atLeast: 1_200 },
    { grade: 'khong-dat', atLeast: 0 },
  ],
});

/** 100 points, and a gate on the best grade. */
export const GATED = set({
  groups: [group('meeting', 10_000)],
  criteria: [
    criterion('preparation', 'meeting', 3_000, checks(3_000, ...PREPARED)),
    criterion(
      'attendance',
      'meeting',
      2_000,
      attended({ atLeast: 9_000, points: 2_000 }, { atLeast: 8_000, points: 1_600 }),
    ),
    criterion('duration', 'meeting', 1_500, minutes(1_500)),
    criterion('opinions', 'meeting', 3_000, spoken(3_000)),
    criterion('minutes', 'meeting', 500, checks(500, 'minutesComplete')),
  ],
  thresholds: grades(9_000),
  gates: [
    { grade: 'tot', fullPointsIn: ['attendance', 'duration', 'opinions', 'minutes'], otherwise: 'kha' },
  ],
});

/** 15, 20, 45 and 20 points; who attends confirms the self score; a rule of the year. */
export const CONFIRMED = set({
  groups: [
    ...[group('preparation', 1_500), group('attendance', 2_000)],
    ...[group('conduct', 4_500), group('conclusion', 2_000)],
  ],
  criteria: [
    judged('preparation', 'preparation', 1_500),
    judged('attendance', 'attendance', 2_000),
    judged('conduct', 'conduct', 4_500),
    judged('conclusion', 'conclusion', 2_000),
  ],
  thresholds: grades(9_000),
  annual: [
    {
      grade: 'tot',
      when: [
        { type: 'every', grade: 'kha' },
        { type: 'count', grade: 'tot', atLeast: 7 },
      ],
    },
    { grade: 'kha', when: [{ type: 'every', grade: 'trung-binh' }] },
    { grade: 'trung-binh', when: [] },
  ],
});

const FIVE_GROUPS = [
  ...[group('preparation', 2_000), group('attendance', 1_000), group('conduct', 4_500)],
  ...[group('principles', 1_500), group('conclusion', 1_000)],
];
const fiveGroups = (conduct: object) => ({
  groups: FIVE_GROUPS,
  criteria: [
    criterion('preparation', 'preparation', 2_000, checks(2_000, ...PREPARED)),
    criterion('attendance', 'attendance', 1_000, {
      ...{ type: 'share-linear', share: 'attendance', whenEmpty: 'unknown' },
    }),
    conduct,
    judged('principles', 'principles', 1_500),
    criterion('conclusion', 'conclusion', 1_000, { type: 'deduction', count: 'absentUnexcused', per: 500 }),
  ],
  thresholds: grades(8_000),
  gates: [],
});
/** Tốt from 80; a sheet for regular meetings and another one for thematic ones. */
export const TWO_SHEETS = set({
  ...fiveGroups(criterion('agenda', 'conduct', 4_500, checks(4_500, ...AGENDA, 'stepsInOrder'), 'zero')),
  total: 10_000,
  thematic: {
    total: 10_000,
    ...fiveGroups(criterion('theme', 'conduct', 4_500, checks(4_500, 'agenda.discussed', 'minutesComplete'))),
  },
});
