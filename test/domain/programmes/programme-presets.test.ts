/** What each seed's programme asks, sentence by sentence, as a target: met by exactly enough, missed by one less. */
import { describe, expect, it } from 'vitest';
import { programmePreset, targetFromWire } from '../../../shared/contracts/programme.ts';
import { fromArray, type Measures, toArray } from '../../../shared/domain/criteria/measures.ts';
import { judged } from '../../../shared/domain/programmes/target.ts';
import hoaiDuc from '../../../shared/presets/programmes/hoai-duc-11.json' with { type: 'json' };
import lamDong from '../../../shared/presets/programmes/lam-dong-bloc.json' with { type: 'json' };
import saPa from '../../../shared/presets/programmes/sa-pa-47.json' with { type: 'json' };
import tuaChua from '../../../shared/presets/programmes/tua-chua.json' with { type: 'json' };
import vanQuan from '../../../shared/presets/programmes/van-quan.json' with { type: 'json' };

const PRESETS = [hoaiDuc, lamDong, saPa, tuaChua, vanQuan].map((one) => programmePreset.parse(one));

type Figures = Partial<Measures>;
type Line = readonly [asked: string, target: string, enough: Figures, short: Figures];

const LINES: Readonly<Record<string, readonly Line[]>> = {
  'hoai-duc-11': [
    [
      '100 % of cells hold the regular meeting',
      'held',
      { reported: 362, expected: 362 },
      { reported: 361, expected: 362 },
    ],
    [
      '100 % full content',
      'content',
      { agendaComplete: 362, reported: 362 },
      { agendaComplete: 361, reported: 362 },
    ],
    [
      'right order of steps',
      'steps',
      { stepsInOrder: 362, reported: 362 },
      { stepsInOrder: 361, reported: 362 },
    ],
    [
      '100 % have full documents',
      'documents',
      { documentsDistributed: 362, reported: 362 },
      { documentsDistributed: 361, reported: 362 },
    ],
    [
      'attendance above 90 %, not 90 % itself',
      'attendance',
      { membersPresent: 7_169, membersRequired: 7_965 },
      { membersPresent: 900, membersRequired: 1_000 },
    ],
    [
      '100 % of working members given tasks',
      'tasks',
      { workingAssigned: 4_000, workingMembers: 4_000 },
      { workingAssigned: 3_999, workingMembers: 4_000 },
    ],
    [
      'thematic once a quarter',
      'thematic',
      { thematicMet: 362, thematicExpected: 362 },
      { thematicMet: 361, thematicExpected: 362 },
    ],
    [
      '358 of 358 created the meeting',
      'handbook-created',
      { handbookScheduled: 358, handbookExpected: 358 },
      { handbookScheduled: 357, handbookExpected: 358 },
    ],
    [
      '… took the roll',
      'handbook-roll',
      { handbookRollTaken: 358, handbookExpected: 358 },
      { handbookRollTaken: 357, handbookExpected: 358 },
    ],
    [
      '… posted the resolution with proposals',
      'handbook-resolution',
      { handbookResolutionPosted: 358, handbookExpected: 358 },
      { handbookResolutionPosted: 357, handbookExpected: 358 },
    ],
  ],
  'lam-dong-bloc': [
    ['every cell meets', 'held', { reported: 16, expected: 16 }, { reported: 15, expected: 16 }],
    [
      'central matters chosen and discussed',
      'content',
      { agendaComplete: 9, agendaKnown: 10 },
      { agendaComplete: 8, agendaKnown: 9 },
    ],
    [
      'directives turned into concrete tasks',
      'deadlines',
      { tasksWithDeadline: 48, tasksAssigned: 48 },
      { tasksWithDeadline: 47, tasksAssigned: 48 },
    ],
  ],
  'sa-pa-47': [
    [
      'Tuesday of the second week of the month',
      'on-the-day',
      { onSchedule: 21, reported: 21 },
      { onSchedule: 20, reported: 21 },
    ],
    [
      '3 hours at least',
      'duration',
      { minutesHeld: 3_780, reported: 21 },
      { minutesHeld: 3_779, reported: 21 },
    ],
    [
      '3.5 hours at most',
      'duration',
      { minutesHeld: 4_410, reported: 21 },
      { minutesHeld: 4_411, reported: 21 },
    ],
    [
      'attendance 90 % or more on average',
      'attendance',
      { membersPresent: 900, membersRequired: 1_000 },
      { membersPresent: 899, membersRequired: 1_000 },
    ],
    [
      '3 opinions per meeting on average',
      'opinions',
      { opinions: 63, discussionKnown: 21 },
      { opinions: 62, discussionKnown: 21 },
    ],
    [
      'they attend monthly or quarterly',
      'duties',
      { dutiesDone: 18, dutiesExpected: 18 },
      { dutiesDone: 17, dutiesExpected: 18 },
    ],
  ],
  'tua-chua': [
    ['every cell meets', 'held', { reported: 151, expected: 151 }, { reported: 150, expected: 151 }],
    ['members of the committees attend', 'attended', { attendances: 1 }, { supervisions: 1 }],
    ['the health-station cell inspected', 'attended', { inspections: 1 }, {}],
    [
      'every meeting adopts a resolution or conclusion',
      'resolutions',
      { resolutionsAdopted: 151, resolutionKnown: 151 },
      { resolutionsAdopted: 150, resolutionKnown: 151 },
    ],
  ],
  'van-quan': [
    [
      '12 meetings → 33 %',
      'held-all',
      { held12: 33, held9to11: 51, held5to8: 16 },
      { held12: 32, held9to11: 52, held5to8: 16 },
    ],
    [
      '5–8 → 16 %, none under 5',
      'held-few',
      { held12: 33, held9to11: 51, held5to8: 16 },
      { held12: 33, held9to11: 50, held5to8: 16, heldUnder5: 1 },
    ],
    [
      'attendance 85–90 %',
      'attendance',
      { membersPresent: 850, membersRequired: 1_000 },
      { membersPresent: 849, membersRequired: 1_000 },
    ],
    [
      'opinions given by 40–50 % (speakers of those present)',
      'speakers',
      { speakers: 400, membersPresent: 1_000 },
      { speakers: 399, membersPresent: 1_000 },
    ],
    [
      'resolutions with deadlines and assigned members',
      'deadlines',
      { tasksWithDeadline: 63, tasksAssigned: 63 },
      { tasksWithDeadline: 62, tasksAssigned: 63 },
    ],
  ],
};

describe.each(PRESETS)('the programme $id', ({ id, targets }) => {
  const lines = LINES[id] ?? [];

  it.each(lines)('asks: %s', (_, name, enough, short) => {
    const wire = targets.find((one) => one.id === name);
    if (wire === undefined) throw new Error(`${id} has no target ${name}`);
    const against = (figures: Figures) => judged(targetFromWire(wire), fromArray(toArray(figures)));
    expect(against(enough)).toMatchObject({ met: true, short: 0 });
    expect(against(short)).toMatchObject({ met: false, short: 1 });
  });

  it('has no target that the table leaves out', () => {
    expect([...new Set(lines.map(([, target]) => target))].toSorted()).toEqual(
      targets.map((one) => one.id).toSorted(),
    );
  });
});

it('of Sa Pa has the second Tuesday as its day; of Hoài Đức a thematic meeting each quarter; the others neither', () => {
  expect(PRESETS.map(({ id, dayRule, thematic }) => [id, dayRule, thematic])).toEqual([
    ['hoai-duc-11', null, true],
    ['lam-dong-bloc', null, false],
    ['sa-pa-47', { week: 2, weekday: 2 }, false],
    ['tua-chua', null, false],
    ['van-quan', null, false],
  ]);
});

describe('the duties of the seed programmes', () => {
  const every = (preset: string) =>
    PRESETS.find(({ id }) => id === preset)?.duties.map(({ id, offices, every }) => [id, every, offices]);

  it('are attended monthly or quarterly in Sa Pa, residential cells once a quarter', () => {
    expect(every('sa-pa-47')).toEqual([
      ['residential-cells', 'quarter', ['uy-vien-ban-thuong-vu', 'uy-vien-ban-chap-hanh']],
      ['cells-every-month', 'month', ['chi-bo-phu-trach']],
      ['others-every-quarter', 'quarter', ['chi-bo-phu-trach']],
    ]);
  });

  it('are of the district’s members in communes and of the town’s in its cells in Tủa Chùa', () => {
    expect(every('tua-chua')).toEqual([
      ['cells-of-communes', 'quarter', ['uy-vien-ban-thuong-vu', 'uy-vien-ban-chap-hanh']],
      ['cells-of-the-town', 'month', ['dang-uy-vien']],
    ]);
  });

  it('are named by no other source', () => {
    for (const preset of ['hoai-duc-11', 'van-quan', 'lam-dong-bloc']) expect(every(preset)).toEqual([]);
  });
});
