import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Criterion } from '../../../shared/domain/criteria/criteria.ts';
import { pointsInWords, ruleInWords } from '../../../shared/domain/criteria/criteria-words.ts';
import { explainMonth } from '../../../shared/domain/scorecards/explanation.ts';
import { foldOwnRows } from '../../../shared/domain/scorecards/own-row.ts';
import { meetingRecord, meetingRevision, planRow, withdrawal } from '../../support/records.ts';
import { BINH_THUAN } from '../criteria/binh-thuan.ts';
import { anyRecord, withSomeUnknown } from '../events/record-arbitraries.ts';

const explain = (events = [meetingRevision()], plan = planRow()) => explainMonth(plan, events, BINH_THUAN);
const of = (id: string, explanation = explain()) => explanation.criteria.find((one) => one.id === id);

describe('an explanation', () => {
  it('gives value, rule in words and points of each criterion', () => {
    expect(of('attendance')).toEqual({
      id: 'attendance',
      group: 'attendance',
      title: { vi: 'Tỷ lệ đảng viên dự sinh hoạt', en: 'Attendance of required members' },
      value: {
        type: 'share',
        share: 'attendance',
        title: { vi: 'số có mặt trên số phải dự', en: 'members present of those required' },
        numerator: 19,
        denominator: 21,
      },
      rule: {
        vi: 'Số có mặt trên số phải dự: từ 90 %: 20 điểm; từ 85 %: 15 điểm; từ 80 %: 10 điểm; từ 70 %: 5 điểm; dưới 70 %: 0 điểm. Không có gì để tính: chưa chấm được.',
        en: 'Members present of those required: from 90 %: 20 points; from 85 %: 15 points; from 80 %: 10 points; from 70 %: 5 points; below 70 %: 0 points. With nothing to count: not scored.',
      },
      points: 2000,
      max: 2000,
      self: null,
      superior: null,
      known: true,
      unknown: null,
    });
    expect(of('duration')).toMatchObject({
      value: { type: 'count', value: 190 },
      rule: { vi: 'Phút sinh hoạt: từ 90: 10 điểm; từ 75: 7 điểm; từ 60: 4 điểm; dưới 60: 0 điểm.' },
    });
    expect(of('discipline')?.rule.vi).toBe(
      '5 điểm, trừ 2,5 điểm cho mỗi đảng viên vắng không lý do, không dưới 0.',
    );
    expect(of('order')?.rule.en).toBe('Held on schedule: 1 point; steps in order: 1 point.');
    expect(of('follow-up')?.rule.vi).toBe(
      '5 điểm nhân với số nhiệm vụ kỳ trước đã hoàn thành trên tổng số nhiệm vụ kỳ trước. Không có gì để tính: 5 điểm.',
    );
  });

  it('shows each fact of a checklist, and says what an unknown one does', () => {
    const record = meetingRecord({ preparation: { secretaryPrepared: false, draftResolution: null } });
    const preparation = of('preparation', explain([meetingRevision({ record })]));
    expect(preparation).toMatchObject({ points: null, known: false });
    expect(
      preparation?.value.type === 'checklist' && preparation.value.checks.map(({ holds }) => holds),
    ).toEqual([false, true, true, null]);
    expect(preparation?.unknown?.vi).toContain('chưa được xếp loại');
  });

  it('says which gate kept the grade down, and where it comes from', () => {
    const record = meetingRecord({ discussion: { speakers: 7 } });
    const explanation = explain([meetingRevision({ record })]);
    expect(explanation).toMatchObject({ points: 9700, grade: 'kha', gatesFailed: ['opinions'] });
    expect(explanation.gates).toMatchObject([
      {
        grade: 'tot',
        otherwise: 'kha',
        missing: ['opinions'],
        rule: {
          vi: 'Xếp loại Tốt phải đạt điểm tối đa ở: Tỷ lệ đảng viên dự sinh hoạt; Thời lượng sinh hoạt; Đảng viên tham gia ý kiến; Biên bản đầy đủ. Nếu không: Khá.',
        },
      },
    ]);
    expect(explanation.thresholds.vi).toBe(
      'Tốt từ 90 điểm; Khá từ 70 điểm; Trung bình từ 50 điểm; Kém dưới 50 điểm',
    );
    expect(explanation.source).toEqual(BINH_THUAN.source);
  });

  it('names the revision it rests on', () => {
    const events = [
      meetingRevision({ revision: 2, recordedAt: '2026-10-15T00:00:00.000Z' }),
      meetingRevision(),
      meetingRevision({ month: '2026-09' }),
    ];
    expect(explain(events).events).toEqual([
      { type: 'meeting', key: 'regular', revision: 2, recordedAt: '2026-10-15T00:00:00.000Z' },
    ]);
  });

  it('has no criteria where no meeting counts', () => {
    expect(explain([])).toMatchObject({ status: 'awaiting', points: null, criteria: [], events: [] });
    const withdrawn = explain([meetingRevision(), withdrawal({ revision: 2 })]);
    expect(withdrawn).toMatchObject({ status: 'withdrawn', criteria: [], events: [{ revision: 2 }] });
    const exempt = explain([meetingRevision()], planRow({ meets: 'none' }));
    expect(exempt).toMatchObject({ status: 'exempt', points: null, criteria: [] });
  });

  it('agrees with the row, whatever the record', () => {
    fc.assert(
      fc.property(anyRecord.chain(withSomeUnknown), (record) => {
        const events = [meetingRevision({ record })];
        const [row] = foldOwnRows({
          organization: 'to-1',
          fromMonth: '2026-10',
          events,
          plans: [planRow()],
          criteriaSets: [BINH_THUAN],
        });
        const { points, grade, gatesFailed, status, criteria } = explain(events);
        expect(row).toMatchObject({ points, grade, gatesFailed, status });
        expect(row).toMatchObject({
          criteria: criteria.map(({ id, points: each, max, known }) => ({ id, points: each, max, known })),
        });
      }),
    );
  });
});

describe('words', () => {
  it.each([
    [0, '0', '0'],
    [100, '1', '1'],
    [250, '2,5', '2.5'],
    [205, '2,05', '2.05'],
    [1234, '12,34', '12.34'],
  ])('%i hundredths are written %s and %s', (hundredths, vi, en) => {
    expect(pointsInWords(hundredths)).toEqual({ vi, en });
  });

  it('tell every rule of the preset, and who else may decide, in both languages', () => {
    const decided = (decidedBy: Criterion['decidedBy']) =>
      ruleInWords({ rule: { type: 'self' }, max: 500, decidedBy });
    expect(decided('self').vi).toContain('tự chấm');
    expect(decided('superior-else-self').vi).toContain('cấp trên');
    for (const criterion of BINH_THUAN.criteria) {
      const { vi, en } = ruleInWords(criterion);
      expect(vi).toMatch(/điểm.*\.$/);
      expect(en).toMatch(/point.*\.$/);
      expect(`${vi}${en}`).not.toMatch(/undefined|NaN/);
    }
  });
});
