/** The rows of an export's tables that tell of events, from one organization's events. */

import type { CriteriaSet } from '../criteria/criteria.ts';
import { newestOf, type StoredEvent, standingOf } from '../events/event.ts';
import { remedyKey } from '../events/inspection.ts';
import type { Month } from '../period.ts';
import type { OrganizationId } from '../roster/organization.ts';
import { scoreOfMeeting } from '../scorecards/meeting-score.ts';
import type { MonthBasis } from '../scorecards/month-basis.ts';
import type { Profile } from '../scorecards/scorecard.ts';
import { reviewOf, toldOf } from '../scorecards/told.ts';
import { compareTexts } from '../text-order.ts';
import type { EventEntries, FindingEntry, InspectionEntry, MeetingEntry } from './export-tables.ts';

/**
 * The first `count` events of an organization's month. A row that counts `count` revisions was folded from these,
 * so the tables of an export agree although an event may arrive between the reading of the one and of the other.
 */
export function countedEvents(events: readonly StoredEvent[], count: number): readonly StoredEvent[] {
  const inOrder = events.toSorted(
    (a, b) =>
      compareTexts(a.recordedAt, b.recordedAt) ||
      a.revision - b.revision ||
      compareTexts(a.key, b.key) ||
      compareTexts(a.type, b.type),
  );
  return inOrder.slice(0, count);
}

/** An organization's month, and the events that its row counts. */
export type CountedMonth = {
  readonly month: Month;
  readonly profile: Profile;
  readonly basis: MonthBasis | null;
  readonly criteriaSet: CriteriaSet;
  readonly events: readonly StoredEvent[];
};

/** @param months ascending */
export function exportedEvents(organization: OrganizationId, months: readonly CountedMonth[]): EventEntries {
  const all = months.flatMap(({ events }) => events);
  const inspections = months.flatMap((month) => inspectionsOfMonth(organization, month));
  return {
    meetings: months.flatMap((month) => meetingsOfMonth(organization, month)),
    inspections,
    findings: inspections.flatMap((inspection) => findingsOf(inspection, all)),
    facts: standingOf('facts', all)
      .toSorted((a, b) => compareTexts(a.key, b.key))
      .map(({ key, month, revision, recordedAt, record }) => ({
        organization,
        name: months.find((one) => one.month === month)?.profile.name ?? '',
        month,
        year: key,
        revision,
        recordedAt,
        record,
      })),
  };
}

function meetingsOfMonth(
  organization: OrganizationId,
  { month, profile, basis, criteriaSet, events }: CountedMonth,
): MeetingEntry[] {
  const told = toldOf(events);
  const inspections = standingOf('inspection', events);
  return standingOf('meeting', events)
    .toSorted((a, b) => compareTexts(a.key, b.key))
    .map((meeting) => ({ meeting, review: reviewOf(told, meeting)?.record ?? null }))
    .map(({ meeting, review }) => ({
      organization,
      name: profile.name,
      month,
      key: meeting.key,
      revision: meeting.revision,
      recordedAt: meeting.recordedAt,
      onTime: meeting.onTime,
      criteriaSet: profile.criteriaSet,
      record: meeting.record,
      review,
      score: scoreOfMeeting(meeting, review, { month, basis, criteriaSet, inspections }),
    }));
}

const inspectionsOfMonth = (
  organization: OrganizationId,
  { month, profile, events }: CountedMonth,
): InspectionEntry[] =>
  standingOf('inspection', events)
    .toSorted((a, b) => compareTexts(a.key, b.key))
    .map(({ key, revision, recordedAt, record }) => ({
      organization,
      name: profile.name,
      month,
      key,
      revision,
      recordedAt,
      criteriaSet: profile.criteriaSet,
      record,
    }));

/** @param events of all the months: what puts a finding right may count in a later one */
function findingsOf(
  { organization, name, month, key, record }: InspectionEntry,
  events: readonly StoredEvent[],
): FindingEntry[] {
  const remedies = newestOf('remedy', events);
  return record.findings
    .toSorted((a, b) => a.n - b.n)
    .map(({ text, ...finding }) => {
      const told = remedies.find((remedy) => remedy.key === remedyKey({ month, key }, finding.n));
      const remedy = told === undefined || told.withdrawn ? null : { ...told.record, month: told.month };
      return { organization, name, month, inspection: key, finding, remedy };
    });
}
