/** The groups of a year's export, from what it tells of each organization. */
import { yearOf } from '../period.ts';
import type { OrganizationId } from '../roster/organization.ts';
import { groupKey, groupsOf } from '../scorecards/classification.ts';
import type { ClassificationEntry, ClassifiedEntry } from './export-tables.ts';

/**
 * @param entries all of one year and month
 * @param nameOf what a superior is called in that month
 * @returns ascending by superior, kind and unit
 */
export function groupsOfYear(
  entries: readonly ClassifiedEntry[],
  nameOf: (superior: OrganizationId) => string,
): ClassificationEntry[] {
  const standing = entries.filter(({ exists }) => exists);
  const [first] = standing;
  if (first === undefined) return [];
  const { year, month } = first;
  const later = standing.filter(
    ({ classification, told }) => classification !== null && told !== null && yearOf(told) > year,
  );
  const laterOf = Map.groupBy(later, groupKey);
  return groupsOf(standing).map((group) => ({
    ...group,
    ...{ year, month, superiorName: nameOf(group.superior) },
    toldNextYear: laterOf.get(groupKey(group))?.length ?? 0,
  }));
}
