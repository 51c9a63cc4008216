/** The sentences of the attention list: what is so, with its figures, and what to do. */
import { type Instant, localDate, type Month } from '../period.ts';
import type { Flag } from '../scorecards/flag.ts';
import { spoken } from '../spoken-date.ts';

export const ATTENTION_CODES = [
  'always-full',
  'due-soon',
  'duties-not-done',
  'off-schedule',
  'overdue',
  'remedies-overdue',
  'reopened',
  'returned',
  'same-counts',
  'self-far-from-facts',
] as const;
export type AttentionCode = (typeof ATTENTION_CODES)[number];

export type AttentionWords = { readonly vi: string; readonly en: string };

/** What a sentence needs to know. `isFinal`: the month is closed, and nothing can be added to it. */
export type Matter =
  | Flag
  | { readonly code: 'due-soon'; readonly dueAt: Instant }
  | { readonly code: 'overdue'; readonly dueAt: Instant; readonly isFinal: boolean }
  | { readonly code: 'reopened'; readonly until: Instant }
  | { readonly code: 'off-schedule'; readonly month: Month }
  | { readonly code: 'returned'; readonly amendBy: Instant | null; readonly isFinal: boolean }
  | { readonly code: 'remedies-overdue'; readonly open: number; readonly remedyBy: Instant }
  | {
      readonly code: 'duties-not-done';
      readonly expected: number;
      readonly done: number;
      readonly isFinal: boolean;
    };

const lastDayBefore = (instant: Instant): string =>
  localDate(new Date(Date.parse(instant) - 1).toISOString());
/** Hundredths of a point as they are read: 92,50. */
const points = (hundredths: number, comma: ',' | '.'): string =>
  `${Math.floor(hundredths / 100)}${comma}${String(hundredths % 100).padStart(2, '0')}`;

const sentences = (matter: Matter): AttentionWords => {
  switch (matter.code) {
    case 'due-soon': {
      const day = lastDayBefore(matter.dueAt);
      return {
        vi: `Chưa báo cáo, hạn cuối ngày ${spoken(day)}. Hãy nhắc chi bộ gửi báo cáo.`,
        en: `Not reported yet; due by the end of ${day}. Remind the cell to report.`,
      };
    }
    case 'overdue': {
      const day = lastDayBefore(matter.dueAt);
      if (matter.isFinal)
        return {
          vi: `Không có báo cáo khi khóa kỳ (hạn ${spoken(day)}). Nếu còn cần báo cáo, hãy mở lại kỳ cho tổ chức này.`,
          en: `Not reported when the month was closed (due by the end of ${day}). If it is still wanted, open the month again for this organization.`,
        };
      return {
        vi: `Quá hạn chưa báo cáo (hạn ${spoken(day)}). Hãy hỏi lý do và yêu cầu gửi báo cáo.`,
        en: `Overdue since ${day}, and not reported. Ask why, and have the record sent.`,
      };
    }
    case 'off-schedule':
      return {
        vi: `Sinh hoạt tháng ${spoken(matter.month)} không đúng ngày quy định. Hãy xem lý do dời lịch.`,
        en: `The meeting of ${matter.month} was not held on the day that is laid down. Look at the reason given.`,
      };
    case 'reopened': {
      const day = lastDayBefore(matter.until);
      return {
        vi: `Kỳ đã khóa được mở lại cho tổ chức này đến hết ngày ${spoken(day)}. Hãy đôn đốc bổ sung trước khi kỳ khóa lại.`,
        en: `The closed month is open again for this organization until the end of ${day}. Have what is missing sent before it closes again.`,
      };
    }
    case 'returned': {
      const day = matter.amendBy === null ? null : lastDayBefore(matter.amendBy);
      if (matter.isFinal)
        return {
          vi: 'Báo cáo bị trả lại, chưa được bổ sung khi khóa kỳ. Nếu còn cần bổ sung, hãy mở lại kỳ cho tổ chức này.',
          en: 'The record was returned and not amended when the month was closed. If it is still to be amended, open the month again for this organization.',
        };
      return {
        vi: `Báo cáo bị trả lại và chưa được bổ sung${day === null ? '' : ` (hạn bổ sung ${spoken(day)})`}. Hãy đôn đốc chi bộ sửa báo cáo.`,
        en: `The record was returned and has not been amended${day === null ? '' : ` (to be amended by ${day})`}. Have the cell amend it.`,
      };
    }
    case 'remedies-overdue': {
      const day = lastDayBefore(matter.remedyBy);
      return {
        vi: `Quá hạn khắc phục (hạn sớm nhất ${spoken(day)}), còn ${matter.open} hạn chế chưa khắc phục. Hãy kiểm tra và xác nhận kết quả khắc phục.`,
        en: `Past the remedy date (the earliest was ${day}); findings not put right: ${matter.open}. Look, and record the remedies.`,
      };
    }
    case 'duties-not-done':
      if (matter.isFinal)
        return {
          vi: `Đã dự ${matter.done}/${matter.expected} lượt được phân công khi khóa kỳ. Hãy hỏi lý do cấp ủy viên phụ trách không dự.`,
          en: `${matter.done} of ${matter.expected} assigned attendances were done when the month was closed. Ask why the others were not.`,
        };
      return {
        vi: `Đã dự ${matter.done}/${matter.expected} lượt được phân công. Hãy nhắc cấp ủy viên phụ trách, hoặc bổ sung lượt dự chưa ghi.`,
        en: `${matter.done} of ${matter.expected} assigned attendances are done. Remind whoever is in charge, or record what is missing.`,
      };
    case 'same-counts':
      return {
        vi: `Giờ họp và mọi số liệu giống hệt nhau ${matter.running} kỳ liên tiếp. Hãy đối chiếu với biên bản xem có sao chép không.`,
        en: `Hours and every count are the same ${matter.running} meetings running. Compare with the minutes whether they were copied.`,
      };
    case 'always-full':
      return {
        vi: `Có mặt đủ và tự chấm điểm tối đa ${matter.running} kỳ liên tiếp. Hãy cử người dự một buổi sinh hoạt.`,
        en: `Everybody present and full marks ${matter.running} meetings running. Have somebody attend a meeting.`,
      };
    case 'self-far-from-facts':
      return {
        vi: `Tự chấm ${points(matter.self, ',')} điểm, điểm được tính ${points(matter.counted, ',')} trên tối đa ${points(matter.max, ',')}. Hãy rà lại từng tiêu chí với chi bộ.`,
        en: `Self score ${points(matter.self, '.')}, points that count ${points(matter.counted, '.')} of ${points(matter.max, '.')}. Go through the criteria with the cell.`,
      };
  }
};

export const wordsOf = (matter: Matter): { readonly code: AttentionCode; readonly text: AttentionWords } => ({
  code: matter.code,
  text: sentences(matter),
});
