/** Arbitrary sheets that every check of a criteria set accepts (but for grades out of reach), and better meetings. */
import fc from 'fast-check';
import {
  type Band,
  type Condition,
  type Criterion,
  MET_POINTS,
  type Rule,
  type Sheet,
} from '../../../shared/domain/criteria/criteria.ts';
import type { MeetingRecord } from '../../../shared/domain/events/meeting.ts';
import { CHECKS, COUNTS, SHARES } from '../../../shared/domain/events/meeting-facts.ts';

const words = { vi: 'x', en: 'x' };

const WORSE: readonly string[] = ['unexcused', 'absentUnexcused', 'repeatedAbsences'];
const share = fc.constantFrom(...SHARES);
const count = fc.constantFrom(...COUNTS);
/** Where more is neither better nor worse, no rule is monotone. */
const judgedCount = fc.constantFrom(...COUNTS.filter((name) => name !== 'exempt'));
const max = fc.integer({ min: 1, max: 1500 });

/** A lower bound of a share where more is better: basis points up to 1 % would be taken for a percentage. */
const shareBound = (most: number): fc.Arbitrary<number> =>
  fc.integer({ min: 100, max: most }).map((bound) => (bound === 100 ? 0 : bound));

/** Bands in order, bringing at most `most`; where more is worse, points rise as bounds fall, down to 0. */
const bandsUpTo = (
  most: number,
  top: number,
  worse: boolean,
  bound = fc.integer({ min: worse ? 1 : 0, max: top }),
): fc.Arbitrary<Band[]> =>
  fc
    .tuple(
      fc.uniqueArray(bound, { minLength: 1, maxLength: 4 }),
      fc.array(fc.integer({ min: 0, max: most }), { minLength: 4, maxLength: 4 }),
      fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    )
    .map(([values, points, strict]) => {
      const falling = points.slice(0, values.length - 1).toSorted((a, b) => b - a);
      const brought = worse ? [...falling.toReversed(), most] : [most, ...falling];
      const bounds = worse ? [...values.slice(1), 0] : values;
      return bounds
        .toSorted((a, b) => b - a)
        .map((value, i) => ({
          ...(strict[i] === true && value > 0 && value < top ? { above: value } : { atLeast: value }),
          points: brought[i] ?? 0,
        }));
    });

/** A bound that meetings lie on both sides of: what is bad is rare. */
const boundOf = (of: string, most: number): fc.Arbitrary<number> =>
  fc.integer({ min: 0, max: WORSE.includes(of) ? Math.ceil(most / 15) : most });

const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.constantFrom(...CHECKS).map((check) => ({ type: 'check' as const, check })),
  share.chain((of) =>
    fc
      .tuple(
        WORSE.includes(of) ? boundOf(of, 9999) : shareBound(9999),
        fc.boolean(),
        fc.constantFrom('holds', 'fails', 'unknown'),
      )
      .map(([value, strict, whenEmpty]) => ({
        type: 'share' as const,
        share: of,
        whenEmpty,
        ...(WORSE.includes(of) ? { atMost: value } : strict ? { above: value } : { atLeast: value }),
      })),
  ),
  count.chain((of) =>
    fc.tuple(boundOf(of, 60), fc.boolean()).map(([value, strict]) => ({
      type: 'count' as const,
      count: of,
      ...(WORSE.includes(of) ? { atMost: value } : strict ? { above: value } : { atLeast: value }),
    })),
  ),
);

const factOf = (of: Condition) =>
  of.type === 'check' ? of.check : of.type === 'share' ? `share ${of.share}` : `count ${of.count}`;

const rule = (most: number): fc.Arbitrary<Rule> => {
  const whenEmpty = fc.constantFrom('full', 'zero', 'unknown');
  return fc.oneof(
    share.chain((of) =>
      fc.record({
        type: fc.constant('share-bands' as const),
        share: fc.constant(of),
        bands: WORSE.includes(of)
          ? bandsUpTo(most, 10_000, true)
          : bandsUpTo(most, 10_000, false, shareBound(10_000)),
        whenEmpty,
      }),
    ),
    judgedCount.chain((of) =>
      fc.record({
        type: fc.constant('count-bands' as const),
        count: fc.constant(of),
        bands: bandsUpTo(most, of === 'minutesHeld' ? 200 : 12, WORSE.includes(of)),
      }),
    ),
    fc.record({
      type: fc.constant('share-linear' as const),
      share: fc.constantFrom(...SHARES.filter((name) => !WORSE.includes(name))),
      whenEmpty,
    }),
    fc.uniqueArray(fc.constantFrom(...CHECKS), { minLength: 1, maxLength: 5 }).map((checks): Rule => {
      const each = Math.floor(most / checks.length);
      const points = (i: number) => (i === 0 ? most - each * (checks.length - 1) : each);
      return { type: 'checklist', checks: checks.map((check, i) => ({ check, points: points(i) })) };
    }),
    fc.record({
      type: fc.constant('all' as const),
      conditions: fc.uniqueArray(condition, { minLength: 1, maxLength: 4, selector: factOf }),
    }),
    fc.record({
      type: fc.constant('deduction' as const),
      count: fc.constantFrom('absentUnexcused', 'repeatedAbsences'),
      per: fc.integer({ min: 1, max: 900 }),
    }),
  );
};

const criterion = (id: string): fc.Arbitrary<Criterion> => {
  const base = (most: number) => ({ id, group: 'all', title: words, max: most });
  return max.chain((most) =>
    fc.oneof(
      {
        weight: 4,
        arbitrary: fc.tuple(rule(most), fc.constantFrom('ungraded', 'self', 'zero')).map(
          ([one, whenUnknown]): Criterion => ({
            ...base(most),
            decidedBy: 'facts',
            rule: one,
            whenUnknown,
          }),
        ),
      },
      {
        weight: 1,
        arbitrary: fc
          .tuple(fc.constantFrom('self', 'superior-else-self'), fc.constantFrom('ungraded', 'zero'))
          .map(
            ([decidedBy, whenUnknown]): Criterion => ({
              ...base(most),
              decidedBy,
              rule: { type: 'self' },
              whenUnknown,
            }),
          ),
      },
    ),
  );
};

const GRADES = ['tot', 'kha', 'trung-binh', 'kem'] as const;

/** A sheet of one to seven criteria, four grades and up to three gates. */
export const anySheet: fc.Arbitrary<Sheet> = fc
  .integer({ min: 1, max: 7 })
  .chain((size) => fc.tuple(...Array.from({ length: size }, (_, i) => criterion(`c${i}`))))
  .chain((criteria) => {
    const total = criteria.reduce((sum, one) => sum + one.max, 0);
    const gate = fc
      .tuple(
        fc.constantFrom<[number, number]>([0, 1], [0, 2], [1, 2], [1, 3], [2, 3]),
        fc.uniqueArray(fc.constantFrom(...criteria.map(({ id }) => id)), { minLength: 1 }),
      )
      .map(([[from, to], fullPointsIn]) => ({
        grade: GRADES[from] ?? 'tot',
        otherwise: GRADES[to] ?? 'kem',
        fullPointsIn,
      }));
    return fc
      .tuple(
        fc.uniqueArray(fc.integer({ min: 1, max: total }), { minLength: 1, maxLength: 3 }),
        fc.array(gate, { maxLength: 3 }),
      )
      .map(([bounds, gates]): Sheet => {
        const [best = 0, ...below] = bounds.toSorted((a, b) => b - a);
        // A best grade from a hundredth of the total on would be taken for points in place of hundredths.
        const plausible = Math.max(best, Math.floor(total / 100) + 1);
        const thresholds = [plausible, ...below, 0].map((atLeast, i) => ({
          grade: GRADES[i] ?? 'kem',
          atLeast,
        }));
        const known = (grade: string) => thresholds.some((one) => one.grade === grade);
        return {
          total,
          groups: [{ id: 'all', title: words, points: total }],
          criteria,
          thresholds,
          gates: gates.filter((one) => known(one.grade) && known(one.otherwise)),
        };
      });
  });

/** A frame of one to seven criteria, each met or not. */
export const anyMetSheet: fc.Arbitrary<Sheet> = fc
  .array(
    fc.oneof(
      fc.record({
        rule: fc.record({
          type: fc.constant('all' as const),
          conditions: fc.uniqueArray(condition, { minLength: 1, maxLength: 4, selector: factOf }),
        }),
        decidedBy: fc.constant('facts' as const),
        whenUnknown: fc.constantFrom('ungraded', 'self', 'zero'),
      }),
      fc.record({
        rule: fc.constant({ type: 'self' as const }),
        decidedBy: fc.constantFrom('self', 'superior-else-self'),
        whenUnknown: fc.constantFrom('ungraded', 'zero'),
      }),
    ),
    { minLength: 1, maxLength: 7 },
  )
  .map((decided): Sheet => {
    const total = decided.length * MET_POINTS;
    return {
      scale: 'met',
      total,
      groups: [{ id: 'all', title: words, points: total }],
      criteria: decided.map((one, i) => ({
        id: `c${i}`,
        group: 'all',
        title: words,
        max: MET_POINTS,
        ...one,
      })),
      thresholds: [
        { grade: 'dat', atLeast: total },
        { grade: 'khong-dat', atLeast: 0 },
      ],
      gates: [],
    };
  });

/** The record with a self score for some of the criteria. */
export const withSelfScore = (record: MeetingRecord, { criteria }: Pick<Sheet, 'criteria'>) =>
  fc
    .tuple(
      ...criteria.map(({ id, max: most }) =>
        fc.option(fc.integer({ min: 0, max: most })).map((points) => [id, points] as const),
      ),
    )
    .map((scores): MeetingRecord => {
      const given = scores.flatMap(([id, points]) => (points === null ? [] : [[id, points] as const]));
      return { ...record, selfScore: Object.fromEntries(given) };
    });

type Improvement = (record: MeetingRecord) => MeetingRecord;

const truth = <Part extends Record<string, boolean | null>>(part: Part, pick: number): Part => {
  const keys = Object.keys(part);
  return { ...part, [keys[pick % keys.length] ?? '']: true };
};

/** One thing done better in a meeting whose facts are known, and nothing worse: a share rises with its parts. */
const improvements = (pick: number): readonly Improvement[] => [
  (r) => ({ ...r, preparation: truth(r.preparation, pick) }),
  (r) => ({ ...r, agenda: truth(r.agenda, pick) }),
  (r) => ({ ...r, stepsInOrder: true, minutesComplete: true }),
  // one more came, and spoke: of those present no smaller a part spoke
  (r) => {
    const { present, absentExcused, absentUnexcused } = r.members;
    if (absentExcused === 0) return r;
    return {
      ...r,
      members: { ...r.members, present: present + 1, absentExcused: absentExcused - 1, absentUnexcused },
      discussion: {
        ...r.discussion,
        speakers: (r.discussion.speakers ?? 0) + 1,
        opinions: (r.discussion.opinions ?? 0) + 1,
      },
    };
  },
  (r) => {
    const { absentExcused, absentUnexcused } = r.members;
    if (absentUnexcused === 0) return r;
    return {
      ...r,
      members: { ...r.members, absentExcused: absentExcused + 1, absentUnexcused: absentUnexcused - 1 },
    };
  },
  (r) => ({
    ...r,
    members: { ...r.members, repeatedAbsences: Math.max(0, (r.members.repeatedAbsences ?? 0) - 1) },
  }),
  (r) => ({ ...r, endedAt: r.endedAt < '23:30' ? '23:30' : r.endedAt }),
  (r) => ({
    ...r,
    discussion: {
      speakers: Math.min(r.members.present, (r.discussion.speakers ?? 0) + 1),
      opinions: (r.discussion.opinions ?? 0) + 1,
      proposals: (r.discussion.proposals ?? 0) + 1,
    },
  }),
  (r) => {
    const { tasksAssigned, tasksWithDeadline } = r.resolution;
    return {
      ...r,
      resolution: {
        ...r.resolution,
        tasksAssigned: (tasksAssigned ?? 0) + 1,
        tasksWithDeadline: (tasksWithDeadline ?? 0) + 1,
      },
    };
  },
  (r) => ({ ...r, resolution: { ...r.resolution, tasksWithDeadline: r.resolution.tasksAssigned } }),
  (r) => ({ ...r, resolution: { ...r.resolution, form: 'resolution' } }),
  (r) => ({ ...r, resolution: { ...r.resolution, workingAssigned: r.members.working } }),
  (r) => ({ ...r, previousResolution: { ...r.previousResolution, done: r.previousResolution.tasks } }),
];

/** The record, and the same with a few things done better. */
export const withImprovement = (record: MeetingRecord): fc.Arbitrary<[MeetingRecord, MeetingRecord]> =>
  fc
    .nat({ max: 999 })
    .chain((pick) =>
      fc
        .array(fc.constantFrom(...improvements(pick)), { minLength: 1, maxLength: 6 })
        .map((made): [MeetingRecord, MeetingRecord] => [
          record,
          made.reduce((better, improve) => improve(better), record),
        ]),
    );
