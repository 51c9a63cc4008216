/** Ways of scoring that look right and are wrong, each with the property that finds it. */
import type { Band, Sheet } from '../../../shared/domain/criteria/criteria.ts';
import { gradeFor } from '../../../shared/domain/criteria/scoring.ts';
import type { MeetingRecord } from '../../../shared/domain/events/meeting.ts';
import { honestScoring, type PropertyName, type Scoring } from './criteria-properties.ts';

/** Every fact that is not known taken for one that does not hold. */
function unknownAsFalse<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, fact]) => [
    name,
    fact === null ? false : unknownAsFalse(fact),
  ]);
  return Object.fromEntries(entries);
}

const withFalse = (record: MeetingRecord): MeetingRecord => ({
  ...record,
  preparation: unknownAsFalse(record.preparation),
  agenda: unknownAsFalse(record.agenda),
  stepsInOrder: record.stepsInOrder ?? false,
  minutesComplete: record.minutesComplete ?? false,
});

const withCriteria = (
  sheet: Sheet,
  change: (one: Sheet['criteria'][number]) => Sheet['criteria'][number],
) => ({
  ...sheet,
  criteria: sheet.criteria.map(change),
});

const turned = (bands: readonly Band[]): Band[] =>
  bands.map((band, i) => ({ ...band, points: bands.at(-1 - i)?.points ?? 0 }));

/** The honest score with other points for its criteria, added and graded again without gates. */
function repointed(
  sheet: Sheet,
  score: ReturnType<Scoring>,
  change: (one: ReturnType<Scoring>['criteria'][number], i: number) => number | null,
): ReturnType<Scoring> {
  const criteria = score.criteria.map((one, i) => ({ ...one, points: change(one, i) }));
  const unknown = criteria.some(({ points }) => points === null);
  const points = unknown ? null : criteria.reduce((sum, one) => sum + (one.points ?? 0), 0);
  return { criteria, points, grade: points === null ? null : gradeFor(sheet, points), gatesFailed: [] };
}

export const mistakes: readonly {
  readonly name: string;
  readonly found: PropertyName;
  readonly score: Scoring;
}[] = [
  {
    name: 'a float where a share is divided',
    found: 'whole points lie within each criterion, and their sum is the total, known or not',
    score: (sheet, record, ...rest) => {
      const honest = honestScoring(sheet, record, ...rest);
      return repointed(sheet, honest, (one, i) =>
        sheet.criteria[i]?.rule.type === 'share-linear' && one.points !== null
          ? one.points * (1 - Number.EPSILON)
          : one.points,
      );
    },
  },
  {
    name: 'unknown criteria left out of the sum',
    found: 'whole points lie within each criterion, and their sum is the total, known or not',
    score: (sheet, ...rest) => {
      const honest = honestScoring(sheet, ...rest);
      const points = honest.criteria.reduce((sum, one) => sum + (one.points ?? 0), 0);
      return { ...honest, points, grade: gradeFor(sheet, points) };
    },
  },
  {
    name: 'a gate that sets its other grade whatever the points reach',
    found: 'a gate raises no grade, and names what it asks for; a grade is one called reachable',
    score: (sheet, ...rest) => {
      const honest = honestScoring(sheet, ...rest);
      const short = honest.criteria.filter(({ points, max }) => points !== max).map(({ id }) => id);
      const [fails] = sheet.gates.filter(({ fullPointsIn }) => fullPointsIn.some((id) => short.includes(id)));
      return fails === undefined || honest.grade === null ? honest : { ...honest, grade: fails.otherwise };
    },
  },
  {
    name: 'gates left out',
    found: 'a gate raises no grade, and names what it asks for; a grade is one called reachable',
    score: (sheet, ...rest) => honestScoring({ ...sheet, gates: [] }, ...rest),
  },
  {
    name: 'the points of bands the wrong way round',
    found: 'a thing done better costs nothing',
    score: (sheet, ...rest) =>
      honestScoring(
        withCriteria(sheet, (one) =>
          'bands' in one.rule ? { ...one, rule: { ...one.rule, bands: turned(one.rule.bands) } } : one,
        ),
        ...rest,
      ),
  },
  {
    name: 'a most taken for a least',
    found: 'a thing done better costs nothing',
    score: (sheet, ...rest) =>
      honestScoring(
        withCriteria(sheet, (one) =>
          one.rule.type === 'all'
            ? {
                ...one,
                rule: {
                  ...one.rule,
                  conditions: one.rule.conditions.map((condition) => {
                    if (!('atMost' in condition)) return condition;
                    const { atMost, ...others } = condition;
                    return { ...others, atLeast: atMost };
                  }),
                },
              }
            : one,
        ),
        ...rest,
      ),
  },
  {
    name: 'an unknown fact taken for one that fails',
    found: 'what is known stays when an unknown fact is told, and what counted 0 loses nothing',
    score: (sheet, record, ...rest) => honestScoring(sheet, withFalse(record), ...rest),
  },
  {
    name: 'an unknown criterion that counts 0 whatever the set says',
    found: 'an unknown fact is not a fact that fails',
    score: (sheet, ...rest) => repointed(sheet, honestScoring(sheet, ...rest), (one) => one.points ?? 0),
  },
  {
    name: 'the mean of self and superior',
    found: 'the weightiest sheet of a superior decides what the set says, and nothing else',
    score: (sheet, ...rest) =>
      repointed(sheet, honestScoring(sheet, ...rest), (one, i) =>
        sheet.criteria[i]?.decidedBy === 'superior-else-self' && one.superior !== null && one.self !== null
          ? Math.round((one.points ?? 0) / 2 + Math.min(one.self, one.max) / 2)
          : one.points,
      ),
  },
  {
    name: 'a superior who decides what facts decide',
    found: 'the weightiest sheet of a superior decides what the set says, and nothing else',
    score: (sheet, ...rest) =>
      repointed(sheet, honestScoring(sheet, ...rest), (one) =>
        one.superior === null ? one.points : Math.min(one.superior, one.max),
      ),
  },
  {
    name: 'the inspection told last decides',
    found: 'inspections count the same in any order',
    score: (sheet, record, plan, inspections = [], review = null) =>
      honestScoring(sheet, record, plan, inspections.slice(-1), review),
  },
  {
    name: 'a deduction taken off once',
    found: 'each thing that is counted costs what the deduction says, down to nothing',
    score: (sheet, record, ...rest) => {
      const { absentUnexcused, repeatedAbsences } = record.members;
      const members = {
        ...record.members,
        absentUnexcused: Math.min(1, absentUnexcused),
        repeatedAbsences: Math.min(1, repeatedAbsences ?? 0),
      };
      return honestScoring(sheet, { ...record, members }, ...rest);
    },
  },
  {
    name: 'a frame met by most of its criteria',
    found: 'a frame is met only where each of its criteria is',
    score: (sheet, ...rest) => {
      const honest = honestScoring(sheet, ...rest);
      const most = sheet.scale === 'met' && honest.points !== null && honest.points * 2 >= sheet.total;
      return most ? { ...honest, grade: 'dat' } : honest;
    },
  },
];
