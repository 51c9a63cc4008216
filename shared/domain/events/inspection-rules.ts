/** Rules of inspections, remedies and reviews that reach across fields, as the contract states them. */
import { firstDay, type LocalDate, lastDay, type Month, yearOf } from '../period.ts';
import type { PlanContent } from '../roster/plan.ts';
import type { RuleViolation } from '../rule-violation.ts';
import { spoken } from '../spoken-date.ts';
import { type Inspection, type InspectionKey, inspectionKeyParts, type Remedy } from './inspection.ts';
import { meetingKind } from './meeting.ts';
import { daysNearPeriod } from './meeting-rules.ts';
import type { Review } from './review.ts';
import { type ScorableCriteria, scoreViolations } from './score-rules.ts';

export type InspectionContext = {
  readonly key: InspectionKey;
  readonly month: Month;
  /** How often the inspected organization meets. */
  readonly meets: PlanContent['meets'];
  /** Local day of the sending. */
  readonly today: LocalDate;
  readonly criteria: ScorableCriteria;
  /** Whether the duty that it names is one to attend this organization; of one that names none true. */
  readonly isDutyHere: boolean;
};

const broken = (pointer: string, rule: string, vi: string, en: string): RuleViolation => ({
  pointer,
  rule,
  vi,
  en,
});

export function inspectionViolations(inspection: Inspection, context: InspectionContext): RuleViolation[] {
  const scores = { pointer: '/scores', rule: 'score' };
  return [
    ...dayViolations(inspection, context),
    ...meetingViolations(inspection, context),
    ...dutyViolations(inspection, context),
    ...conclusionViolations(inspection),
    ...findingViolations(inspection, context),
    ...scoreViolations(scores, inspection.scores, context.criteria),
  ];
}

/**
 * The period of an inspection is that of the meeting it looks at, on whatever day that was held: a regular one may be
 * moved into the month after, or lie in any month of its quarter, and records are inspected later. What looks at no
 * meeting lies in its month.
 */
function dayViolations({ meeting }: Inspection, context: InspectionContext): RuleViolation[] {
  const { key, month, meets, today } = context;
  const { inspectedOn } = inspectionKeyParts(key);
  const isRegular = meeting !== null && meetingKind(meeting) === 'regular';
  const first = isRegular ? daysNearPeriod(month, meets).first : firstDay(month);
  if (inspectedOn < first || (meeting === null && lastDay(month) < inspectedOn)) {
    return [
      broken(
        '/key',
        'inspected-in-month',
        `Ngày ${spoken(inspectedOn)} không thuộc kỳ này. Hãy gửi vào kỳ của buổi sinh hoạt đã dự hoặc kiểm tra; không dự buổi nào thì gửi vào tháng đã kiểm tra, giám sát.`,
        `The day ${inspectedOn} does not belong to this period. Send the inspection under the period of the meeting that was attended or inspected; of no meeting, under the month in which it was.`,
      ),
    ];
  }
  if (inspectedOn <= today) return [];
  return [
    broken(
      '/key',
      'inspected-not-after-today',
      `Ngày dự, kiểm tra, giám sát không được sau hôm nay (${spoken(today)}). Hãy gửi sau khi đã thực hiện.`,
      `The inspection cannot lie after today (${today}). Send it once it has been done.`,
    ),
  ];
}

function meetingViolations({ meeting }: Inspection, { month }: InspectionContext): RuleViolation[] {
  if (meeting === null || meetingKind(meeting) === 'regular' || meeting.includes(`-${month}-`)) return [];
  return [
    broken(
      '/meeting',
      'meeting-in-month',
      'Buổi sinh hoạt được dự phải thuộc cùng kỳ với lượt kiểm tra này.',
      'The meeting that was attended must belong to the same month as the inspection.',
    ),
  ];
}

/** A duty that does not exist can be done by nobody, and a visit that names it does none of those that do. */
function dutyViolations({ duty }: Inspection, { isDutyHere }: InspectionContext): RuleViolation[] {
  if (duty === null || isDutyHere) return [];
  return [
    broken(
      '/duty',
      'duty-assigned-here',
      `Không có phân công "${duty}" dự sinh hoạt của tổ chức này. Hãy sửa mã, lập phân công trước, hoặc bỏ trống: lượt dự của chức danh được phân công vẫn được tính.`,
      `There is no duty "${duty}" to attend this organization. Correct the id, assign the duty first, or leave it out: a visit by the office whose duty it is counts all the same.`,
    ),
  ];
}

/** Who concludes on a score must say of which meeting, and who corrects it, to what. */
function conclusionViolations({ conclusion, meeting, scores }: Inspection): RuleViolation[] {
  const found: RuleViolation[] = [];
  if (meeting === null && (conclusion !== 'noted' || Object.keys(scores ?? {}).length > 0)) {
    found.push(
      broken(
        '/meeting',
        'scores-of-a-meeting',
        'Nhất trí, điều chỉnh hoặc chấm điểm phải nêu buổi sinh hoạt nào (ví dụ regular). Không dự buổi nào thì kết luận là noted và không có điểm.',
        'To confirm, correct or score, name the meeting (regular, say). Where none was attended, conclude noted and give no scores.',
      ),
    );
  }
  if (conclusion === 'corrected' && Object.keys(scores ?? {}).length === 0) {
    found.push(
      broken(
        '/scores',
        'correction-has-scores',
        'Điều chỉnh điểm thì phải ghi điểm của cấp trên theo từng tiêu chí.',
        'A correction gives the superior’s points by criterion.',
      ),
    );
  }
  return found;
}

function findingViolations({ findings }: Inspection, { key }: InspectionContext): RuleViolation[] {
  const { inspectedOn } = inspectionKeyParts(key);
  return findings.flatMap(({ n, remedyDue }, i): RuleViolation[] => [
    ...(findings.findIndex((other) => other.n === n) === i
      ? []
      : [
          broken(
            `/findings/${i}/n`,
            'finding-number-once',
            `Hạn chế số ${n} đã có ở trên; mỗi hạn chế mang một số riêng.`,
            `There is a finding ${n} further up; each has a number of its own.`,
          ),
        ]),
    ...(remedyDue === null || remedyDue >= inspectedOn
      ? []
      : [
          broken(
            `/findings/${i}/remedyDue`,
            'remedy-due-after-inspection',
            `Hạn khắc phục không được trước ngày kiểm tra (${spoken(inspectedOn)}).`,
            `A remedy cannot be due before the inspection (${inspectedOn}).`,
          ),
        ]),
  ]);
}

export function remedyViolations(
  { remediedOn }: Remedy,
  { key, today }: Pick<InspectionContext, 'key' | 'today'>,
): RuleViolation[] {
  const { inspectedOn } = inspectionKeyParts(key);
  if (inspectedOn <= remediedOn && remediedOn <= today) return [];
  return [
    broken(
      '/remediedOn',
      'remedied-between-inspection-and-today',
      `Ngày khắc phục phải từ ngày kiểm tra (${spoken(inspectedOn)}) đến hôm nay (${spoken(today)}).`,
      `The remedy lies between the inspection (${inspectedOn}) and today (${today}).`,
    ),
  ];
}

/**
 * A year hands on to the next what was put right in it, and no further: an own row would otherwise have to carry every
 * finding there ever was. A later amendment could be withdrawn in its turn, so it is refused as well.
 * @param told month in which the remedy that stands was told last
 * @param changedIn month in which its amendment or withdrawal would count
 */
export function remedyChangeViolations({
  told,
  changedIn,
}: {
  readonly told: Month;
  readonly changedIn: Month;
}): RuleViolation[] {
  if (Number(yearOf(changedIn)) - Number(yearOf(told)) <= 1) return [];
  return [
    broken(
      '',
      'remedy-changed-by-next-year',
      `Kết quả khắc phục ghi nhận năm ${yearOf(told)} chỉ sửa hoặc rút được đến hết năm sau đó. Hãy ghi hạn chế mới bằng một lần kiểm tra mới.`,
      `A remedy told in ${yearOf(told)} can be amended or withdrawn until the end of the year after. Record a new finding by a new inspection.`,
    ),
  ];
}

/**
 * A month opened again may lie in a year before the one in which the remedy was told last. The later year would go by
 * what was told in it, though something newer is said of the finding.
 */
export function remedyOrderViolations({
  told,
  changedIn,
}: {
  readonly told: Month;
  readonly changedIn: Month;
}): RuleViolation[] {
  if (yearOf(told) <= yearOf(changedIn)) return [];
  return [
    broken(
      '',
      'remedy-changed-in-its-year',
      `Kết quả khắc phục đã ghi nhận trong kỳ ${told}, không sửa hoặc rút được trong kỳ ${changedIn} của năm trước đó. Hãy đề nghị cấp ủy cấp trên mở lại kỳ ${told}.`,
      `The remedy was told last in ${told}, and cannot be changed in ${changedIn}, a year before it. Ask the superior committee to reopen ${told}.`,
    ),
  ];
}

export function reviewViolations(
  { decision, scores, reason, dueOn }: Review,
  { today, criteria }: { readonly today: LocalDate; readonly criteria: ScorableCriteria },
): RuleViolation[] {
  const found = scoreViolations({ pointer: '/scores', rule: 'score' }, scores, criteria);
  if (decision === 'accepted') {
    if (reason === null && dueOn === null) return found;
    return [
      ...found,
      broken(
        reason === null ? '/dueOn' : '/reason',
        'nothing-more-to-do-once-accepted',
        'Chấp nhận báo cáo thì không ghi lý do trả lại và hạn bổ sung.',
        'An accepted record has neither a reason for its return nor a day until which to amend it.',
      ),
    ];
  }
  if (Object.keys(scores ?? {}).length > 0) {
    found.push(
      broken(
        '/scores',
        'scores-once-accepted',
        'Báo cáo bị trả lại thì chưa chấm điểm; hãy chấm khi đã chấp nhận.',
        'A returned record is not scored yet; score it when you accept it.',
      ),
    );
  }
  if (reason === null || reason.trim() === '') {
    found.push(
      broken(
        '/reason',
        'reason-of-return',
        'Trả lại phải ghi lý do (tối đa 500 ký tự).',
        'A return needs its reason (at most 500 characters).',
      ),
    );
  }
  if (dueOn === null || dueOn < today) {
    found.push(
      broken(
        '/dueOn',
        'return-is-due',
        `Trả lại phải ghi hạn bổ sung, từ hôm nay (${spoken(today)}) trở đi.`,
        `A return says until when the record is to be amended, today (${today}) or later.`,
      ),
    );
  }
  return found;
}
