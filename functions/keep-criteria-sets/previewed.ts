/** Ordered previews as they go over the wire, to whom they belong. */
import * as z from 'zod';
import type { orderedPreview } from '../../shared/contracts/criteria-publication.ts';
import { notFound } from '../../shared/contracts/problem.ts';
import { parseExportId } from '../../shared/domain/exports/export-names.ts';
import type { Instant, Month } from '../../shared/domain/period.ts';
import {
  countPairs,
  type Direction,
  type GradeChange,
  type Standing,
} from '../../shared/domain/planning/grade-change.ts';
import {
  hasExpired,
  type MonthCounts,
  type PreviewedChange,
  type PreviewState,
} from '../../shared/domain/planning/preview.ts';
import type { OrganizationId } from '../../shared/domain/roster/organization.ts';
import type { PreviewRegistry } from '../../shared/ports/registry.ts';
import { decodeCursor, encodeCursor, lostCursor } from '../../shared/runtime/cursor.ts';

export type PreviewedDeps = {
  readonly registry: Pick<PreviewRegistry, 'preview' | 'previewPage'>;
  readonly now: () => Instant;
};

/** Whether the caller may be shown an organization. */
export type MayRead = (organization: OrganizationId) => Promise<boolean>;

/** Of an id that no preview can have, null. */
export const ownerOf = (previewId: string): OrganizationId | null =>
  parseExportId(previewId)?.organization ?? null;

/** @throws Refusal 404 for one that is not there, or no longer */
export async function previewOf({ registry, now }: PreviewedDeps, previewId: string): Promise<PreviewState> {
  const state = await registry.preview(previewId);
  if (state === null || hasExpired(state, now())) throw notFound();
  return state;
}

export async function previewToWire(
  { previewId, organization, from, criteriaSet, status, progress, expiresAt, months }: PreviewState,
  mayRead: MayRead,
): Promise<z.output<typeof orderedPreview>> {
  const told = months.map(async (month) => ({
    ...countsToWire(month),
    above: await readable(month.above, mayRead),
  }));
  return {
    ...{ previewId, organization, from, criteriaSet: criteriaSet && { ...criteriaSet } },
    ...{ status, progress, expiresAt },
    months: await Promise.all(told),
  };
}

export const countsToWire = ({ month: period, organizations, pairs, annual }: MonthCounts) => ({
  ...{ period, organizations },
  ...countPairs(pairs),
  annual: { ...annual },
  grades: pairs.map((pair) => ({ ...pair })),
});

export async function readable(changes: readonly GradeChange[], mayRead: MayRead) {
  const may = await Promise.all(changes.map(({ organization }) => mayRead(organization)));
  return changes.filter((_, i) => may[i]).map(changeToWire);
}

export const changeToWire = ({ before, after, ...change }: GradeChange) => ({
  ...change,
  before: standingToWire(before),
  after: standingToWire(after),
});

const standingToWire = ({ criteriaSet, ...rest }: Standing) => ({ criteriaSet: { ...criteriaSet }, ...rest });

/** The page, and the last change in it that was told. */
const position = z.tuple([z.string(), z.int().min(0)]);

type ChangesAsked = {
  readonly period?: Month | undefined;
  readonly direction?: Direction | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
};

/** @throws Refusal 422 for a cursor of a page that is gone: the walk began anew */
export async function pageOfChanges(
  { registry }: PreviewedDeps,
  { previewId, pages }: PreviewState,
  { period, direction, limit, cursor }: ChangesAsked,
) {
  const after = decodeCursor(cursor, position);
  const first = after === null ? 0 : pages.findIndex(({ name }) => name === after[0]);
  if (first < 0) throw lostCursor();
  const found: { readonly change: PreviewedChange; readonly at: readonly [string, number] }[] = [];
  for (const { name } of pages.slice(first)) {
    if (found.length > limit) break;
    for (const [i, change] of (await registry.previewPage(previewId, name)).entries())
      if (
        (after === null || name !== after[0] || i > after[1]) &&
        (period === undefined || change.month === period) &&
        (direction === undefined || change.direction === direction)
      )
        found.push({ change, at: [name, i] });
  }
  const last = found[limit - 1];
  return {
    items: found
      .slice(0, limit)
      .map(({ change: { month, ...change } }) => ({ period: month, ...changeToWire(change) })),
    next: found.length > limit && last !== undefined ? encodeCursor(last.at) : null,
  };
}
