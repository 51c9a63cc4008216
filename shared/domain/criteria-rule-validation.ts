/** Whether one criterion's rule is well formed: known facts, bands in order, its most points reachable. */
import { type Bilingual, CHECKS, COUNTS, type Count, type Rule, SHARES, type Share } from './criteria.ts';
import { pointsInWords } from './criteria-words.ts';

/** One thing that is wrong: where in the set, which rule, and what to do. */
export type CriteriaProblem = Bilingual & {
  /** JSON pointer into the set. */
  readonly pointer: string;
  /** Stable code of the rule, kebab-case. */
  readonly rule: string;
};

/** Of these, more is worse: their bands may only bring fewer points as they rise, and they alone may deduct. */
const WORSE: ReadonlySet<Share | Count> = new Set<Share | Count>([
  'unexcused',
  'absentUnexcused',
  'repeatedAbsences',
]);

export const problem = (pointer: string, rule: string, vi: string, en: string): CriteriaProblem => ({
  pointer,
  rule,
  vi,
  en,
});

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** Points are whole hundredths, 0 or more. */
export const isPoints = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

/** Everything wrong with the rule of criterion `id`, whose most points are `max`; `at` points to the rule. */
export function ruleProblems(rule: Rule, max: number, at: string, id: string): CriteriaProblem[] {
  switch (rule.type) {
    case 'share-bands':
      return [
        ...knownProblems(SHARES, rule.share, `${at}/share`),
        ...bandProblems(rule.bands, max, at, id, WORSE.has(rule.share)),
      ];
    case 'count-bands':
      return [
        ...knownProblems(COUNTS, rule.count, `${at}/count`),
        ...bandProblems(rule.bands, max, at, id, WORSE.has(rule.count)),
      ];
    case 'share-linear':
      return [...knownProblems(SHARES, rule.share, `${at}/share`), ...linearProblems(rule.share, at, id)];
    case 'checklist':
      return checklistProblems(rule.checks, max, at, id);
    case 'deduction':
      return [
        ...knownProblems(COUNTS, rule.count, `${at}/count`),
        ...deductionProblems(rule.count, rule.per, at, id),
      ];
    case 'self':
      return [];
  }
}

function knownProblems(known: readonly string[], name: string, pointer: string): CriteriaProblem[] {
  if (known.includes(name)) return [];
  return [
    problem(
      pointer,
      'fact-known',
      `Không có dữ kiện "${name}". Các dữ kiện: ${known.join(', ')}.`,
      `There is no fact "${name}". Known ones: ${known.join(', ')}.`,
    ),
  ];
}

/** Bands fall in `atLeast`, go one way in points, and their best is the criterion's most. */
function bandProblems(
  bands: readonly { readonly atLeast: number; readonly points: number }[],
  max: number,
  at: string,
  id: string,
  moreIsWorse: boolean,
): CriteriaProblem[] {
  const found: CriteriaProblem[] = [];
  bands.forEach(({ atLeast, points }, i) => {
    const above = bands[i - 1];
    if (above === undefined) return;
    if (atLeast >= above.atLeast) {
      found.push(
        problem(
          `${at}/bands/${i}/atLeast`,
          'bands-fall',
          `Tiêu chí "${id}": các mức phải xếp từ cao xuống thấp, không trùng nhau.`,
          `Criterion "${id}": bands go from high to low, none twice.`,
        ),
      );
    }
    if (moreIsWorse ? points < above.points : points > above.points) {
      found.push(
        problem(
          `${at}/bands/${i}/points`,
          'bands-one-way',
          `Tiêu chí "${id}": mức ${moreIsWorse ? 'thấp hơn không được ít điểm hơn' : 'thấp hơn không được nhiều điểm hơn'} mức trên nó.`,
          `Criterion "${id}": a lower band cannot bring ${moreIsWorse ? 'fewer' : 'more'} points than the one above it.`,
        ),
      );
    }
  });
  if (moreIsWorse && bands.at(-1)?.atLeast !== 0) {
    found.push(
      problem(
        `${at}/bands`,
        'bands-reach-zero',
        `Tiêu chí "${id}": dữ kiện càng nhiều càng kém thì mức cuối phải từ 0, nếu không "0" sẽ không có điểm.`,
        `Criterion "${id}": where more is worse the last band starts at 0, else a count of 0 brings no points.`,
      ),
    );
  }
  return [...found, ...bestProblems(Math.max(0, ...bands.map(({ points }) => points)), max, at, id)];
}

function bestProblems(best: number, max: number, at: string, id: string): CriteriaProblem[] {
  if (best === max) return [];
  const [a, b] = [pointsInWords(best), pointsInWords(max)];
  return [
    problem(
      at,
      'most-reachable',
      `Tiêu chí "${id}": điểm cao nhất có thể đạt là ${a.vi}, khác điểm tối đa ${b.vi}.`,
      `Criterion "${id}": the most that the rule can bring is ${a.en}, not the ${b.en} points it says.`,
    ),
  ];
}

function linearProblems(share: Share, at: string, id: string): CriteriaProblem[] {
  if (!WORSE.has(share)) return [];
  return [
    problem(
      `${at}/share`,
      'linear-rises',
      `Tiêu chí "${id}": tỷ lệ càng cao càng kém thì không tính điểm theo tỷ lệ thuận; hãy dùng các mức.`,
      `Criterion "${id}": of this share more is worse, so points cannot rise with it; use bands.`,
    ),
  ];
}

function checklistProblems(
  checks: Extract<Rule, { readonly type: 'checklist' }>['checks'],
  max: number,
  at: string,
  id: string,
): CriteriaProblem[] {
  const found = checks.flatMap(({ check, points }, i) => {
    const pointer = `${at}/checks/${i}`;
    const twice = checks.findIndex((other) => other.check === check) !== i;
    return [
      ...knownProblems(CHECKS, check, `${pointer}/check`),
      ...(twice || !isPoints(points)
        ? [
            problem(
              pointer,
              'checks-once',
              `Tiêu chí "${id}": mỗi nội dung kiểm tra chỉ nêu một lần, với số điểm không âm.`,
              `Criterion "${id}": each fact is named once, with points of 0 or more.`,
            ),
          ]
        : []),
    ];
  });
  return [...found, ...bestProblems(sum(checks.map(({ points }) => points)), max, at, id)];
}

function deductionProblems(count: Count, per: number, at: string, id: string): CriteriaProblem[] {
  const found: CriteriaProblem[] = [];
  if (!WORSE.has(count)) {
    found.push(
      problem(
        `${at}/count`,
        'deduction-of-worse',
        `Tiêu chí "${id}": chỉ trừ điểm theo dữ kiện càng nhiều càng kém.`,
        `Criterion "${id}": points are deducted only for what is worse the more of it there is.`,
      ),
    );
  }
  if (!isPoints(per) || per === 0) {
    found.push(
      problem(
        `${at}/per`,
        'deduction-positive',
        `Tiêu chí "${id}": số điểm trừ phải lớn hơn 0.`,
        `Criterion "${id}": what is deducted must be above 0.`,
      ),
    );
  }
  return found;
}
