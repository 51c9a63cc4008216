/** What an export keeps of every current record, inspection, remedy and fact, so that the next one can tell what became of it. */
import { remedyKey } from '../events/inspection.ts';
import type { Month } from '../period.ts';
import type { OrganizationId } from '../roster/organization.ts';
import type { EventEntries } from './export-tables.ts';

/**
 * A meeting's or an inspection's key; of a remedy its own, which names inspection and finding, and what is said of it,
 * since a remedy has no revision in an export; of annual facts the year.
 */
export type EventMark = readonly [month: Month, key: string, revision: number, onTime: boolean];

/** Each table's in its own order. */
export const marksOf = ({ meetings, inspections, findings, facts }: EventEntries): EventMark[] => [
  ...meetings.map(({ month, key, revision, onTime }): EventMark => [month, key, revision, onTime]),
  ...inspections.map(({ month, key, revision }): EventMark => [month, key, revision, true]),
  ...findings.flatMap(({ month, inspection, finding, remedy }): EventMark[] => {
    if (remedy === null) return [];
    const key = remedyKey({ month, key: inspection }, finding.n);
    return [[remedy.month, `${key}/${remedy.remediedOn}/${remedy.verifiedBy}`, 1, true]];
  }),
  ...facts.map(({ month, year, revision }): EventMark => [month, year, revision, true]),
];

/** Whose entries they are; null if there are none. */
export const ownerOf = ({ meetings, inspections, findings, facts }: EventEntries): OrganizationId | null =>
  (meetings[0] ?? inspections[0] ?? findings[0] ?? facts[0])?.organization ?? null;

type Told = 'meeting' | 'inspection' | 'remedy' | 'facts';

function whatIs([, key]: EventMark): Told {
  if (key.includes('/')) return 'remedy';
  if (/^\d{4}$/.test(key)) return 'facts';
  return /^\d{4}-\d\d-\d\d-/.test(key) ? 'inspection' : 'meeting';
}

export type MarkReason = 'record' | 'late-record' | 'amendment' | 'withdrawal' | Exclude<Told, 'meeting'>;

/** What happened between the two, each as often as it did. */
export function reasonsOfMarks(before: readonly EventMark[], after: readonly EventMark[]): MarkReason[] {
  const placeOf = ([month, key]: EventMark) => `${month} ${key}`;
  const earlier = new Map(before.map((mark) => [placeOf(mark), mark]));
  const found: MarkReason[] = [];
  for (const mark of after) {
    const old = earlier.get(placeOf(mark));
    earlier.delete(placeOf(mark));
    const what = whatIs(mark);
    const [, , revision, onTime] = mark;
    if (old?.[2] === revision) continue;
    if (what !== 'meeting') found.push(what);
    else if (old === undefined) found.push(onTime ? 'record' : 'late-record');
    else found.push('amendment');
  }
  for (const gone of earlier.values()) {
    const what = whatIs(gone);
    found.push(what === 'meeting' ? 'withdrawal' : what);
  }
  return found;
}
