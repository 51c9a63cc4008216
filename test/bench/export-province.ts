/**
 * A province of 20,000 cells that is stored nowhere: its rows, plan rows and events are made when they are asked
 * for, so that what an export holds in memory is the export's own. What would have been read of DynamoDB is counted.
 */

import { decodeRow, encodeRow } from '../../shared/adapters/dynamodb/stored-row.ts';
import { allPresetCriteriaSets, presetCriteriaSets } from '../../shared/adapters/presets/criteria-sets.ts';
import type { StoredEvent } from '../../shared/domain/events/event.ts';
import type { MeetingRecord } from '../../shared/domain/events/meeting.ts';
import { type Month, monthNumber, monthsOf, type Year } from '../../shared/domain/period.ts';
import type { Kind, OrganizationId } from '../../shared/domain/roster/organization.ts';
import type { PeriodState, PlanRow } from '../../shared/domain/roster/plan.ts';
import { foldOwnRows } from '../../shared/domain/scorecards/own-row.ts';
import type { LiveRow, ScoreRow } from '../../shared/domain/scorecards/scorecard.ts';
import type { CriteriaSets } from '../../shared/ports/criteria-sets.ts';
import { meetingRecord, meetingRevision, periodState, planRow } from '../support/records.ts';

export const ROOT = 'tinh';
export const YEAR: Year = '2026';

export type Shape = { readonly districts: number; readonly committees: number; readonly cells: number };
/** 40 districts of 25 committees of 20 cells each. */
export const TWENTY_THOUSAND: Shape = { districts: 40, committees: 25, cells: 20 };

/** Bytes of an item as the bench's other parts measure them, and of a strongly read unit. */
const ROW_BYTES = 950;
const EVENT_BYTES = 975;
const PLAN_BYTES = 700;
const UNIT_BYTES = 4_096;
const PAGE_BYTES = 1_048_576;

export class Reads {
  requests = 0;
  units = 0;

  query(items: number, bytes: number): void {
    this.requests += Math.max(1, Math.ceil((items * bytes) / PAGE_BYTES));
    this.units += Math.max(1, Math.ceil((items * bytes) / UNIT_BYTES));
  }
}

type Place = { readonly kind: Kind; readonly path: readonly OrganizationId[] };

/** `d-1`, `d-1-c-2`, `d-1-c-2-b-3`: an id says where it stands. */
function placeOf(organization: OrganizationId): Place {
  const [, district, , committee, , cell] = organization.split('-');
  if (organization === ROOT) return { kind: 'province', path: [ROOT] };
  const path = [ROOT, `d-${district}`];
  if (committee === undefined) return { kind: 'district', path };
  path.push(`d-${district}-c-${committee}`);
  if (cell === undefined) return { kind: 'base-committee', path };
  return { kind: 'cell', path: [...path, organization] };
}

const numbered = (prefix: string, count: number): OrganizationId[] =>
  Array.from({ length: count }, (_, i) => `${prefix}${i + 1}`);

function childrenOf(organization: OrganizationId, { districts, committees, cells }: Shape): OrganizationId[] {
  const { kind } = placeOf(organization);
  if (kind === 'province') return numbered('d-', districts);
  if (kind === 'district') return numbered(`${organization}-c-`, committees);
  return kind === 'base-committee' ? numbered(`${organization}-b-`, cells) : [];
}

const NAMES: Partial<Record<Kind, string>> = {
  province: 'Đảng bộ tỉnh',
  district: 'Đảng bộ huyện',
  'base-committee': 'Đảng bộ xã',
  cell: 'Chi bộ thôn',
};
const nameOf = (organization: OrganizationId): string =>
  `${NAMES[placeOf(organization).kind] ?? ''} ${organization.replace(/[a-z-]+/gu, ' ').trim()}`.trim();

/** How many different years cells have; few enough to be folded beforehand, since the bench is not of the folding. */
const LOTS = 60;
const PRESENT = [15, 16, 17, 18, 19, 20] as const;
/** Members as everywhere in the province. */
const TOTAL = 20;

/** Spread evenly and always the same. */
function lotOf(organization: OrganizationId): number {
  let hash = 7;
  for (const character of organization) hash = (hash * 31 + character.charCodeAt(0)) % 1_000_003;
  return hash % LOTS;
}

/** What a cell of a lot hands in for a month: members come and go, some meet briefly, some leave steps out. */
function recordOf(lot: number, month: Month): MeetingRecord {
  const luck = lot + monthNumber(month);
  const present = PRESENT[luck % PRESENT.length] ?? TOTAL;
  const absent = TOTAL - present;
  return meetingRecord({
    heldOn: `${month}-13`,
    endedAt: lot % 7 === 0 ? '20:45' : '22:40',
    members: {
      total: TOTAL,
      exempt: 0,
      temporaryOut: 0,
      official: TOTAL,
      present,
      absentExcused: absent - (lot % 5 === 0 && absent > 0 ? 1 : 0),
      absentUnexcused: lot % 5 === 0 && absent > 0 ? 1 : 0,
    },
    discussion: { speakers: 3 + (luck % 10) },
    agenda: { studyAndExample: lot % 4 !== 0 },
    resolution: { votesFor: present },
  });
}

const eventOf = (organization: OrganizationId, month: Month): StoredEvent =>
  meetingRevision({
    organization,
    month,
    recordedAt: `${month}-14T02:00:00.000Z`,
    record: recordOf(lotOf(organization), month),
  });

function planOf(organization: OrganizationId, month: Month): PlanRow {
  const { kind, path } = placeOf(organization);
  return planRow({
    organization,
    month,
    kind,
    path: [...path],
    parent: path.at(-2) ?? null,
    name: nameOf(organization),
    meets: kind === 'cell' ? 'monthly' : 'none',
  });
}

/** Own rows of the year's months, as the consumers would have folded them, by kind and lot. */
const folded = new Map<string, ReadonlyMap<Month, LiveRow>>();

function yearOfRows(organization: OrganizationId): ReadonlyMap<Month, LiveRow> {
  const { kind } = placeOf(organization);
  const name = `${kind} ${kind === 'cell' ? lotOf(organization) : ''}`;
  const known = folded.get(name);
  if (known !== undefined) return known;
  const months = monthsOf(YEAR);
  const rows = foldOwnRows({
    organization,
    fromMonth: months[0] ?? '',
    events: kind === 'cell' ? months.map((month) => eventOf(organization, month)) : [],
    plans: months.map((month) => planOf(organization, month)),
    criteriaSets: allPresetCriteriaSets(),
  });
  const made = new Map(rows.flatMap((row) => (row.tombstone ? [] : [[row.month, row] as const])));
  folded.set(name, made);
  return made;
}

/** The row that the organization's own events and plan rows come to, as it lies in the partition of `parent`. */
export function ownRowAt(organization: OrganizationId, parent: OrganizationId, month: Month): LiveRow {
  const row = yearOfRows(organization).get(month);
  if (row === undefined) throw new TypeError(`${organization} has no row of ${month}`);
  return { ...row, organization, parent, profile: { ...row.profile, name: nameOf(organization) } };
}

/** The same value sharing nothing with any other, as an answer of DynamoDB is: what is held must weigh what it would. */
const fromWire = <T>(value: T): T => JSON.parse(JSON.stringify(value));

/** What the exporter reads of the stores. */
export function synthetic(shape: Shape, reads: Reads) {
  const periods: PeriodState[] = monthsOf(YEAR).map((month) => periodState({ month }));
  return {
    criteriaSets: presetCriteriaSets satisfies CriteriaSets,
    scorecards: {
      async partition(parent: OrganizationId, month: Month): Promise<ScoreRow[]> {
        const children = childrenOf(parent, shape);
        const rows = [
          ownRowAt(parent, parent, month),
          // What is stored of a committee's subtree is not read: an export folds it anew.
          ...children.map((id) => ownRowAt(id, parent, month)),
        ];
        reads.query(rows.length, ROW_BYTES);
        return rows.map((row) => decodeRow(fromWire({ ...encodeRow(row) })));
      },
      rows: async () => [],
    },
    events: {
      async eventsOfMonth(organization: OrganizationId, month: Month) {
        reads.query(1, EVENT_BYTES);
        return [fromWire(eventOf(organization, month))];
      },
      async eventsOfYear(organization: OrganizationId, year: Year) {
        reads.query(12, EVENT_BYTES);
        return monthsOf(year).map((month) => fromWire(eventOf(organization, month)));
      },
    },
    registry: {
      periods: async () => {
        reads.query(periods.length, 300);
        return periods;
      },
      async planRow(organization: OrganizationId, month: Month): Promise<PlanRow> {
        reads.query(1, PLAN_BYTES);
        return planOf(organization, month);
      },
      async planRows(asked: readonly { organization: OrganizationId; month: Month }[]): Promise<PlanRow[]> {
        for (let from = 0; from < asked.length; from += 100)
          reads.query(Math.min(asked.length - from, 100), PLAN_BYTES);
        return asked.map(({ organization, month }) => planOf(organization, month));
      },
      organization: async () => null,
      programmes: async () => [],
      programmeRevisions: async () => [],
      planRowsOfYear: async () => [],
      dutyReport: async () => null,
    },
  };
}
