/** What a criteria set must be before anything is scored by it: its form, and that its parts add up. */
import * as z from 'zod';
import { CHECKS, COUNTS, type CriteriaSet, type Rule, SHARES } from '../../domain/criteria.ts';

const id = z.string().regex(/^[a-z0-9-]{1,40}$/);
const points = z.int().nonnegative();
const bilingual = z.strictObject({ vi: z.string().min(1), en: z.string().min(1) });
const grade = z.enum(['tot', 'kha', 'trung-binh', 'kem', 'dat', 'khong-dat']);
const whenEmpty = z.enum(['full', 'zero', 'unknown']);
const bands = z.array(z.strictObject({ atLeast: z.int().nonnegative(), points })).min(1);

const rule = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('share-bands'), share: z.enum(SHARES), bands, whenEmpty }),
  z.strictObject({ type: z.literal('count-bands'), count: z.enum(COUNTS), bands }),
  z.strictObject({ type: z.literal('share-linear'), share: z.enum(SHARES), whenEmpty }),
  z.strictObject({
    type: z.literal('checklist'),
    checks: z.array(z.strictObject({ check: z.enum(CHECKS), points })).min(1),
  }),
  z.strictObject({ type: z.literal('deduction'), count: z.enum(COUNTS), per: z.int().positive() }),
  z.strictObject({ type: z.literal('self') }),
]);

const form = z.strictObject({
  id,
  revision: z.int().positive(),
  title: bilingual,
  source: bilingual,
  total: points,
  groups: z.array(z.strictObject({ id, title: bilingual, points })).min(1),
  criteria: z
    .array(
      z.strictObject({
        id,
        group: id,
        title: bilingual,
        max: points,
        decidedBy: z.enum(['facts', 'self', 'superior-else-self']),
        rule,
        whenUnknown: z.enum(['ungraded', 'self', 'zero']),
      }),
    )
    .min(1),
  thresholds: z.array(z.strictObject({ grade, atLeast: points })).min(1),
  gates: z.array(z.strictObject({ grade, fullPointsIn: z.array(id).min(1), otherwise: grade })),
});

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
const falls = (numbers: readonly number[]): boolean =>
  numbers.every((number, i) => i === 0 || number < (numbers[i - 1] ?? 0));
const isRepeated = (value: string, i: number, all: readonly string[]): boolean => all.indexOf(value) !== i;

/** The most that a rule can give; null where it is the criterion's own maximum. */
function best(given: Rule): number | null {
  if (given.type === 'share-bands' || given.type === 'count-bands') return given.bands[0]?.points ?? 0;
  return given.type === 'checklist' ? sum(given.checks.map((check) => check.points)) : null;
}

function* flawsOfCriteria(set: CriteriaSet): Generator<string> {
  const ids = set.criteria.map((criterion) => criterion.id);
  for (const twice of ids.filter(isRepeated)) yield `criterion ${twice} stands twice`;
  for (const criterion of set.criteria) {
    const most = best(criterion.rule);
    if (most !== null && most !== criterion.max)
      yield `criterion ${criterion.id} gives ${most} at best, not its ${criterion.max}`;
    if ('bands' in criterion.rule && !falls(criterion.rule.bands.map(({ atLeast }) => atLeast)))
      yield `bands of ${criterion.id} do not fall`;
    if (!set.groups.some((group) => group.id === criterion.group))
      yield `criterion ${criterion.id} is in no group`;
  }
  for (const group of set.groups) {
    const given = sum(set.criteria.filter((c) => c.group === group.id).map(({ max }) => max));
    if (given !== group.points) yield `group ${group.id} adds up to ${given}, not ${group.points}`;
  }
  const total = sum(set.criteria.map(({ max }) => max));
  if (total !== set.total) yield `criteria add up to ${total}, not ${set.total}`;
}

function* flawsOfGrades(set: CriteriaSet): Generator<string> {
  const grades = set.thresholds.map((threshold) => threshold.grade);
  for (const twice of grades.filter(isRepeated)) yield `grade ${twice} has two thresholds`;
  if (!falls(set.thresholds.map(({ atLeast }) => atLeast))) yield 'thresholds do not fall';
  if (set.thresholds.at(-1)?.atLeast !== 0) yield 'the last threshold is not 0';
  for (const gate of set.gates) {
    if (grades.indexOf(gate.otherwise) <= grades.indexOf(gate.grade) || !grades.includes(gate.grade))
      yield `gate of ${gate.grade} does not lead to a lower grade`;
    for (const named of gate.fullPointsIn)
      if (!set.criteria.some((criterion) => criterion.id === named))
        yield `a gate names no criterion: ${named}`;
  }
}

/** Parses a criteria set, refusing one that is well-formed but does not add up. */
export const criteriaSetSchema: z.ZodType<CriteriaSet> = form.superRefine((set, context) => {
  for (const message of [...flawsOfCriteria(set), ...flawsOfGrades(set)])
    context.addIssue({ code: 'custom', message: `${set.id}/${set.revision}: ${message}` });
});
