/** The presets for tests of pure rules, as they are loaded. */
import { allPresetCriteriaSets } from '../../../shared/adapters/presets/criteria-sets.ts';
import type { CriteriaSet, Sheet } from '../../../shared/domain/criteria/criteria.ts';

export function presetSet(id: string): CriteriaSet {
  const found = allPresetCriteriaSets().find((set) => set.id === id);
  if (found === undefined) throw new Error(`no preset ${id}`);
  return found;
}

/** Every sheet of every preset, by name. */
export const presetSheets = (): (readonly [name: string, sheet: Sheet])[] =>
  allPresetCriteriaSets().flatMap((set) => [
    [set.id, set] as const,
    ...(set.thematic === undefined ? [] : [[`${set.id}, thematic`, set.thematic] as const]),
  ]);
