/** Every criteria set that a plan row may name: the presets, and those published through the API. */
import type { CriteriaSets } from '../../ports/criteria-sets.ts';
import type { CriteriaSetRegistry } from '../../ports/registry.ts';
import { isPresetId, presetCriteriaSets, UnknownCriteriaSetError } from './criteria-sets.ts';

type Stored = Pick<CriteriaSetRegistry, 'criteriaSet'>;

/** Reads each published revision once, since it never changes; a failed reading is forgotten. */
export function publishedCriteriaSets(registry: Stored): CriteriaSets {
  const known = new Map<string, ReturnType<CriteriaSets>>();
  return (ref) => {
    if (isPresetId(ref.id)) return presetCriteriaSets(ref);
    const key = `${ref.id}/${ref.revision}`;
    const reading = known.get(key) ?? read(registry, ref);
    known.set(key, reading);
    reading.catch(() => known.delete(key));
    return reading;
  };
}

const read = async (registry: Stored, ref: Parameters<CriteriaSets>[0]): ReturnType<CriteriaSets> => {
  const published = await registry.criteriaSet(ref);
  if (published === null) throw new UnknownCriteriaSetError(ref);
  return published.set;
};
