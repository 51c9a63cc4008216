/** What a programme must be to make sense, in words for whoever writes one. */
import { type Measure, natureOf } from '../criteria/measures.ts';
import type { RuleViolation } from '../rule-violation.ts';
import type { Programme } from './programme.ts';
import { misusesPercents, type Target } from './target.ts';

const broken = (pointer: string, rule: string, vi: string, en: string): RuleViolation => ({
  pointer,
  rule,
  vi,
  en,
});

/** Each thing that occurs again, where it stands. */
function repeated<T>(items: readonly T[], idOf: (item: T) => string): number[] {
  const ids = items.map(idOf);
  return ids.flatMap((id, i) => (ids.indexOf(id) < i ? [i] : []));
}

const isFlow = (name: Measure): boolean => natureOf(name) === 'flow';

function targetViolations(target: Target, i: number): RuleViolation[] {
  const at = (field: string) => `/targets/${i}/${field}`;
  const { atLeast, above, atMost } = target.bounds;
  const measures = target.kind === 'count' ? target.of : [...target.of, ...target.outOf];
  const natures = new Set(measures.map(natureOf));
  const lower = atLeast ?? above;
  return [
    ...(atLeast === null && above === null && atMost === null
      ? [
          broken(
            `/targets/${i}`,
            'target-has-bound',
            'Chỉ tiêu cần ít nhất một mức: atLeast (từ … trở lên), above (trên …) hoặc atMost (không quá …).',
            'A target needs a bound: atLeast, above or atMost.',
          ),
        ]
      : []),
    ...(atLeast !== null && above !== null
      ? [
          broken(
            at('above'),
            'target-one-lower-bound',
            'Chỉ ghi một trong hai mức dưới: atLeast (kể cả mức đó) hoặc above (trên mức đó).',
            'Give one lower bound: atLeast includes the figure itself, above leaves it out.',
          ),
        ]
      : []),
    ...(lower !== null && atMost !== null && lower > atMost
      ? [
          broken(
            at('atMost'),
            'target-bounds-in-order',
            'Mức cao nhất phải không nhỏ hơn mức thấp nhất.',
            'The most cannot be less than the least.',
          ),
        ]
      : []),
    ...(target.kind === 'share' && [atLeast, above, atMost].some((bound) => bound !== null && bound > 10_000)
      ? [
          broken(
            `/targets/${i}`,
            'target-share-at-most-100',
            'Tỷ lệ không thể quá 100 %. Nếu là số bình quân, hãy dùng kind "mean".',
            'A share cannot be above 100 %. If a mean is meant, use kind "mean".',
          ),
        ]
      : []),
    ...(natures.size > 1
      ? [
          broken(
            at('of'),
            'target-one-nature',
            `Không cộng hoặc chia số phát sinh (${measures.filter(isFlow).join(', ')}) với số tại thời điểm hoặc lũy kế (${measures.filter((name) => !isFlow(name)).join(', ')}): kết quả sẽ đổi theo độ dài của kỳ.`,
            `Flows (${measures.filter(isFlow).join(', ')}) cannot be added to or divided by stocks or year-to-date figures (${measures.filter((name) => !isFlow(name)).join(', ')}): the result would change with the length of the period.`,
          ),
        ]
      : []),
    ...(misusesPercents(target)
      ? [
          broken(
            at('of'),
            'target-mean-percent',
            'Tổng tỷ lệ chỉ dùng để tính bình quân: kind "share", percentSum trên graded; gapPercentSum, comparedSelfPercentSum hoặc comparedSuperiorPercentSum trên compared.',
            'A sum of percents serves its own mean alone: kind "share", percentSum of graded; gapPercentSum, comparedSelfPercentSum or comparedSuperiorPercentSum of compared.',
          ),
        ]
      : []),
    ...(target.kind !== 'count' && target.of.join() === target.outOf.join()
      ? [
          broken(
            at('outOf'),
            'target-not-by-itself',
            'Tử số và mẫu số không được giống nhau.',
            'Numerator and denominator are the same: it would always be 100 %.',
          ),
        ]
      : []),
  ];
}

/** Everything that is wrong with a programme by itself; whether organizations exist and are the caller's is asked elsewhere. */
export function programmeViolations(
  programme: Pick<Programme, 'from' | 'participants' | 'targets'>,
): RuleViolation[] {
  const { participants, targets } = programme;
  return [
    ...repeated(participants, ({ organization }) => organization).map((i) =>
      broken(
        `/participants/${i}/organization`,
        'participant-once',
        'Mỗi tổ chức chỉ ghi một lần trong một lần ban hành; muốn đổi vai trò hoặc thời gian, hãy ban hành lần sau.',
        'An organization takes part once in a revision; to change its part or time, publish another revision.',
      ),
    ),
    ...participants.flatMap(({ from, until }, i) =>
      until !== null && until < from
        ? [
            broken(
              `/participants/${i}/until`,
              'participant-until-after-from',
              'Tháng cuối không được trước tháng đầu.',
              'The last month cannot lie before the first.',
            ),
          ]
        : [],
    ),
    ...repeated(targets, ({ id }) => id).map((i) =>
      broken(
        `/targets/${i}/id`,
        'target-once',
        'Mã chỉ tiêu không được trùng nhau.',
        'Two targets have the same id.',
      ),
    ),
    ...targets.flatMap(targetViolations),
  ];
}
