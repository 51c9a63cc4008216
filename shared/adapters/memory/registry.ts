/** The Registry table in memory. */
import type { OrganizationId, OrganizationVersion } from '../../domain/roster/organization.ts';
import type { PlanRow, Reopening } from '../../domain/roster/plan.ts';
import type { Restructuring } from '../../domain/roster/restructuring.ts';
import type { RegistryChange } from '../../ports/changes.ts';
import type { Registry } from '../../ports/registry.ts';
import { accessPart } from './registry-access.ts';
import { announcementPart } from './registry-announcements.ts';
import { auditPart } from './registry-audit.ts';
import { criteriaSetPart } from './registry-criteria-sets.ts';
import { digestPart } from './registry-digests.ts';
import { dutyPart } from './registry-duties.ts';
import { exportPart } from './registry-exports.ts';
import { grantPart } from './registry-grants.ts';
import { organizationPart } from './registry-organizations.ts';
import { periodPart } from './registry-periods.ts';
import { planPart } from './registry-plans.ts';
import { previewPart } from './registry-previews.ts';
import { programmePart } from './registry-programmes.ts';
import { reckoningPart } from './registry-reckonings.ts';
import { changeOf, isKind, type Stored, type Table } from './stored-item.ts';
import { type MemoryOptions, MemoryTable } from './table.ts';

export type MemoryRegistry = Registry & {
  /** Every plan row stored, by organization and month. */
  allPlanRows(): PlanRow[];
  /** Every version of every organization, by organization and month. */
  allVersions(): OrganizationVersion[];
  /** Every organization ever entered. */
  allOrganizations(): OrganizationId[];
  /** Every order that changed the tree, by organization and time. */
  allRestructurings(): Restructuring[];
  allReopenings(): Reopening[];
};

export function memoryRegistry(
  options: MemoryOptions & { readonly onChange?: (change: RegistryChange) => void } = {},
): MemoryRegistry {
  const table: Table = new MemoryTable<Stored>(options, (stored) => options.onChange?.(changeOf(stored)));
  return {
    ...organizationPart(table),
    ...criteriaSetPart(table),
    ...planPart(table),
    ...periodPart(table),
    ...reckoningPart(table),
    ...grantPart(table),
    ...auditPart(table),
    ...accessPart(table),
    ...exportPart(table),
    ...previewPart(table),
    ...digestPart(table),
    ...announcementPart(table),
    ...programmePart(table),
    ...dutyPart(table),
    allPlanRows: () =>
      table
        .all()
        .filter(isKind('plan-row'))
        .map(({ row }) => row),
    allVersions: () =>
      table
        .all()
        .filter(isKind('organization-version'))
        .map(({ version }) => version),
    allReopenings: () =>
      table
        .all()
        .filter(isKind('reopening'))
        .map(({ reopening }) => reopening),
    allRestructurings: () =>
      table
        .all()
        .filter(isKind('restructuring'))
        .map(({ order }) => order),
    allOrganizations: () => [
      ...new Set(
        table
          .all()
          .filter(isKind('organization-version'))
          .map(({ version }) => version.organization),
      ),
    ],
  };
}
