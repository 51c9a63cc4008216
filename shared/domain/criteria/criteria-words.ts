/** Criteria sets in words: what each rule says, in Vietnamese and English, made from the data. */
import type { Bilingual } from '../bilingual.ts';
import type { Check, Count, Share } from '../events/meeting-facts.ts';
import type { Band, Bound, Condition, Criterion, Gate, Limit, Rule, Sheet } from './criteria.ts';
import type { Grade } from './grade.ts';

/** Points in hundredths as people write them: `2000` → 20, `250` → 2,5 and 2.5. */
export function pointsInWords(hundredths: number): Bilingual {
  const rest = hundredths % 100;
  const whole = String((hundredths - rest) / 100);
  if (rest === 0) return { vi: whole, en: whole };
  const decimals = String(rest).padStart(2, '0').replace(/0$/, '');
  return { vi: `${whole},${decimals}`, en: `${whole}.${decimals}` };
}

/** Basis points as a percentage: `9000` → 90 %, `8550` → 85,5 % and 85.5 %. */
export function shareInWords(basisPoints: number): Bilingual {
  const { vi, en } = pointsInWords(basisPoints);
  return { vi: `${vi} %`, en: `${en} %` };
}

export const GRADE_WORDS: Readonly<Record<Grade, Bilingual>> = {
  tot: { vi: 'Tốt', en: 'Good (Tốt)' },
  kha: { vi: 'Khá', en: 'Fair (Khá)' },
  'trung-binh': { vi: 'Trung bình', en: 'Average (Trung bình)' },
  kem: { vi: 'Kém', en: 'Poor (Kém)' },
  dat: { vi: 'Đạt', en: 'Met (Đạt)' },
  'khong-dat': { vi: 'Không đạt', en: 'Not met (Không đạt)' },
};

export const SHARE_WORDS: Readonly<Record<Share, Bilingual>> = {
  attendance: { vi: 'số có mặt trên số phải dự', en: 'members present of those required' },
  unexcused: {
    vi: 'số vắng không lý do trên số phải dự',
    en: 'members absent without reason of those required',
  },
  speakers: { vi: 'số phát biểu trên số có mặt', en: 'speakers of those present' },
  tasksWithDeadline: {
    vi: 'số nhiệm vụ có thời hạn trên số nhiệm vụ đã giao',
    en: 'tasks with a deadline of tasks assigned',
  },
  workingAssigned: {
    vi: 'số đảng viên đang công tác được giao nhiệm vụ trên tổng số đảng viên đang công tác',
    en: 'working members given a task of all working members',
  },
  previousTasksDone: {
    vi: 'số nhiệm vụ kỳ trước đã hoàn thành trên tổng số nhiệm vụ kỳ trước',
    en: "tasks done of the last resolution's tasks",
  },
};

export const COUNT_WORDS: Readonly<Record<Count, Bilingual>> = {
  minutesHeld: { vi: 'phút sinh hoạt', en: 'minutes of the meeting' },
  absentUnexcused: { vi: 'đảng viên vắng không lý do', en: 'members absent without reason' },
  repeatedAbsences: {
    vi: 'đảng viên vắng có lý do quá 3 kỳ liên tiếp',
    en: 'members absent with a reason more than 3 times running',
  },
  speakers: { vi: 'lượt đảng viên phát biểu', en: 'speakers' },
  opinions: { vi: 'ý kiến', en: 'opinions' },
  proposals: { vi: 'kiến nghị, đề xuất', en: 'proposals' },
  tasksAssigned: { vi: 'nhiệm vụ đã giao', en: 'tasks assigned' },
  exempt: { vi: 'đảng viên được miễn sinh hoạt', en: 'members exempt from meeting' },
};

export const CHECK_WORDS: Readonly<Record<Check, Bilingual>> = {
  'preparation.secretaryPrepared': {
    vi: 'bí thư chuẩn bị nội dung',
    en: 'the secretary prepared the content',
  },
  'preparation.committeeMet': {
    vi: 'chi ủy họp trước (chi bộ không có chi ủy: coi là đạt)',
    en: 'the cell committee met first (where there is none, met)',
  },
  'preparation.documentsDistributed': { vi: 'tài liệu được gửi trước', en: 'documents were handed out' },
  'preparation.draftResolution': { vi: 'có dự thảo nghị quyết', en: 'a resolution was drafted' },
  'agenda.rollCallAnnounced': { vi: 'thông báo số có mặt', en: 'the roll was announced' },
  'agenda.programmeAdopted': { vi: 'thông qua chương trình', en: 'the programme was adopted' },
  'agenda.currentAffairs': { vi: 'thông tin thời sự', en: 'current affairs' },
  'agenda.previousMonthReviewed': { vi: 'kiểm điểm tháng trước', en: 'the last month was reviewed' },
  'agenda.nextMonthTasks': { vi: 'nhiệm vụ tháng tới', en: 'tasks of the next month' },
  'agenda.studyAndExample': { vi: 'học tập và làm theo gương Bác', en: 'study and example' },
  'agenda.criticismAndSelfCriticism': { vi: 'tự phê bình và phê bình', en: 'self-criticism and criticism' },
  'agenda.discussed': { vi: 'thảo luận', en: 'discussion' },
  'agenda.concluded': { vi: 'kết luận', en: 'conclusion' },
  stepsInOrder: { vi: 'đúng trình tự các bước', en: 'steps in order' },
  minutesComplete: { vi: 'biên bản đầy đủ', en: 'the minutes are full' },
  resolutionAdopted: { vi: 'có nghị quyết hoặc kết luận', en: 'a resolution or conclusion was adopted' },
  onSchedule: { vi: 'sinh hoạt đúng lịch', en: 'held on schedule' },
};

/** What a rule says, e.g. `Từ 90 %: 20 điểm; từ 85 %: 15 điểm; dưới 85 %: 0 điểm`. */
export function ruleInWords(
  { rule, max, decidedBy }: Pick<Criterion, 'rule' | 'max' | 'decidedBy'>,
  scale: NonNullable<Sheet['scale']> = 'points',
): Bilingual {
  if (decidedBy === 'self') return { vi: 'Theo điểm chi bộ tự chấm.', en: "By the cell's own score." };
  if (decidedBy === 'superior-else-self') {
    return {
      vi: 'Theo điểm cấp trên chấm; khi chưa có thì theo điểm chi bộ tự chấm.',
      en: "By the superior's score; where there is none, by the cell's own.",
    };
  }
  return rule.type === 'all' ? allInWords(rule.conditions, max, scale) : factRuleInWords(rule, max);
}

function factRuleInWords(rule: Exclude<Rule, { readonly type: 'all' }>, max: number): Bilingual {
  const full = pointsInWords(max);
  switch (rule.type) {
    case 'share-bands': {
      const bands = bandsInWords(rule.bands, shareInWords);
      return both(
        (l) =>
          `${capital(SHARE_WORDS[rule.share][l])}: ${bands[l]}. ${whenEmptyInWords(rule.whenEmpty, max)[l]}`,
      );
    }
    case 'count-bands': {
      const bands = bandsInWords(rule.bands, (n) => ({ vi: String(n), en: String(n) }));
      return both((l) => `${capital(COUNT_WORDS[rule.count][l])}: ${bands[l]}.`);
    }
    case 'share-linear': {
      const share = SHARE_WORDS[rule.share];
      const empty = whenEmptyInWords(rule.whenEmpty, max);
      return {
        vi: `${full.vi} điểm nhân với ${share.vi}. ${empty.vi}`,
        en: `${full.en} points times the share: ${share.en}. ${empty.en}`,
      };
    }
    case 'checklist':
      return both((l) =>
        capital(
          `${rule.checks
            .map(({ check, points }) => `${CHECK_WORDS[check][l]}: ${withUnit(points)[l]}`)
            .join('; ')}.`,
        ),
      );
    case 'deduction': {
      const per = pointsInWords(rule.per);
      const count = COUNT_WORDS[rule.count];
      return {
        vi: `${full.vi} điểm, trừ ${per.vi} điểm cho mỗi ${count.vi}, không dưới 0.`,
        en: `${full.en} points, less ${per.en} for each counted (${count.en}), never below 0.`,
      };
    }
    case 'self':
      return { vi: 'Theo điểm chi bộ tự chấm.', en: "By the cell's own score." };
  }
}

function bandsInWords(bands: readonly Band[], spoken: (bound: number) => Bilingual): Bilingual {
  const reached = bands.map((band) => {
    const [at, vi, en] = 'atLeast' in band ? [band.atLeast, 'từ', 'from'] : [band.above, 'trên', 'above'];
    const [bound, points] = [spoken(at), withUnit(band.points)];
    return { vi: `${vi} ${bound.vi}: ${points.vi}`, en: `${en} ${bound.en}: ${points.en}` };
  });
  const lowest = bands.at(-1);
  const rest = lowest === undefined ? [] : [belowInWords(lowest, spoken)].flatMap((words) => words ?? []);
  return both((l) => [...reached, ...rest].map((part) => part[l]).join('; '));
}

/** What is left under the lowest band; null where it leaves nothing. */
function belowInWords(lowest: Bound, spoken: (bound: number) => Bilingual): Bilingual | null {
  if ('above' in lowest) {
    const { vi, en } = spoken(lowest.above);
    return { vi: `từ ${vi} trở xuống: 0 điểm`, en: `${en} or less: 0 points` };
  }
  if (lowest.atLeast === 0) return null;
  const { vi, en } = spoken(lowest.atLeast);
  return { vi: `dưới ${vi}: 0 điểm`, en: `below ${en}: 0 points` };
}

/** Full points, or none; in a frame without points, met or not met. */
function allInWords(
  conditions: readonly Condition[],
  max: number,
  scale: NonNullable<Sheet['scale']>,
): Bilingual {
  const asked = conditions.map(conditionInWords);
  const full = withUnit(max);
  const yes = scale === 'met' ? { vi: 'Đạt', en: 'Met' } : { vi: capital(full.vi), en: full.en };
  const no = scale === 'met' ? { vi: 'không đạt', en: 'not met' } : { vi: '0 điểm', en: '0 points' };
  return {
    vi: `${yes.vi} khi: ${asked.map(({ vi }) => vi).join('; ')}. Nếu không: ${no.vi}.`,
    en: `${yes.en} if: ${asked.map(({ en }) => en).join('; ')}. Else: ${no.en}.`,
  };
}

/** What a condition asks, e.g. `số có mặt trên số phải dự: trên 85 %`, `không có đảng viên vắng không lý do`. */
export function conditionInWords(condition: Condition): Bilingual {
  if (condition.type === 'check') return CHECK_WORDS[condition.check];
  if (condition.type === 'share') {
    const share = SHARE_WORDS[condition.share];
    const limit = limitInWords(condition, shareInWords);
    return { vi: `${share.vi}: ${limit.vi}`, en: `${share.en}: ${limit.en}` };
  }
  const count = COUNT_WORDS[condition.count];
  if ('atMost' in condition && condition.atMost === 0) {
    return { vi: `không có ${count.vi}`, en: `no ${count.en}` };
  }
  const limit = limitInWords(condition, (n) => ({ vi: String(n), en: String(n) }));
  return { vi: `${limit.vi} ${count.vi}`, en: `${limit.en} ${count.en}` };
}

function limitInWords(limit: Limit, spoken: (value: number) => Bilingual): Bilingual {
  if ('atLeast' in limit) {
    const { vi, en } = spoken(limit.atLeast);
    return { vi: `ít nhất ${vi}`, en: `at least ${en}` };
  }
  const [value, vi, en] =
    'above' in limit ? [limit.above, 'trên', 'above'] : [limit.atMost, 'không quá', 'at most'];
  const words = spoken(value);
  return { vi: `${vi} ${words.vi}`, en: `${en} ${words.en}` };
}

function whenEmptyInWords(whenEmpty: 'full' | 'zero' | 'unknown', max: number): Bilingual {
  if (whenEmpty === 'unknown') {
    return { vi: 'Không có gì để tính: chưa chấm được.', en: 'With nothing to count: not scored.' };
  }
  const points = withUnit(whenEmpty === 'full' ? max : 0);
  return { vi: `Không có gì để tính: ${points.vi}.`, en: `With nothing to count: ${points.en}.` };
}

/** What a gate says. */
export function gateInWords(gate: Gate, { criteria }: Pick<Sheet, 'criteria'>): Bilingual {
  const titles = criteria.filter(({ id }) => gate.fullPointsIn.includes(id)).map(({ title }) => title);
  return {
    vi: `Xếp loại ${GRADE_WORDS[gate.grade].vi} phải đạt điểm tối đa ở: ${titles.map(({ vi }) => vi).join('; ')}. Nếu không: ${GRADE_WORDS[gate.otherwise].vi}.`,
    en: `${GRADE_WORDS[gate.grade].en} needs full points in: ${titles.map(({ en }) => en).join('; ')}. Else: ${GRADE_WORDS[gate.otherwise].en}.`,
  };
}

/** What the thresholds say, e.g. `Tốt từ 90 điểm; Khá từ 70 điểm; Kém dưới 70 điểm`. */
export function thresholdsInWords({ thresholds, scale }: Pick<Sheet, 'thresholds' | 'scale'>): Bilingual {
  if (scale === 'met') {
    return {
      vi: 'Đạt khi mọi tiêu chí đều đạt; Không đạt khi có tiêu chí không đạt',
      en: 'Met (Đạt) if every criterion is met; Not met (Không đạt) if any is not',
    };
  }
  const from = { vi: 'từ', en: 'from' };
  const below = { vi: 'dưới', en: 'below' };
  return both((l) =>
    thresholds
      .map(({ grade, atLeast }, i) => {
        const above = thresholds[i - 1];
        const bound =
          atLeast === 0 && above !== undefined
            ? `${below[l]} ${withUnit(above.atLeast)[l]}`
            : `${from[l]} ${withUnit(atLeast)[l]}`;
        return `${GRADE_WORDS[grade][l]} ${bound}`;
      })
      .join('; '),
  );
}

/** What an unknown fact does, in words. */
export const WHEN_UNKNOWN_WORDS: Readonly<Record<Criterion['whenUnknown'], Bilingual>> = {
  ungraded: {
    vi: 'Chưa đủ dữ kiện: buổi sinh hoạt chưa được xếp loại. Bổ sung dữ kiện không cần nêu lý do.',
    en: 'A fact is unknown: the meeting stays ungraded. Telling it later needs no reason.',
  },
  self: {
    vi: 'Chưa đủ dữ kiện: lấy điểm chi bộ tự chấm.',
    en: "A fact is unknown: the cell's own score stands in.",
  },
  zero: {
    vi: 'Chưa đủ dữ kiện: phần chưa biết tính 0 điểm.',
    en: 'A fact is unknown: what is unknown counts 0.',
  },
};

const withUnit = (hundredths: number): Bilingual => {
  const { vi, en } = pointsInWords(hundredths);
  return { vi: `${vi} điểm`, en: en === '1' ? '1 point' : `${en} points` };
};

const both = (say: (language: 'vi' | 'en') => string): Bilingual => ({ vi: say('vi'), en: say('en') });

const capital = (text: string): string => text.charAt(0).toLocaleUpperCase('vi') + text.slice(1);
