/** Whether one criterion's rule is well formed: known facts, bands in order, its most points reachable. */
import { CHECKS, COUNTS, type Count, SHARES, type Share } from '../events/meeting-facts.ts';
import type { Band, Bound, Condition, Limit, Rule } from './criteria.ts';
import {
  type CriteriaProblem,
  isLikelyPercent,
  isPoints,
  meantInWords,
  problem,
  sum,
} from './criteria-problem.ts';
import { pointsInWords, shareInWords } from './criteria-words.ts';

/** Of these, more is worse: their bands may only bring fewer points as they rise, and they alone may deduct. */
const WORSE: ReadonlySet<Share | Count> = new Set<Share | Count>([
  'unexcused',
  'absentUnexcused',
  'repeatedAbsences',
]);

/** Of these, more is neither better nor worse: a rule may ask for many or for few. */
const NEUTRAL: ReadonlySet<Share | Count> = new Set<Share | Count>(['exempt']);

/** Basis points of the whole: 10000 = 100 %. */
const WHOLE = 10_000;
/** Basis points of 1 %. */
const PERCENT = 100;

/** Everything wrong with the rule of criterion `id`, whose most points are `max`; `at` points to the rule. */
export function ruleProblems(rule: Rule, max: number, at: string, id: string): CriteriaProblem[] {
  switch (rule.type) {
    case 'share-bands':
      return [
        ...knownProblems(SHARES, rule.share, `${at}/share`),
        ...bandProblems(rule, max, at, id),
        ...rule.bands.flatMap((band, i) => wholeProblems(band, rule.share, `${at}/bands/${i}`, id)),
      ];
    case 'count-bands':
      return [...knownProblems(COUNTS, rule.count, `${at}/count`), ...bandProblems(rule, max, at, id)];
    case 'share-linear':
      return [...knownProblems(SHARES, rule.share, `${at}/share`), ...linearProblems(rule.share, at, id)];
    case 'checklist':
      return checklistProblems(rule.checks, max, at, id);
    case 'all':
      return conditionsProblems(rule.conditions, at, id);
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
  const meant = meantInWords(name, known);
  return [
    problem(
      pointer,
      'fact-known',
      `Không có dữ kiện "${name}".${meant.vi} Các dữ kiện: ${known.join(', ')}.`,
      `There is no fact "${name}".${meant.en} Known ones: ${known.join(', ')}.`,
    ),
  ];
}

const limitOf = (limit: Limit): number =>
  'atLeast' in limit ? limit.atLeast : 'above' in limit ? limit.above : limit.atMost;

/** Whether whatever reaches `a` also reaches `b`, and not the other way round: above 85 % is higher than from 85 %. */
const isHigher = (a: Bound, b: Bound): boolean =>
  limitOf(a) > limitOf(b) || (limitOf(a) === limitOf(b) && 'above' in a && 'atLeast' in b);

/** Bands fall in their bounds, go one way in points, and their best is the criterion's most. */
function bandProblems(
  rule: Extract<Rule, { readonly bands: unknown }>,
  max: number,
  at: string,
  id: string,
): CriteriaProblem[] {
  const fact = rule.type === 'share-bands' ? rule.share : rule.count;
  const { bands } = rule;
  const found: CriteriaProblem[] = bands.flatMap((band, i) => {
    const above = bands[i - 1];
    return above === undefined ? [] : stepProblems(above, band, fact, `${at}/bands/${i}`, id);
  });
  const lowest = bands.at(-1);
  const reachesZero = lowest !== undefined && 'atLeast' in lowest && lowest.atLeast === 0;
  if (WORSE.has(fact) && !reachesZero) {
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

/** From one band to the next lower one. */
function stepProblems(above: Band, band: Band, fact: Share | Count, at: string, id: string) {
  const found: CriteriaProblem[] = [];
  if (!isHigher(above, band)) {
    found.push(
      problem(
        `${at}/${'atLeast' in band ? 'atLeast' : 'above'}`,
        'bands-fall',
        `Tiêu chí "${id}": các mức xếp từ cao xuống thấp, không trùng nhau; ${limitOf(band)} không thấp hơn ${limitOf(above)} ở mức trên. Hãy sắp lại.`,
        `Criterion "${id}": bands go from high to low, none twice; ${limitOf(band)} is not below the ${limitOf(above)} before it. Put them in order.`,
      ),
    );
  }
  const worse = WORSE.has(fact);
  if (!NEUTRAL.has(fact) && (worse ? band.points < above.points : band.points > above.points)) {
    found.push(
      problem(
        `${at}/points`,
        'bands-one-way',
        `Tiêu chí "${id}": ${band.points} (${pointsInWords(band.points).vi} điểm) ở mức thấp hơn không được ${worse ? 'ít' : 'nhiều'} hơn ${above.points} ở mức trên, vì "${fact}" càng nhiều càng ${worse ? 'kém' : 'tốt'}.`,
        `Criterion "${id}": the lower band's ${band.points} (${pointsInWords(band.points).en} points) cannot be ${worse ? 'fewer' : 'more'} than the ${above.points} of the one above, for of "${fact}" more is ${worse ? 'worse' : 'better'}.`,
      ),
    );
  }
  return found;
}

/** A share is at most the whole: 10000 basis points; and who writes 90 means 90 %, not 0.9 %. */
function wholeProblems(limit: Limit, share: Share, at: string, id: string): CriteriaProblem[] {
  const bound = limitOf(limit);
  if (!WORSE.has(share) && isLikelyPercent(bound)) {
    const is = shareInWords(bound);
    return [
      problem(
        at,
        'share-in-basis-points',
        `Tiêu chí "${id}": ${bound} là ${is.vi}, vì tỷ lệ ghi bằng phần vạn. ${bound} % ghi là ${bound * PERCENT}; lớn hơn 0 ghi là "above": 0.`,
        `Criterion "${id}": ${bound} is ${is.en}, for shares are written in basis points. ${bound} % is written ${bound * PERCENT}; more than none is "above": 0.`,
      ),
    ];
  }
  const within = 'above' in limit ? limit.above < WHOLE : bound <= WHOLE;
  if (within) return [];
  return [
    problem(
      at,
      'share-within-whole',
      `Tiêu chí "${id}": tỷ lệ không thể quá 100 % (10000 phần vạn; 85 % ghi là 8500).`,
      `Criterion "${id}": no share passes 100 % (10000 basis points; 85 % is written 8500).`,
    ),
  ];
}

/** Each fact is asked once, and for what is good: many of what is better, few of what is worse. */
function conditionsProblems(conditions: readonly Condition[], at: string, id: string): CriteriaProblem[] {
  const facts = conditions.map(factOf);
  const found = conditions.flatMap((condition, i) => {
    const pointer = `${at}/conditions/${i}`;
    const twice = facts.indexOf(factOf(condition)) !== i;
    return [
      ...conditionProblems(condition, pointer, id),
      ...(twice
        ? [
            problem(
              pointer,
              'conditions-once',
              `Tiêu chí "${id}": mỗi dữ kiện chỉ nêu một điều kiện.`,
              `Criterion "${id}": each fact has one condition.`,
            ),
          ]
        : []),
    ];
  });
  if (conditions.length > 0) return found;
  return [
    problem(
      `${at}/conditions`,
      'conditions-some',
      `Tiêu chí "${id}": phải có ít nhất một điều kiện.`,
      `Criterion "${id}": there is at least one condition.`,
    ),
  ];
}

const factOf = (condition: Condition): string =>
  condition.type === 'check'
    ? `check ${condition.check}`
    : condition.type === 'share'
      ? `share ${condition.share}`
      : `count ${condition.count}`;

function conditionProblems(condition: Condition, at: string, id: string): CriteriaProblem[] {
  if (condition.type === 'check') return knownProblems(CHECKS, condition.check, `${at}/check`);
  if (condition.type === 'share') {
    return [
      ...knownProblems(SHARES, condition.share, `${at}/share`),
      ...directionProblems(condition, condition.share, at, id),
      ...wholeProblems(condition, condition.share, at, id),
    ];
  }
  return [
    ...knownProblems(COUNTS, condition.count, `${at}/count`),
    ...directionProblems(condition, condition.count, at, id),
  ];
}

function directionProblems(limit: Limit, fact: Share | Count, at: string, id: string): CriteriaProblem[] {
  if (NEUTRAL.has(fact) || WORSE.has(fact) === 'atMost' in limit) return [];
  const worse = WORSE.has(fact);
  return [
    problem(
      at,
      'condition-for-good',
      `Tiêu chí "${id}": dữ kiện "${fact}" càng nhiều càng ${worse ? 'kém, nên ghi "atMost"' : 'tốt, nên ghi "atLeast" hoặc "above"'}.`,
      `Criterion "${id}": of "${fact}" more is ${worse ? 'worse: say "atMost"' : 'better: say "atLeast" or "above"'}.`,
    ),
  ];
}

function bestProblems(best: number, max: number, at: string, id: string): CriteriaProblem[] {
  if (best === max) return [];
  const [a, b] = [pointsInWords(best), pointsInWords(max)];
  return [
    problem(
      at,
      'most-reachable',
      `Tiêu chí "${id}": quy tắc cho nhiều nhất ${a.vi} điểm, khác điểm tối đa (max) ${b.vi}. Hãy sửa điểm trong quy tắc hoặc max.`,
      `Criterion "${id}": the most that the rule can bring is ${a.en}, not the ${b.en} points that "max" says. Correct the rule's points or "max".`,
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
    const worse = COUNTS.filter((one) => WORSE.has(one)).join(', ');
    found.push(
      problem(
        `${at}/count`,
        'deduction-of-worse',
        `Tiêu chí "${id}": chỉ trừ điểm theo dữ kiện càng nhiều càng kém: ${worse}. Với "${count}" hãy dùng các mức (count-bands).`,
        `Criterion "${id}": points are deducted only for what is worse the more of it there is: ${worse}. For "${count}" use count-bands.`,
      ),
    );
  }
  if (!isPoints(per) || per === 0) {
    found.push(
      problem(
        `${at}/per`,
        'deduction-positive',
        `Tiêu chí "${id}": số điểm trừ (per) phải lớn hơn 0, bằng phần trăm điểm: trừ 2,5 điểm ghi là 250.`,
        `Criterion "${id}": what is deducted (per) must be above 0, in hundredths: 2.5 points are written 250.`,
      ),
    );
  }
  return found;
}
