/**
 * A small province in the memory adapters, folded all the way up: one district with two base committees (one with
 * a sub-committee), a base cell, a body, names that are hard on files, months August to October 2026.
 */

import { parseManifest } from '../../functions/publish-export/handler.ts';
import { exportFormats } from '../../shared/adapters/formats/export-formats.ts';
import { decodeCompared } from '../../shared/adapters/formats/lines.ts';
import { memoryEventStore } from '../../shared/adapters/memory/event-store.ts';
import { memoryObjectStore } from '../../shared/adapters/memory/object-store.ts';
import { memoryRegistry } from '../../shared/adapters/memory/registry.ts';
import { memoryScorecardStore } from '../../shared/adapters/memory/scorecard-store.ts';
import { memoryTablesCatalog } from '../../shared/adapters/memory/tables-catalog.ts';
import { presetCriteriaSets } from '../../shared/adapters/presets/criteria-sets.ts';
import type { MeetingRecord } from '../../shared/domain/events/meeting.ts';
import { exportIdOf } from '../../shared/domain/exports/export-names.ts';
import type { Month } from '../../shared/domain/period.ts';
import { isCommittee } from '../../shared/domain/roster/organization.ts';
import type { PlanRow } from '../../shared/domain/roster/plan.ts';
import type { KeepingDeps } from '../../shared/jobs/keep-exports.ts';
import { rollUpCommittee } from '../../shared/jobs/roll-up-committee.ts';
import { scoreOrganization } from '../../shared/jobs/score-organization.ts';
import type { EventStore } from '../../shared/ports/event-store.ts';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import type { Registry } from '../../shared/ports/registry.ts';
import type { ScorecardStore } from '../../shared/ports/scorecard-store.ts';
import type { TablesCatalog } from '../../shared/ports/tables-catalog.ts';
import { aNote } from '../support/audited.ts';
import {
  bareMeetingRecord,
  meetingRecord,
  meetingRevision,
  periodState,
  planRow,
  withdrawal,
} from '../support/records.ts';

export const PROVINCE = 'tinh';
export const MONTHS: readonly Month[] = ['2026-08', '2026-09', '2026-10'];

type Member = Pick<PlanRow, 'organization' | 'parent' | 'kind' | 'name' | 'unit'>;

const member = (
  organization: string,
  parent: string | null,
  kind: PlanRow['kind'],
  name: string,
  unit: PlanRow['unit'] = 'residential',
): Member => ({ organization, parent, kind, name, unit });

/** Parents before children. */
export const MEMBERS: readonly Member[] = [
  member('tinh', null, 'province', 'Đảng bộ tỉnh', 'other'),
  member('huyen', 'tinh', 'district', 'Đảng bộ huyện Hoài Đức', 'other'),
  member('xa-1', 'huyen', 'base-committee', 'Đảng bộ xã "Một"', 'other'),
  member('to-1', 'xa-1', 'cell', 'Chi bộ thôn 1, xã Một'),
  member('to-2', 'xa-1', 'cell', '=HYPERLINK("http://vi.du";"Bấm")'),
  member('bo-phan', 'xa-1', 'sub-committee', 'Đảng bộ bộ phận', 'enterprise'),
  member('to-3', 'bo-phan', 'cell', 'Chi bộ\nhai dòng', 'enterprise'),
  // Decomposed, as a Mac types it.
  member('xa-2', 'huyen', 'base-committee', 'Đảng bộ xã Hưng Yên'.normalize('NFD'), 'other'),
  member('to-4', 'xa-2', 'cell', '-5 °C'),
  member('co-quan', 'huyen', 'base-cell', "Chi bộ cơ quan\r'tài chính'", 'agency'),
  member('ban', 'huyen', 'body', '@ban tổ chức', 'agency'),
];

const pathOf = (organization: string): string[] => {
  const parent = MEMBERS.find((one) => one.organization === organization)?.parent ?? null;
  return parent === null ? [organization] : [...pathOf(parent), organization];
};

const planOf = (one: Member, month: Month): PlanRow =>
  planRow({
    ...one,
    month,
    path: pathOf(one.organization),
    meets: one.kind === 'cell' || one.kind === 'base-cell' ? 'monthly' : 'none',
    thematicOwed: false,
    duties:
      one.organization === 'to-1'
        ? [{ id: 'pc-1', by: 'huyen', office: 'uy-vien-ban-thuong-vu', every: 'month' }]
        : [],
  });

type Stores = {
  readonly registry: Registry;
  readonly events: EventStore;
  readonly scorecards: ScorecardStore;
  readonly objects: ObjectStore;
  readonly catalog: TablesCatalog;
};

type World = KeepingDeps & {
  /** Sets the clock. */
  setNow(instant: string): void;
  /** Folds everything of these months, the lowest first, as the consumers would. */
  fold(months?: readonly Month[]): Promise<void>;
};

/** The small province in these stores. */
export async function provinceIn<S extends Stores>(stores: S): Promise<World & S> {
  const { registry, events, scorecards } = stores;
  let now = '2026-11-05T02:00:00.000Z';
  let made = 0;
  const world: World & S = {
    ...stores,
    criteriaSets: presetCriteriaSets,
    formats: exportFormats,
    decodeCompared,
    parseManifest,
    root: PROVINCE,
    now: () => now,
    setNow: (instant) => {
      now = instant;
    },
    newExportId: (organization, period, at) => {
      made += 1;
      return exportIdOf(organization, period, at, new Uint8Array(10).fill(made));
    },
    async fold(months = MONTHS) {
      const deps = { registry, events, scorecards, criteriaSets: presetCriteriaSets };
      for (const month of months) {
        for (const { organization } of MEMBERS) await scoreOrganization(deps, organization, month);
        for (const { organization, kind } of MEMBERS.toReversed())
          if (isCommittee(kind)) await rollUpCommittee(deps, organization, month);
      }
    },
  };
  for (const month of MONTHS) {
    await registry.putPeriod(periodState({ month }), aNote());
    for (const one of MEMBERS) await registry.putPlanRow(planOf(one, month));
  }
  for (const event of history()) await events.append(event);
  await world.fold();
  return world;
}

/** The small province in memory. */
export const smallProvince = () =>
  provinceIn({
    registry: memoryRegistry(),
    events: memoryEventStore(),
    scorecards: memoryScorecardStore(),
    objects: memoryObjectStore(),
    catalog: memoryTablesCatalog(),
  });

export type SmallProvince = Awaited<ReturnType<typeof smallProvince>>;

/** What was handed in: full and bare records, an amendment, a withdrawal, a late one, thematic ones. */
function history() {
  const at = (month: Month, hour: number) => `${month}-14T${String(hour).padStart(2, '0')}:00:00.000Z`;
  const regular = (
    organization: string,
    month: Month,
    parts: Parameters<typeof meetingRecord>[0] = {},
    record: MeetingRecord = meetingRecord({ heldOn: `${month}-13`, ...parts }),
  ) => meetingRevision({ organization, month, recordedAt: at(month, 2), record });
  const bare = (month: Month) => ({ ...bareMeetingRecord(), heldOn: `${month}-13` });
  return [
    ...MONTHS.map((month) => regular('to-1', month, { selfScore: { attendance: 2000, minutes: 850 } })),
    ...MONTHS.map((month) =>
      regular('to-2', month, {
        members: { present: 15, absentExcused: 4, absentUnexcused: 2 },
        note: 'không xuất ra',
      }),
    ),
    meetingRevision({
      organization: 'to-2',
      month: '2026-10',
      revision: 2,
      recordedAt: at('2026-10', 5),
      reason: 'sửa số có mặt',
      record: meetingRecord({ members: { present: 17, absentExcused: 4, absentUnexcused: 0 } }),
    }),
    meetingRevision({
      organization: 'to-2',
      month: '2026-10',
      key: 'thematic-2026-10-20',
      recordedAt: at('2026-10', 6),
      record: meetingRecord({ heldOn: '2026-10-20', theme: 'Xây dựng "nông thôn mới";\r\nđường, rừng' }),
    }),
    regular('to-3', '2026-09', {}, bare('2026-09')),
    regular('to-3', '2026-10', {}, bare('2026-10')),
    regular('to-4', '2026-10', { jointWith: ['to-3', 'co-quan'] }),
    withdrawal({ organization: 'to-4', month: '2026-10', revision: 2, recordedAt: at('2026-10', 7) }),
    { ...regular('co-quan', '2026-10', { startedAt: '19:00', endedAt: '19:50' }), onTime: false },
  ];
}
