import type * as z from 'zod';
import type { explanation } from '../../shared/contracts/scorecard.ts';
import type { Contribution } from '../../shared/domain/contribution.ts';
import type { ExplainedValue, Explanation } from '../../shared/domain/explanation.ts';
import type { LiveRow } from '../../shared/domain/scorecard.ts';

type ExplanationAnswer = z.output<typeof explanation>;

function valueToWire(value: ExplainedValue): ExplanationAnswer['criteria'][number]['value'] {
  if (value.type === 'checklist') return { ...value, checks: value.checks.map((check) => ({ ...check })) };
  if (value.type !== 'conditions') return { ...value };
  return { ...value, conditions: value.conditions.map((condition) => ({ ...condition })) };
}

/** The domain's explanation as it goes over the wire: a month is a `period` there. */
export const explanationToWire = ({ month: period, ...rest }: Explanation): ExplanationAnswer => ({
  ...rest,
  period,
  subtree: [],
  children: [],
  gatesFailed: [...rest.gatesFailed],
  groups: rest.groups.map((group) => ({ ...group })),
  criteria: rest.criteria.map((criterion) => ({ ...criterion, value: valueToWire(criterion.value) })),
  gates: rest.gates.map((gate) => ({
    ...gate,
    fullPointsIn: [...gate.fullPointsIn],
    missing: [...gate.missing],
  })),
  raises: rest.raises.map((raise) => ({ ...raise, criteria: [...raise.criteria] })),
  events: rest.events.map((event) => ({ ...event })),
});

/** A committee's points are the mean of what is below it: which parts make it, and how each criterion goes there. */
export const committeeToWire = (
  own: Explanation,
  { status, points, grade, criterionSums }: Pick<LiveRow, 'status' | 'points' | 'grade' | 'criterionSums'>,
  parts: readonly Contribution[],
): ExplanationAnswer => ({
  ...explanationToWire(own),
  status,
  points,
  grade,
  subtree: criterionSums.map((sum) => ({ ...sum })),
  children: parts.map((part) => ({ ...part })),
});
