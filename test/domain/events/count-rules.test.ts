/** Counts are refused exactly where no people can be found that they would count. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countViolations } from '../../../shared/domain/events/count-rules.ts';
import { meetingRecord } from '../../support/records.ts';

const MOST = 4;
const count = fc.integer({ min: 0, max: MOST + 1 });
const known = fc.option(count, { freq: 5 });

const size = (people: number): number => people.toString(2).replaceAll('0', '').length;
const fits = (people: number, counted: number | null) => counted === null || size(people) === counted;

type Counts = {
  readonly total: number;
  readonly temporaryIn: number;
  readonly official: number | null;
  readonly working: number | null;
  readonly membersAssigned: number | null;
  readonly workingAssigned: number | null;
};

/** Tries every set of people: whom the counts would have official, working, and given a task. */
function canBe({ total, temporaryIn, official, working, membersAssigned, workingAssigned }: Counts): boolean {
  const groups = Array.from({ length: 2 ** (total + temporaryIn) }, (_, people) => people);
  return (
    groups.some((people) => fits(people, official)) &&
    groups.some(
      (atWork) =>
        fits(atWork, working) &&
        groups.some(
          (assigned) => fits(assigned, membersAssigned) && fits(assigned & atWork, workingAssigned),
        ),
    )
  );
}

it('refuses who is official, working or given a task exactly where there are no such people', () => {
  const seen = { refused: 0, accepted: 0 };
  fc.assert(
    fc.property(
      fc.record({
        total: fc.integer({ min: 0, max: MOST }),
        temporaryIn: fc.integer({ min: 0, max: 1 }),
        ...{ official: known, working: known, membersAssigned: known, workingAssigned: known },
      }),
      (counts) => {
        const { total, temporaryIn, official, working, membersAssigned, workingAssigned } = counts;
        const record = meetingRecord({
          members: { total, temporaryIn, official, working, repeatedAbsences: null },
          resolution: { votesFor: 0, votesAgainst: 0, abstained: 0, membersAssigned, workingAssigned },
        });
        const isRefused = countViolations(record).length > 0;
        seen[isRefused ? 'refused' : 'accepted'] += 1;
        expect(isRefused).toBe(!canBe(counts));
      },
    ),
    { numRuns: 500 },
  );
  expect(Math.min(seen.refused, seen.accepted)).toBeGreaterThan(50);
});

it('takes who is exempt, absent or here for a time only for people who may be given a task', () => {
  const members = { total: 3, exempt: 2, temporaryOut: 1, temporaryIn: 1, present: 1, absentExcused: 0 };
  const record = meetingRecord({
    members: { ...members, official: 4, working: 4 },
    discussion: { speakers: 1 },
    resolution: { votesFor: 1, membersAssigned: 4, workingAssigned: 4 },
  });
  expect(countViolations(record)).toEqual([]);
});

it('says of every refusal both figures, in both languages', () => {
  const record = meetingRecord({
    members: { official: 30, working: 31, repeatedAbsences: 3 },
    discussion: { speakers: 20 },
    resolution: { votesFor: 32, tasksWithDeadline: 6, membersAssigned: 45, workingAssigned: 46 },
    previousResolution: { done: 5 },
  });
  const said = countViolations(record).map(({ rule, vi, en }) => [rule, vi.match(/\d+/g), en.match(/\d+/g)]);
  expect(said).toEqual(
    [
      ['official-within-members', '30', '24'],
      ['working-within-members', '31', '24'],
      ['repeated-within-excused', '3', '2'],
      ['speakers-within-present', '20', '19'],
      ['votes-within-present', '32', '19'],
      ['votes-within-official', '32', '30'],
      ['deadlines-within-tasks', '6', '5'],
      ['assigned-within-members', '45', '24'],
      ['working-assigned-within-working', '46', '31'],
      ['working-assigned-within-assigned', '46', '45'],
      ['done-within-tasks', '5', '4'],
    ].map(([rule, ...figures]) => [rule, expect.arrayContaining(figures), expect.arrayContaining(figures)]),
  );
});
