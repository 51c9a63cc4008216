/** Builders of valid rows of Scorecards: a typical graded cell and a typical committee of October 2026. */
import type { CriterionScore } from '../../shared/domain/criteria/criterion-score.ts';
import { MEASURES } from '../../shared/domain/criteria/measures.ts';
import { defaultDueAt } from '../../shared/domain/period.ts';
import type { LiveRow, ScoreRow } from '../../shared/domain/scorecards/scorecard.ts';

const CRITERIA = [
  'attendance',
  'duration',
  'opinions',
  'minutes',
  'agenda-drafted',
  'committee-met',
  'documents',
  'draft-resolution',
  'review-of-month',
  'next-month-tasks',
  'study-and-example',
  'self-criticism',
  'resolution',
  'tasks-assigned',
  'last-resolution',
] as const;

const criterion = (id: string): CriterionScore => ({
  id,
  points: 650,
  max: 700,
  self: 700,
  superior: null,
  known: true,
});

/** A cell's row with fifteen criteria and every measure of a full record set. */
export function cellRow(parts: Partial<LiveRow> = {}): LiveRow {
  const organization = parts.organization ?? 'to-1';
  return {
    parent: 'dang-uy-1',
    month: '2026-10',
    organization,
    watermark: 12,
    foldVersion: 1,
    asOf: '2026-10-13T16:00:00.000Z',
    tombstone: false,
    profile: {
      name: 'Chi bộ thôn Đồng Tâm số 1',
      kind: 'cell',
      unit: 'residential',
      dueAt: defaultDueAt('2026-10'),
      criteriaSet: { id: 'binh-thuan', revision: 1 },
    },
    basis: {
      meets: 'monthly',
      expected: true,
      thematicOwed: false,
      hasCommittee: true,
      handbook: true,
      dayRule: null,
      duePassed: false,
      owedBefore: [1, 2, 3, 4, 5, 6, 7, 8, 9],
      heldBefore: [1, 2, 3, 4, 5, 6, 7, 9],
      thematicBefore: true,
      withdrawn: [{ key: 'thematic-2026-10-20', revision: 2 }],
    },
    status: 'reported',
    measures: MEASURES.map((_, i) => (i % 3 === 0 ? 0 : i % 3 === 1 ? 1 : 190)),
    criteria: CRITERIA.map(criterion),
    criterionSums: [],
    points: 9250,
    grade: 'kha',
    gatesFailed: ['attendance'],
    ...parts,
  };
}

/** A committee's row: sums instead of criteria. */
export const committeeRow = (parts: Partial<LiveRow> = {}): LiveRow =>
  cellRow({
    parent: 'huyen',
    organization: 'dang-uy-1',
    basis: null,
    criteria: [],
    criterionSums: CRITERIA.map((id) => ({
      set: 'binh-thuan',
      id,
      graded: 119,
      pointsSum: 77_350,
      fullPoints: 61,
    })),
    measures: MEASURES.map((_, i) => i * 17),
    gatesFailed: [],
    ...parts,
  });

type TombstoneRow = Extract<ScoreRow, { tombstone: true }>;

/** The tombstone of `to-1` under a former parent. */
export const tombstone = (parts: Partial<TombstoneRow> = {}): TombstoneRow => ({
  parent: 'dang-uy-cu',
  month: '2026-10',
  organization: 'to-1',
  watermark: 12,
  foldVersion: 1,
  asOf: '2026-10-13T16:00:00.000Z',
  tombstone: true,
  ...parts,
});
