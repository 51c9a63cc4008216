/**
 * The stored form of a row of Scorecards: one cell's row within 1 KB, so that a fold's put costs one write
 * unit. Lists are positional; watermark and fold version keep their names because conditions name them.
 */
import * as z from 'zod';
import type { CriterionScore, CriterionSum } from '../../domain/criteria/criterion-score.ts';
import { GRADES, type Grade } from '../../domain/criteria/grade.ts';
import { fromArray, MEASURES, toArray } from '../../domain/criteria/measures.ts';
import { MEETS } from '../../domain/roster/organization.ts';
import type { DutyOfMonth, MonthBasis } from '../../domain/scorecards/month-basis.ts';
import type { LiveRow, Profile, ScoreRow } from '../../domain/scorecards/scorecard.ts';
import type { Since } from '../../domain/scorecards/since.ts';
import { count, instant, kind, localDate, ordinal, organizationId, unit } from './field-schemas.ts';
import { flat } from './flat-list.ts';
import { rowKey, rowKeyParts } from './keys.ts';
import { keyOf, parseItem } from './parse.ts';
import type { Item } from './requests.ts';
import { decodeHandedOn, encodeHandedOn, handedOnFields } from './stored-handed-on.ts';

const points = count.nullable();

/** name, kind, unit, due, id and revision of the criteria set */
const profile = z.tuple([z.string(), kind, unit, instant, z.string(), ordinal]).transform(
  ([name, kindOf, unitOf, dueAt, id, revision]): Profile => ({
    name,
    kind: kindOf,
    unit: unitOf,
    dueAt,
    criteriaSet: { id, revision },
  }),
);

/** id, points, max, self, superior, known */
const criterion = z.tuple([z.string(), points, count, points, points, z.boolean()]);
const CRITERION_FIELDS = 6;

/** set (null: that of the one before), id, graded, sum of points, meetings with full points */
const criterionSum = z.tuple([z.string().nullable(), z.string(), count, count, count]);
const CRITERION_SUM_FIELDS = 5;

/** Flags in the order of their bits. */
const FLAGS = [
  'expected',
  'thematicOwed',
  'hasCommittee',
  'handbook',
  'duePassed',
  'thematicBefore',
] as const;
const bits = (set: readonly boolean[]): number => set.reduce((sum, on, i) => sum + (on ? 2 ** i : 0), 0);
const isSet = (stored: number, bit: number): boolean => Math.floor(stored / 2 ** bit) % 2 === 1;
const CALENDAR = Array.from({ length: 12 }, (_, i) => i + 1);

/** How many of each grade, as digits, the first of GRADES the lowest: eleven earlier months are below the base. */
const BASE = 12;
const packGrades = (grades: readonly Grade[]): number =>
  grades.reduce((sum, grade) => sum + BASE ** GRADES.indexOf(grade), 0);
const unpackGrades = (packed: number): Grade[] =>
  GRADES.flatMap((grade, i) => Array<Grade>(Math.floor(packed / BASE ** i) % BASE).fill(grade));

/** id, by, office, whether done before */
const duty = z.tuple([z.string(), organizationId, z.string(), z.boolean()]);
const DUTY_FIELDS = 4;

/** Findings left by earlier months (open, overdue); duties due; revisions of what is neither meeting nor inspection. */
const besides = z.object({
  left: z.tuple([count, count]).optional(),
  duties: flat(duty, DUTY_FIELDS).optional(),
  others: ordinal.optional(),
});

const toDuty = ([id, by, office, doneBefore]: z.infer<typeof duty>): DutyOfMonth => ({
  id,
  by,
  office,
  doneBefore,
});

/**
 * meets, flags, day rule (week and weekday, 0: none), months owed, months held; if there are any, grades before; key
 * and revision of each withdrawn record; if there is anything, what is told besides meetings
 */
const basis = z
  .tuple([z.enum(MEETS), count, count, count, count], z.union([z.string(), ordinal, besides]))
  .transform(([meets, flags, day, owed, held, ...rest]): MonthBasis => {
    const told = rest.find((part) => typeof part === 'object');
    const flatRest = rest.filter((part) => typeof part !== 'object');
    const [graded, withdrawn] =
      typeof flatRest[0] === 'number' ? [flatRest[0], flatRest.slice(1)] : [0, flatRest];
    const flag = (name: (typeof FLAGS)[number]): boolean => isSet(flags, FLAGS.indexOf(name));
    return {
      meets,
      expected: flag('expected'),
      thematicOwed: flag('thematicOwed'),
      hasCommittee: flag('hasCommittee'),
      handbook: flag('handbook'),
      duePassed: flag('duePassed'),
      thematicBefore: flag('thematicBefore'),
      ...(graded === 0 ? {} : { gradedBefore: unpackGrades(graded) }),
      dayRule: day === 0 ? null : { week: Math.floor(day / 10), weekday: day % 10 },
      owedBefore: CALENDAR.filter((month) => isSet(owed, month)),
      heldBefore: CALENDAR.filter((month) => isSet(held, month)),
      withdrawn: withdrawn.flatMap((key, i) =>
        i % 2 === 0 ? [{ key: String(key), revision: Number(withdrawn[i + 1]) }] : [],
      ),
      ...(told?.left === undefined ? {} : { findingsBefore: { open: told.left[0], overdue: told.left[1] } }),
      ...(told?.duties === undefined ? {} : { duties: told.duties.map(toDuty) }),
      ...(told?.others === undefined ? {} : { otherRevisions: told.others }),
    };
  });

const flag = z.discriminatedUnion('code', [
  z.object({ code: z.literal('same-counts'), since: instant, running: ordinal }),
  z.object({ code: z.literal('always-full'), since: instant, running: ordinal }),
  z.object({
    code: z.literal('self-far-from-facts'),
    since: instant,
    self: count,
    counted: count,
    max: count,
  }),
]);

const since = z
  .tuple([instant.nullable(), instant.nullable(), instant.nullable(), instant.nullable()])
  .transform(
    ([offSchedule, returned, amendBy, remedyBy]): Since => ({
      offSchedule,
      returned,
      amendBy,
      remedyBy,
    }),
  );

const liveRow = z.object({
  v: z.literal(1),
  watermark: ordinal,
  foldVersion: ordinal,
  asOf: instant,
  profile,
  basis: basis.nullish().transform((stored) => stored ?? null),
  status: z.enum(['exempt', 'reported', 'late', 'awaiting', 'overdue', 'withdrawn']),
  measures: z.array(count).max(MEASURES.length),
  // Lists that are left out are empty.
  criteria: flat(criterion, CRITERION_FIELDS).default([]),
  criterionSums: flat(criterionSum, CRITERION_SUM_FIELDS).default([]),
  points,
  grade: z.enum(['tot', 'kha', 'trung-binh', 'kem', 'dat', 'khong-dat']).nullable(),
  gatesFailed: z.array(z.string()).default([]),
  /** day, hour, theme */
  planned: z
    .tuple([localDate, z.string().nullable(), z.string().nullable()])
    .transform(([plannedOn, plannedAt, theme]) => ({ plannedOn, plannedAt, theme }))
    .optional(),
  flags: z.array(flag).optional(),
  since: since.optional(),
  flagged: ordinal.optional(),
  remedyBy: instant.optional(),
  mixed: z.literal(true).optional(),
  ...handedOnFields,
});

const tombstone = z.object({
  v: z.literal(1),
  watermark: ordinal,
  foldVersion: ordinal,
  asOf: instant,
  tombstone: z.literal(true),
});

const toCriterion = ([id, given, max, self, superior, known]: z.infer<typeof criterion>): CriterionScore => ({
  id,
  points: given,
  max,
  self,
  superior,
  known,
});

function toCriterionSums(stored: readonly z.infer<typeof criterionSum>[]): CriterionSum[] {
  let set = '';
  return stored.map(([named, id, graded, pointsSum, fullPoints]) => {
    set = named ?? set;
    return { set, id, graded, pointsSum, fullPoints };
  });
}

/** @throws MalformedItemError, MalformedKeyError */
export function decodeRow(item: Item): ScoreRow {
  const key = rowKeyParts(keyOf(item));
  if (item.tombstone === true) {
    const { v: _, ...row } = parseItem('tombstone', tombstone, item);
    return { ...key, ...row };
  }
  const stored = parseItem('score row', liveRow, item);
  const { v: _, planned, flags, since: times, flagged, remedyBy, mixed, runs, findings, ...row } = stored;
  const handedOn = decodeHandedOn({ runs, findings });
  return {
    ...key,
    ...row,
    ...(planned === undefined ? {} : { planned }),
    ...(flags === undefined ? {} : { flags }),
    ...(times === undefined ? {} : { since: times }),
    ...(flagged === undefined ? {} : { flagged }),
    ...(remedyBy === undefined ? {} : { remedyBy }),
    ...(mixed === undefined ? {} : { mixedSheets: mixed }),
    ...(handedOn === undefined ? {} : { handedOn }),
    tombstone: false,
    measures: toArray(fromArray(row.measures)),
    criteria: row.criteria.map(toCriterion),
    criterionSums: toCriterionSums(row.criterionSums),
  };
}

export function encodeRow(row: ScoreRow): Item {
  const { watermark, foldVersion, asOf } = row;
  const head = { ...rowKey(row), v: 1, watermark, foldVersion, asOf };
  return row.tombstone ? { ...head, tombstone: true } : { ...head, ...encodeLive(row) };
}

function encodeLive(row: LiveRow): Item {
  const { name, kind: kindOf, unit: unitOf, dueAt, criteriaSet } = row.profile;
  return {
    profile: [name, kindOf, unitOf, dueAt, criteriaSet.id, criteriaSet.revision],
    ...(row.basis === null ? {} : { basis: encodeBasis(row.basis) }),
    status: row.status,
    measures: [...row.measures],
    ...unlessEmpty(
      'criteria',
      row.criteria.flatMap((c) => [c.id, c.points, c.max, c.self, c.superior, c.known]),
    ),
    ...unlessEmpty(
      'criterionSums',
      row.criterionSums.flatMap((c, i, all) => [
        c.set === all[i - 1]?.set ? null : c.set,
        c.id,
        c.graded,
        c.pointsSum,
        c.fullPoints,
      ]),
    ),
    points: row.points,
    grade: row.grade,
    ...unlessEmpty('gatesFailed', [...row.gatesFailed]),
    ...(row.planned === undefined
      ? {}
      : { planned: [row.planned.plannedOn, row.planned.plannedAt, row.planned.theme] }),
    ...(row.flags === undefined ? {} : { flags: row.flags.map((one) => ({ ...one })) }),
    ...(row.since === undefined ? {} : { since: encodeSince(row.since) }),
    ...(row.flagged === undefined ? {} : { flagged: row.flagged }),
    ...(row.remedyBy === undefined ? {} : { remedyBy: row.remedyBy }),
    ...(row.mixedSheets === undefined ? {} : { mixed: row.mixedSheets }),
    ...(row.handedOn === undefined ? {} : encodeHandedOn(row.handedOn)),
  };
}

const unlessEmpty = (name: string, list: readonly unknown[]): Item =>
  list.length === 0 ? {} : { [name]: list };

const encodeSince = ({ offSchedule, returned, amendBy, remedyBy }: Since): unknown[] => [
  offSchedule,
  returned,
  amendBy,
  remedyBy,
];

const encodeBasis = (of: MonthBasis): unknown[] => [
  of.meets,
  bits(FLAGS.map((name) => of[name])),
  of.dayRule === null ? 0 : of.dayRule.week * 10 + of.dayRule.weekday,
  bits([false, ...CALENDAR.map((month) => of.owedBefore.includes(month))]),
  bits([false, ...CALENDAR.map((month) => of.heldBefore.includes(month))]),
  ...(of.gradedBefore === undefined ? [] : [packGrades(of.gradedBefore)]),
  ...of.withdrawn.flatMap(({ key, revision }) => [key, revision]),
  ...((of.findingsBefore ?? of.duties ?? of.otherRevisions) === undefined ? [] : [encodeBesides(of)]),
];

const encodeBesides = ({ findingsBefore: left, duties, otherRevisions }: MonthBasis): Item => ({
  ...(left === undefined ? {} : { left: [left.open, left.overdue] }),
  ...(duties === undefined
    ? {}
    : { duties: duties.flatMap(({ id, by, office, doneBefore }) => [id, by, office, doneBefore]) }),
  ...(otherRevisions === undefined ? {} : { others: otherRevisions }),
});
