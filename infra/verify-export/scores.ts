/** The points of a sheet, which stand in one column a criterion. */
import type { CriteriaSet } from '../../shared/domain/criteria/criteria.ts';
import type { Cells } from './cells.ts';
import { criterionColumn, type SheetColumn } from './columns.ts';

/**
 * Of the set that the row names, in whichever of its revisions a criterion stands; null where nothing was scored.
 * @throws UnreadableExportError
 */
export function scoresOf(
  cells: Cells,
  column: SheetColumn,
  sets: readonly CriteriaSet[],
): Readonly<Record<string, number>> | null {
  const id = cells.some('criteriaSet');
  const criteria = sets
    .filter((set) => set.id === id)
    .flatMap((set) => [...set.criteria, ...(set.thematic?.criteria ?? [])]);
  const scores = new Map<string, number>();
  for (const criterion of criteria) {
    const score = cells.integerOrNull(criterionColumn(column, id, criterion.id));
    if (score !== null) scores.set(criterion.id, score);
  }
  return scores.size === 0 ? null : Object.fromEntries(scores);
}
