/** How organizations stood in earlier periods, for those who read the figures side by side. */
import type { Measure } from '../criteria/measures.ts';
import { roundHalfEven } from '../integers.ts';
import type { Period } from '../period.ts';
import type { OrganizationId } from '../roster/organization.ts';
import { type ComparedOrganization, figureOf, percentOfComparedOf } from './export-changes.ts';

/** One organization's figures in an earlier period; of a merged one those of its predecessors together. */
export type EarlierFigures = {
  /** Hundredths; null if nothing was graded. */
  readonly points: number | null;
  /** Hundredths of a percent; null if nothing was graded, or the export is older than the figure. */
  readonly percentOfFull: number | null;
  figure(measure: Measure): number;
};

/** An earlier period as the export of it that was published last says. */
export type EarlierPeriod = {
  readonly period: Period;
  readonly exportId: string;
  readonly rows: ReadonlyMap<OrganizationId, ComparedOrganization>;
  /** Organizations that are gone, by the one that they were merged into. */
  readonly merged: ReadonlyMap<OrganizationId, readonly OrganizationId[]>;
};

/** Null where no export of it was published. */
export type EarlierPeriods = {
  readonly before: EarlierPeriod | null;
  readonly aYearBefore: EarlierPeriod | null;
};

/** Null if neither it nor what was merged into it was there. */
export function earlierFigures(
  { rows, merged }: Pick<EarlierPeriod, 'rows' | 'merged'>,
  organization: OrganizationId,
): EarlierFigures | null {
  const family = [organization, ...(merged.get(organization) ?? [])].flatMap((id) => rows.get(id) ?? []);
  const ids = new Set(family.map((row) => row.organization));
  // The row of whoever stood above another of them holds the other's already.
  const found = family.filter(({ path }) => !path.slice(0, -1).some((id) => ids.has(id)));
  const [first] = found;
  if (first === undefined) return null;
  const figure = (measure: Measure): number => found.reduce((sum, row) => sum + figureOf(row, measure), 0);
  const graded = figure('graded');
  return {
    figure,
    points: graded === 0 ? null : roundHalfEven(figure('pointsSum'), graded),
    percentOfFull: percentOfComparedOf(found),
  };
}
