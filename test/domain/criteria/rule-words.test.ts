import { describe, expect, it } from 'vitest';
import { annualGradeInWords } from '../../../shared/domain/criteria/annual-words.ts';
import type { Band, Condition } from '../../../shared/domain/criteria/criteria.ts';
import {
  conditionInWords,
  ruleInWords,
  thresholdsInWords,
} from '../../../shared/domain/criteria/criteria-words.ts';
import { explainMeeting, explainMonth } from '../../../shared/domain/scorecards/explanation.ts';
import { correctedTo, meetingRecord, meetingRevision, planRow } from '../../support/records.ts';
import { presetSet, presetSheets } from './preset-sets.ts';

describe('words of a rule', () => {
  const shares = (...bands: Band[]) =>
    ruleInWords({
      rule: { type: 'share-bands', share: 'attendance', bands, whenEmpty: 'zero' },
      max: 1000,
      decidedBy: 'facts',
    });

  it('tell "above" from "from"', () => {
    const words = shares({ above: 8500, points: 1000 }, { atLeast: 7000, points: 400 });
    expect(words.vi).toBe(
      'Số có mặt trên số phải dự: trên 85 %: 10 điểm; từ 70 %: 4 điểm; dưới 70 %: 0 điểm. Không có gì để tính: 0 điểm.',
    );
    expect(words.en).toBe(
      'Members present of those required: above 85 %: 10 points; from 70 %: 4 points; below 70 %: 0 points. With nothing to count: 0 points.',
    );
    expect(shares({ above: 8500, points: 1000 }).vi).toContain('từ 85 % trở xuống: 0 điểm');
    expect(shares({ above: 8500, points: 1000 }).en).toContain('85 % or less: 0 points');
    expect(shares({ atLeast: 0, points: 1000 }).en).not.toContain('0 points;');
  });

  it.each<[Condition, string, string]>([
    [
      { type: 'share', share: 'attendance', whenEmpty: 'unknown', above: 8500 },
      'số có mặt trên số phải dự: trên 85 %',
      'members present of those required: above 85 %',
    ],
    [
      { type: 'count', count: 'absentUnexcused', atMost: 0 },
      'không có đảng viên vắng không lý do',
      'no members absent without reason',
    ],
    [
      { type: 'count', count: 'exempt', atMost: 3 },
      'không quá 3 đảng viên được miễn sinh hoạt',
      'at most 3 members exempt from meeting',
    ],
    [
      { type: 'count', count: 'minutesHeld', atLeast: 90 },
      'ít nhất 90 phút sinh hoạt',
      'at least 90 minutes of the meeting',
    ],
    [{ type: 'check', check: 'minutesComplete' }, 'biên bản đầy đủ', 'the minutes are full'],
  ])('say what a condition asks: %j', (condition, vi, en) => {
    expect(conditionInWords(condition)).toEqual({ vi, en });
  });

  it('of several conditions name points, or met and not met in a frame without points', () => {
    const rule = {
      type: 'all',
      conditions: [
        { type: 'check', check: 'minutesComplete' },
        { type: 'count', count: 'minutesHeld', atLeast: 90 },
      ],
    } as const;
    const criterion = { rule, max: 700, decidedBy: 'facts' } as const;
    expect(ruleInWords(criterion).vi).toBe(
      '7 điểm khi: biên bản đầy đủ; ít nhất 90 phút sinh hoạt. Nếu không: 0 điểm.',
    );
    expect(ruleInWords(criterion, 'met')).toEqual({
      vi: 'Đạt khi: biên bản đầy đủ; ít nhất 90 phút sinh hoạt. Nếu không: không đạt.',
      en: 'Met if: the minutes are full; at least 90 minutes of the meeting. Else: not met.',
    });
  });

  it('are there for every criterion of every preset, in both languages', () => {
    for (const [, sheet] of presetSheets()) {
      for (const criterion of sheet.criteria) {
        const { vi, en } = ruleInWords(criterion, sheet.scale);
        expect(vi).toMatch(/\S.*\.$/);
        expect(en).toMatch(/\S.*\.$/);
        expect(`${vi}${en}`).not.toMatch(/undefined|NaN|\[object/);
      }
    }
  });
});

describe('words of the grades', () => {
  it('of a frame without points do not speak of points', () => {
    expect(thresholdsInWords(presetSet('hd12-2018'))).toEqual({
      vi: 'Đạt khi mọi tiêu chí đều đạt; Không đạt khi có tiêu chí không đạt',
      en: 'Met (Đạt) if every criterion is met; Not met (Không đạt) if any is not',
    });
  });

  it('of a year tell its rule, the best grade by itself and others "or better"', () => {
    const set = presetSet('phu-tho-bloc');
    const words = (set.annual ?? []).map((asked) => annualGradeInWords(asked, set));
    expect(words.map(({ vi }) => vi)).toEqual([
      'Cả năm xếp loại Tốt khi: mọi kỳ sinh hoạt thường kỳ loại Khá trở lên; ít nhất 7 kỳ sinh hoạt thường kỳ loại Tốt.',
      'Cả năm xếp loại Khá khi: mọi kỳ sinh hoạt thường kỳ loại Trung bình trở lên.',
      'Cả năm xếp loại Trung bình khi: trên 50 % số kỳ sinh hoạt thường kỳ loại Trung bình trở lên.',
      'Còn lại: Kém.',
    ]);
    expect(words.map(({ en }) => en)).toEqual([
      'The year is Good (Tốt) if: every regular meeting is at least Fair (Khá); at least 7 regular meetings are Good (Tốt).',
      'The year is Fair (Khá) if: every regular meeting is at least Average (Trung bình).',
      'The year is Average (Trung bình) if: more than 50 % of the regular meetings are at least Average (Trung bình).',
      'Otherwise: Poor (Kém).',
    ]);
    const share = { type: 'share', grade: 'tot', atLeast: 6667 } as const;
    const one = { type: 'count', grade: 'tot', atLeast: 1 } as const;
    expect(annualGradeInWords({ grade: 'tot', when: [share, one] }, set)).toEqual({
      vi: 'Cả năm xếp loại Tốt khi: ít nhất 66,67 % số kỳ sinh hoạt thường kỳ loại Tốt; ít nhất 1 kỳ sinh hoạt thường kỳ loại Tốt.',
      en: 'The year is Good (Tốt) if: at least 66.67 % of the regular meetings are Good (Tốt); at least 1 regular meeting is Good (Tốt).',
    });
  });
});

describe('an explanation', () => {
  it('shows each condition with what it found', () => {
    const record = meetingRecord({
      members: { repeatedAbsences: null, absentUnexcused: 1, absentExcused: 1 },
    });
    const { criteria } = explainMonth(planRow(), [meetingRevision({ record })], presetSet('hd12-2018'));
    const [attendance] = criteria;
    expect(attendance).toMatchObject({ id: 'attendance', points: 0, max: 100, known: true });
    expect(attendance?.rule.vi).toBe(
      'Đạt khi: số có mặt trên số phải dự: trên 85 %; không có đảng viên vắng không lý do; không có đảng viên vắng có lý do quá 3 kỳ liên tiếp. Nếu không: không đạt.',
    );
    expect(attendance?.value).toEqual({
      type: 'conditions',
      conditions: [
        {
          asked: {
            vi: 'số có mặt trên số phải dự: trên 85 %',
            en: 'members present of those required: above 85 %',
          },
          holds: true,
          figure: {
            type: 'share',
            share: 'attendance',
            title: { vi: 'số có mặt trên số phải dự', en: 'members present of those required' },
            numerator: 19,
            denominator: 21,
          },
        },
        {
          asked: { vi: 'không có đảng viên vắng không lý do', en: 'no members absent without reason' },
          holds: false,
          figure: {
            type: 'count',
            count: 'absentUnexcused',
            title: { vi: 'đảng viên vắng không lý do', en: 'members absent without reason' },
            value: 1,
          },
        },
        {
          asked: {
            vi: 'không có đảng viên vắng có lý do quá 3 kỳ liên tiếp',
            en: 'no members absent with a reason more than 3 times running',
          },
          holds: null,
          figure: {
            type: 'count',
            count: 'repeatedAbsences',
            title: {
              vi: 'đảng viên vắng có lý do quá 3 kỳ liên tiếp',
              en: 'members absent with a reason more than 3 times running',
            },
            value: null,
          },
        },
      ],
    });
    const minutes = criteria.find(({ id }) => id === 'minutes');
    expect(minutes?.value).toMatchObject({ conditions: [{ holds: true, figure: null }] });
  });

  it('of a thematic meeting goes by the thematic sheet, and shows what a superior gave', () => {
    const { thematic } = presetSet('nghe-an-08');
    if (thematic === undefined) throw new Error('no thematic sheet');
    const record = meetingRecord({ selfScore: { principles: 1500 } });
    const explained = explainMeeting(thematic, record, planRow(), correctedTo({ principles: 900 }));
    expect(explained.criteria.map(({ id }) => id)).toContain('theme');
    expect(explained.criteria.find(({ id }) => id === 'principles')).toMatchObject({
      points: 900,
      self: 1500,
      superior: 900,
    });
    expect(explained.groups).toEqual(thematic.groups);
  });
});
