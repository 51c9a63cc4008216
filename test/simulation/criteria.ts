/** Three small criteria sets for the simulation, as the engine's data and, for the recount, in plain words. */
import type { CriteriaSet } from '../../shared/domain/criteria/criteria.ts';
import type { PlanRow } from '../../shared/domain/roster/plan.ts';
import type { CriteriaSets } from '../../shared/ports/criteria-sets.ts';
import type { Scorer } from '../support/recount.ts';

/** In which a superior's score decides on the minutes, else the cell's own. */
const BY_SUPERIOR = 3;

const words = (text: string) => ({ vi: text, en: text });

/** Opinions from 10 on bring 60 points, from 5 on 30; complete minutes bring the rest, or what a superior says. */
const criteriaSet = (revision: number, minutesPoints: number): CriteriaSet => ({
  id: 'simulated',
  revision,
  title: words('Simulated'),
  source: words('This test'),
  total: 6000 + minutesPoints,
  groups: [{ id: 'all', title: words('All'), points: 6000 + minutesPoints }],
  criteria: [
    {
      id: 'opinions',
      group: 'all',
      title: words('Opinions'),
      max: 6000,
      decidedBy: 'facts',
      rule: {
        type: 'count-bands',
        count: 'opinions',
        bands: [
          { atLeast: 10, points: 6000 },
          { atLeast: 5, points: 3000 },
        ],
      },
      whenUnknown: 'ungraded',
    },
    {
      id: 'minutes',
      group: 'all',
      title: words('Minutes'),
      max: minutesPoints,
      decidedBy: revision === BY_SUPERIOR ? 'superior-else-self' : 'facts',
      rule: { type: 'checklist', checks: [{ check: 'minutesComplete', points: minutesPoints }] },
      whenUnknown: 'ungraded',
    },
  ],
  thresholds: [
    { grade: 'tot', atLeast: 9000 },
    { grade: 'kha', atLeast: 7000 },
    { grade: 'kem', atLeast: 0 },
  ],
  gates: [],
});

const MINUTES_POINTS: Readonly<Record<number, number>> = { 1: 4000, 2: 1000, 3: 4000 };

export const simulatedSets: CriteriaSets = async ({ revision }) =>
  criteriaSet(revision, MINUTES_POINTS[revision] ?? 0);

const gradeOf = (points: number) => (points >= 9000 ? 'tot' : points >= 7000 ? 'kha' : 'kem');

export const simulatedScorer: Scorer = {
  score: ({ discussion, minutesComplete, selfScore }, plan: PlanRow, superior) => {
    const { revision } = plan.criteriaSet;
    const most = MINUTES_POINTS[revision] ?? 0;
    const { opinions } = discussion;
    const forOpinions = opinions === null ? null : opinions >= 10 ? 6000 : opinions >= 5 ? 3000 : 0;
    const said = superior.minutes ?? selfScore?.minutes ?? null;
    const byFacts = minutesComplete === null ? null : minutesComplete ? most : 0;
    const forMinutes = revision === BY_SUPERIOR ? said && Math.min(said, most) : byFacts;
    const points = forOpinions === null || forMinutes === null ? null : forOpinions + forMinutes;
    return {
      points,
      grade: points === null ? null : gradeOf(points),
      criteria: [
        { id: 'opinions', points: forOpinions, max: 6000 },
        { id: 'minutes', points: forMinutes, max: most },
      ],
    };
  },
  gradeOf,
};
