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
  /**
   * Of an organization that comes of others that are gone: whose rows together are its figures, each counted once.
   * None where rows would have to be divided, or are another's.
   */
  readonly families: ReadonlyMap<OrganizationId, readonly OrganizationId[]>;
};

/** Null where no export of it was published. */
export type EarlierPeriods = {
  readonly before: EarlierPeriod | null;
  readonly aYearBefore: EarlierPeriod | null;
};

/** Null if neither it nor what it comes of was there, or nobody can tell theirs apart. */
export function earlierFigures(
  { rows, families }: Pick<EarlierPeriod, 'rows' | 'families'>,
  organization: OrganizationId,
): EarlierFigures | null {
  const found = (families.get(organization) ?? [organization]).flatMap((id) => rows.get(id) ?? []);
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
