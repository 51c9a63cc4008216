/** Which inspections do a duty. */
import type { Duty } from '../roster/duty.ts';
import { type Inspection, type InspectionKey, inspectionKeyParts } from './inspection.ts';

/** As much of an inspection as tells whose duty it did. */
export type Visit = { readonly key: InspectionKey; readonly record: Pick<Inspection, 'office' | 'duty'> };

/**
 * Whether an inspection of any kind does a duty: it names it, or names none and was made by the same office of the
 * same organization.
 */
export const doesDuty = (
  { key, record }: Visit,
  { id, by, office }: Pick<Duty, 'id' | 'by' | 'office'>,
): boolean =>
  record.duty === null ? record.office === office && inspectionKeyParts(key).by === by : record.duty === id;
