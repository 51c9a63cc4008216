import type * as z from 'zod';
import type { explanation } from '../../shared/contracts/scorecard.ts';
import { percentOfTotal, type SheetsUsed } from '../../shared/domain/criteria/sheets-used.ts';
import type { Period } from '../../shared/domain/period.ts';
import type { ExplainedValue, Explanation } from '../../shared/domain/scorecards/explanation.ts';
import type { PeriodExplanation } from '../../shared/domain/scorecards/period-explanation.ts';
import type { ExplainedYear } from '../../shared/domain/scorecards/year-explanation.ts';

type ExplanationAnswer = z.output<typeof explanation>;

function valueToWire(value: ExplainedValue): ExplanationAnswer['criteria'][number]['value'] {
  if (value.type === 'checklist') return { ...value, checks: value.checks.map((check) => ({ ...check })) };
  if (value.type !== 'conditions') return { ...value };
  return { ...value, conditions: value.conditions.map((condition) => ({ ...condition })) };
}

/** The part of it that the caller may read, and how many meetings or months are left out. */
type Shown<Part> = Part & { readonly elsewhere: number };
export type YearShown = Shown<ExplainedYear>;
export type SummedUp = Shown<PeriodExplanation>;

type Beside = {
  readonly period: Period;
  readonly year: YearShown | null;
  /** Of a committee and of a longer period; it decides on status, points and grade. */
  readonly summed: SummedUp | null;
};

/** The domain's explanation as it goes over the wire: a month is a `period` there. */
export const explanationToWire = (
  { month: _, ...rest }: Explanation,
  { period, year, summed }: Beside,
): ExplanationAnswer => ({
  ...rest,
  ...(summed === null
    ? sheetOfMonth(rest)
    : { status: summed.status, points: summed.points, grade: summed.grade, ...sheetsToWire(summed) }),
  period,
  rests: summed && { ...summed.rests },
  months: (summed?.months ?? []).map(({ month, ...figures }) => ({ period: month, ...figures })),
  monthsElsewhere: summed?.elsewhere ?? 0,
  subtree: (summed?.criterionSums ?? []).map((sum) => ({ ...sum })),
  children: (summed?.parts ?? []).map((part) => ({ ...part })),
  year: year && yearToWire(year),
  gatesFailed: [...rest.gatesFailed],
  groups: rest.groups.map((group) => ({ ...group })),
  criteria: rest.criteria.map((criterion) => ({ ...criterion, value: valueToWire(criterion.value) })),
  gates: rest.gates.map((gate) => ({
    ...gate,
    fullPointsIn: [...gate.fullPointsIn],
    missing: [...gate.missing],
  })),
  raises: (summed?.raised.ways ?? rest.raises).map((raise) => ({ ...raise, criteria: [...raise.criteria] })),
  raisesAll: summed?.raised.all ?? rest.raisesAll,
  nextGrade: summed?.raised.next ? { ...summed.raised.next } : null,
  events: rest.events.map((event) => ({ ...event })),
});

const sheetsToWire = ({ percentOfFull, scoredBy, mixedSheets }: SheetsUsed) => ({
  ...{ percentOfFull, mixedSheets },
  scoredBy: [...scoredBy],
});

/** A cell's month is scored by its own sheet alone. */
const sheetOfMonth = ({ points, criteria, criteriaSet }: Omit<Explanation, 'month'>) => ({
  percentOfFull:
    points === null
      ? null
      : percentOfTotal(
          points,
          criteria.reduce((total, { max }) => total + max, 0),
        ),
  scoredBy: points === null ? [] : [criteriaSet.id],
  mixedSheets: false,
});

const yearToWire = ({
  upTo,
  criteriaSet,
  grade,
  elsewhere,
  meetings,
  grades,
}: YearShown): ExplanationAnswer['year'] => ({
  ...{ upTo, grade, elsewhere, criteriaSet: { ...criteriaSet } },
  meetings: meetings.map(({ month: period, ...meeting }) => ({ period, ...meeting })),
  grades: grades.map(({ conditions, ...asked }) => ({
    ...asked,
    conditions: conditions.map((condition) => ({ ...condition })),
  })),
});
