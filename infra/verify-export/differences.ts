/** What differs between an export's tables. */
import type { CriteriaSet } from '../../shared/domain/criteria/criteria.ts';
import type { MeetingScore } from '../../shared/domain/criteria/scoring.ts';
import { inspectionKeyParts } from '../../shared/domain/events/inspection.ts';
import { meetingKind, membersRequired, minutesHeld } from '../../shared/domain/events/meeting.ts';
import type { PlanEntry } from '../../shared/domain/exports/export-tables.ts';
import { type Month, yearOf } from '../../shared/domain/period.ts';
import type { OrganizationId } from '../../shared/domain/roster/organization.ts';
import { scoreOfMeeting } from '../../shared/domain/scorecards/meeting-score.ts';
import { criterionColumn } from './columns.ts';
import type { ReadFacts } from './facts.ts';
import { type ReadFinding, type ReadInspection, withFindings } from './inspections.ts';
import type { Meeting } from './meetings.ts';
import { placeOf } from './refold.ts';

/** One thing that is not as it must be. */
export type Difference = {
  /** A file, or the table that holds the figure. */
  readonly where: string;
  /** Empty for what concerns a whole file. */
  readonly organization: OrganizationId;
  readonly column: string;
  readonly found: string;
  /** As computed again. */
  readonly expected: string;
};

export const differs = (
  where: string,
  organization: OrganizationId,
  column: string,
  found: unknown,
  expected: unknown,
): Difference[] =>
  String(found) === String(expected)
    ? []
    : [{ where, organization, column, found: String(found), expected: String(expected) }];

/** What an export holds besides its events: by what, and with what, meetings are scored. */
export type Rest = {
  readonly plans: readonly PlanEntry[];
  readonly criteriaSets: readonly CriteriaSet[];
};

export type Events = {
  readonly meetings: readonly Meeting[];
  readonly inspections: readonly ReadInspection[];
  readonly findings: readonly ReadFinding[];
  readonly facts: readonly ReadFacts[];
};

type Row = { readonly organization: OrganizationId; readonly month: Month };
type Differ = (column: string, found: unknown, expected: unknown) => Difference[];

/** What the rows of events say of themselves. */
export function eventDifferences(events: Events, { plans, criteriaSets }: Rest): Difference[] {
  const planAt = new Map(plans.map((plan) => [placeOf(plan.organization, plan.month), plan]));
  /** Each row of a table, which belongs to a month of the export and stands there once. */
  function each<T extends Row>(
    table: keyof Events,
    [column, id]: readonly [column: string, id: (row: T) => string],
    rows: readonly T[],
    check: (row: T, plan: PlanEntry, differ: Differ) => Difference[],
  ): Difference[] {
    const seen = new Set<string>();
    return rows.flatMap((row) => {
      const differ: Differ = (...told) => differs(table, row.organization, ...told);
      const place = placeOf(row.organization, row.month);
      const plan = planAt.get(place);
      if (plan === undefined) return differ('organization', place, 'an organization of the export');
      const twice = seen.has(`${place} ${id(row)}`) ? differ(column, id(row), 'once only') : [];
      seen.add(`${place} ${id(row)}`);
      return [...twice, ...check(row, plan, differ)];
    });
  }
  const inspections = Map.groupBy(
    withFindings(events.inspections, events.findings),
    ({ organization, month }) => placeOf(organization, month),
  );
  const scoreOf = (
    meeting: Meeting,
    { organization, month, basis, criteriaSet: { id, revision } }: PlanEntry,
  ) => {
    const criteriaSet = criteriaSets.find((set) => set.id === id && set.revision === revision);
    if (criteriaSet === undefined) return null;
    const ofMonth = inspections.get(placeOf(organization, month)) ?? [];
    return scoreOfMeeting(meeting, meeting.review, { month, basis, criteriaSet, inspections: ofMonth });
  };
  const inspected = Map.groupBy(events.findings, (row) => findingPlace(row, row.inspection));
  const known = new Set(events.inspections.map((row) => findingPlace(row, row.key)));
  return [
    ...each('meetings', ['key', ({ key }) => key], events.meetings, (row, plan, differ) => [
      ...meetingDifferences(row, plan, differ),
      ...scoreDifferences(row, plan, scoreOf(row, plan), differ),
    ]),
    ...each('inspections', ['key', ({ key }) => key], events.inspections, (row, plan, differ) => [
      ...inspectionDifferences(row, plan, differ),
      ...differ('findings', row.findings, inspected.get(findingPlace(row, row.key))?.length ?? 0),
    ]),
    ...each(
      'findings',
      ['n', ({ inspection, finding }) => `${inspection}/${finding.n}`],
      events.findings,
      (row, plan, differ) => [
        ...differ('name', row.name, plan.name),
        ...(known.has(findingPlace(row, row.inspection))
          ? []
          : differ('inspection', row.inspection, 'a row of inspections')),
        ...remedyDifferences(row, planAt, differ),
      ],
    ),
    ...each('facts', ['year', ({ year }) => year], events.facts, factsDifferences),
  ];
}

const findingPlace = ({ organization, month }: Row, inspection: string): string =>
  `${placeOf(organization, month)} ${inspection}`;

/** Nothing was recorded after the latest input of the row that counts it. */
const atMost = (recordedAt: string, { asOf }: PlanEntry, differ: Differ): Difference[] =>
  recordedAt > asOf ? differ('recordedAt', recordedAt, `at most ${asOf}`) : [];

function meetingDifferences(
  { key, record, recordedAt, said }: Meeting,
  plan: PlanEntry,
  differ: Differ,
): Difference[] {
  const { members: m } = record;
  return [
    ...differ('name', said.name, plan.name),
    ...differ('kind', said.kind, meetingKind(key)),
    ...differ('criteriaSet', said.criteriaSet, plan.criteriaSet.id),
    ...atMost(recordedAt, plan, differ),
    ...differ('minutesHeld', said.minutesHeld, minutesHeld(record)),
    ...differ('membersRequired', said.membersRequired, membersRequired(record)),
    ...differ('membersPresent', m.present + m.absentExcused + m.absentUnexcused, membersRequired(record)),
  ];
}

/** Each criterion's points, their sum and the grade, computed again. */
function scoreDifferences(
  { said, scored }: Meeting,
  { criteriaSet: { id: set } }: PlanEntry,
  score: MeetingScore | null,
  differ: Differ,
): Difference[] {
  const given = new Map(Object.entries(scored ?? {}));
  const computed = new Map((score?.criteria ?? []).map(({ id, points }) => [id, points]));
  return [
    ...differ('points', said.points, score?.points ?? ''),
    ...differ('grade', said.grade, score?.grade ?? ''),
    ...[...new Set([...given.keys(), ...computed.keys()])].flatMap((id) =>
      differ(criterionColumn('scored', set, id), given.get(id) ?? '', computed.get(id) ?? ''),
    ),
  ];
}

function inspectionDifferences(
  { key, recordedAt, said }: ReadInspection,
  plan: PlanEntry,
  differ: Differ,
): Difference[] {
  const { inspectedOn, kind, by } = inspectionKeyParts(key);
  return [
    ...differ('name', said.name, plan.name),
    ...differ('inspectedOn', said.inspectedOn, inspectedOn),
    ...differ('kind', said.kind, kind),
    ...differ('by', said.by, by),
    ...differ('criteriaSet', said.criteriaSet, plan.criteriaSet.id),
    ...atMost(recordedAt, plan, differ),
  ];
}

/** A remedy counts in a month of the export, not before its inspection's. */
const remedyDifferences = (
  { organization, month, remedy }: ReadFinding,
  planAt: ReadonlyMap<string, PlanEntry>,
  differ: Differ,
): Difference[] =>
  remedy === null || (remedy.month >= month && planAt.has(placeOf(organization, remedy.month)))
    ? []
    : differ('remedyPeriod', remedy.month, `a month of the export from ${month} on`);

/** Facts count in a month of their year, or of the next one. */
const factsDifferences = (
  { name, month, year, recordedAt }: ReadFacts,
  plan: PlanEntry,
  differ: Differ,
): Difference[] => [
  ...differ('name', name, plan.name),
  ...([Number(year), Number(year) + 1].includes(Number(yearOf(month)))
    ? []
    : differ('year', year, yearOf(month))),
  ...atMost(recordedAt, plan, differ),
];
