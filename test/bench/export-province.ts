/**
 * A province of 20,000 cells that is stored nowhere: its rows, plan rows and events are made when they are asked
 * for, so that what an export holds in memory is the export's own. What would have been read of DynamoDB is counted.
 */

import { decodeRow, encodeRow } from '../../shared/adapters/dynamodb/stored-row.ts';
import { presetCriteriaSets } from '../../shared/adapters/presets/criteria-sets.ts';
import type { StoredEvent } from '../../shared/domain/event.ts';
import { fromArray, toArray } from '../../shared/domain/measures.ts';
import type { Kind, OrganizationId } from '../../shared/domain/organization.ts';
import { type Month, monthNumber, monthsOf, type Year } from '../../shared/domain/period.ts';
import type { PeriodState, PlanRow } from '../../shared/domain/plan.ts';
import { type LiveRow, type ScoreRow, TOP } from '../../shared/domain/scorecard.ts';
import type { CriteriaSets } from '../../shared/ports/criteria-sets.ts';
import { meetingRecord, meetingRevision, periodState, planRow } from '../support/records.ts';
import { cellRow, committeeRow } from '../support/score-rows.ts';

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

/** Spread evenly and always the same: 0–999. */
function lot(organization: OrganizationId, month: Month): number {
  let hash = monthNumber(month) * 7_919;
  for (const character of organization) hash = (hash * 31 + character.charCodeAt(0)) % 1_000_003;
  return hash % 1_000;
}

export function cellAt(organization: OrganizationId, month: Month): LiveRow {
  const { path } = placeOf(organization);
  const luck = lot(organization, month);
  const points = 6_000 + luck * 4;
  const grade = points >= 9_000 ? 'tot' : points >= 7_000 ? 'kha' : 'trung-binh';
  const typical = cellRow();
  const measures = {
    ...fromArray(typical.measures),
    revisions: 1,
    expected: 1,
    reported: 1,
    regular: 1,
    graded: 1,
    pointsSum: points,
    membersRequired: 20,
    membersPresent: 15 + (luck % 6),
  };
  return {
    ...typical,
    organization,
    parent: path.at(-2) ?? TOP,
    month,
    points,
    grade,
    measures: toArray(measures),
    profile: { ...typical.profile, name: nameOf(organization) },
  };
}

export function committeeAt(organization: OrganizationId, parent: OrganizationId, month: Month): LiveRow {
  const typical = committeeRow();
  const { kind } = placeOf(organization);
  return {
    ...typical,
    organization,
    parent,
    month,
    measures: toArray({}),
    criterionSums: [],
    profile: { ...typical.profile, kind, name: nameOf(organization) },
  };
}

/** The same value sharing nothing with any other, as an answer of DynamoDB is: what is held must weigh what it would. */
const fromWire = <T>(value: T): T => JSON.parse(JSON.stringify(value));

/** What the exporter reads of the stores. */
export function synthetic(shape: Shape, reads: Reads) {
  const periods: PeriodState[] = monthsOf(YEAR).map((month) => periodState({ month }));
  const event = (organization: OrganizationId, month: Month): StoredEvent => {
    const heldOn = `${month}-13`;
    const present = 15 + (lot(organization, month) % 6);
    const members = {
      total: 20,
      exempt: 0,
      temporaryOut: 0,
      present,
      absentExcused: 20 - present,
      absentUnexcused: 0,
    };
    const record = meetingRecord({ heldOn, members });
    return meetingRevision({ organization, month, recordedAt: `${heldOn}T02:00:00.000Z`, record });
  };
  return {
    criteriaSets: presetCriteriaSets satisfies CriteriaSets,
    scorecards: {
      async partition(parent: OrganizationId, month: Month): Promise<ScoreRow[]> {
        const children = childrenOf(parent, shape);
        const rows = [
          committeeAt(parent, parent, month),
          ...children.map((id) =>
            placeOf(id).kind === 'cell' ? cellAt(id, month) : committeeAt(id, parent, month),
          ),
        ];
        reads.query(rows.length, ROW_BYTES);
        return rows.map((row) => decodeRow(fromWire({ ...encodeRow(row) })));
      },
      rows: async () => [],
    },
    events: {
      async eventsOfMonth(organization: OrganizationId, month: Month) {
        reads.query(1, EVENT_BYTES);
        return [fromWire(event(organization, month))];
      },
      async eventsOfYear(organization: OrganizationId, year: Year) {
        reads.query(12, EVENT_BYTES);
        return monthsOf(year).map((month) => fromWire(event(organization, month)));
      },
    },
    registry: {
      periods: async () => {
        reads.query(periods.length, 300);
        return periods;
      },
      async planRow(organization: OrganizationId, month: Month): Promise<PlanRow> {
        reads.query(1, PLAN_BYTES);
        const { kind, path } = placeOf(organization);
        return planRow({
          organization,
          month,
          kind,
          path: [...path],
          parent: path.at(-2) ?? null,
          name: nameOf(organization),
          meets: 'none',
          thematicOwed: false,
        });
      },
      organization: async () => null,
      programmes: async () => [],
      programmeRevisions: async () => [],
      planRowsOfYear: async () => [],
    },
  };
}
