/** Points that somebody gives by criterion: for criteria that the set in force has, and no more than they bring. */
import type { RuleViolation } from '../rule-violation.ts';

/** Criteria of the set in force, with their most points in hundredths. */
export type ScorableCriteria = readonly { readonly id: string; readonly max: number }[];

/**
 * @param field where the scores stand in what was sent, and the first word of the rules' names
 * @param scores hundredths by criterion id; null: nothing was scored
 */
export function scoreViolations(
  field: { readonly pointer: string; readonly rule: string },
  scores: Readonly<Record<string, number>> | null,
  criteria: ScorableCriteria,
): RuleViolation[] {
  const max = new Map(criteria.map((criterion) => [criterion.id, criterion.max]));
  return Object.entries(scores ?? {}).flatMap(([id, points]): RuleViolation[] => {
    const most = max.get(id);
    const pointer = `${field.pointer}/${id.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (most === undefined) {
      return [
        {
          pointer,
          rule: `${field.rule}-of-known-criterion`,
          vi: `Bộ tiêu chí đang áp dụng không có tiêu chí "${id}". Các tiêu chí: ${[...max.keys()].join(', ')}.`,
          en: `The criteria set in force has no criterion "${id}". Its criteria: ${[...max.keys()].join(', ')}.`,
        },
      ];
    }
    if (points <= most) return [];
    return [
      {
        pointer,
        rule: `${field.rule}-within-criterion`,
        vi: `Điểm không được lớn hơn điểm tối đa của tiêu chí (${most / 100}).`,
        en: `The score cannot exceed the criterion's ${most / 100} points.`,
      },
    ];
  });
}
