/** What an adoption would change, as it goes over the wire: part by part, everything counted and listed. */
import * as z from 'zod';
import { type adoptionPreview, DRAFT } from '../../shared/contracts/criteria-publication.ts';
import type { criteriaSetContent } from '../../shared/contracts/criteria-set.ts';
import type { CriteriaSet } from '../../shared/domain/criteria.ts';
import type { Direction, GradeChange, Standing } from '../../shared/domain/grade-change.ts';
import type { OrganizationId } from '../../shared/domain/organization.ts';
import type { Month } from '../../shared/domain/period.ts';
import type { CriteriaSetRef } from '../../shared/domain/plan.ts';
import {
  LostPlaceError,
  type PreviewDeps,
  type PreviewPlace,
  previewAdoption,
  type UnfinishedCommittee,
} from '../../shared/jobs/preview-adoption.ts';
import { decodeCursor, encodeCursor, lostCursor, type Position } from '../../shared/runtime/cursor.ts';
import { type AdoptDeps, refuseUnadoptable } from './adopt.ts';
import { refuseFaulty } from './publish.ts';

export type DryRunDeps = PreviewDeps & AdoptDeps;

export type DryRunAsked = {
  readonly organization: OrganizationId;
  readonly from: Month;
  /** A published revision, none, or what is written down nowhere yet. */
  readonly criteriaSet: CriteriaSetRef | null | { readonly draft: z.output<typeof criteriaSetContent> };
  readonly cursor: string | undefined;
  readonly mayRead: (path: readonly OrganizationId[]) => boolean;
};

/** @throws Refusal what the adoption, and of a draft its publication, would be refused; 422 for a cursor of another walk */
export async function dryRun(
  deps: DryRunDeps,
  { organization, from, criteriaSet: asked, cursor, mayRead }: DryRunAsked,
): Promise<z.output<typeof adoptionPreview>> {
  const draft: CriteriaSet | null = asked !== null && 'draft' in asked ? { ...DRAFT, ...asked.draft } : null;
  if (draft !== null) refuseFaulty(draft);
  const criteriaSet = asked === null || 'draft' in asked ? draft && DRAFT : asked;
  await refuseUnadoptable(deps, { criteriaSet: draft === null ? criteriaSet : null, from });
  const place = placeOf(decodeCursor(cursor, position));
  const adoption = { organization, from, criteriaSet };
  const { months, next } = await previewAdoption(withDraft(deps, draft), { adoption, mayRead, place }).catch(
    (error: unknown) => {
      throw error instanceof LostPlaceError ? lostCursor() : error;
    },
  );
  return {
    ...{ organization, from, criteriaSet: criteriaSet && { ...criteriaSet } },
    months: months.map(({ month: period, organizations, changes, above }) => ({
      ...{ period, organizations },
      ...countsOf(changes.map(({ direction }) => direction)),
      annual: countsOf(changes.map(({ annualDirection }) => annualDirection)),
      changes: changes.map(changeToWire),
      above: above.map(changeToWire),
    })),
    next: next && encodeCursor(positionOf(next)),
  };
}

function withDraft(deps: DryRunDeps, draft: CriteriaSet | null): DryRunDeps {
  if (draft === null) return deps;
  const isDraft = ({ id, revision }: CriteriaSetRef) => id === draft.id && revision === draft.revision;
  return { ...deps, criteriaSets: async (ref) => (isDraft(ref) ? draft : deps.criteriaSets(ref)) };
}

/** A month, then four of each unfinished committee. */
const position = z
  .array(z.union([z.string(), z.int()]))
  .refine((parts) => parts.length % 4 === 1 && typeof parts[0] === 'string')
  .refine((parts) => parts.slice(1).every((part, i) => typeof part === (i % 4 < 2 ? 'string' : 'number')));

const positionOf = ({ month, unfinished }: PreviewPlace): Position => [
  month,
  ...unfinished.flatMap(({ organization, after, graded, pointsSum }) => [
    organization,
    after,
    graded,
    pointsSum,
  ]),
];

function placeOf(parts: Position | null): PreviewPlace | null {
  if (parts === null) return null;
  const [month, ...rest] = parts;
  const unfinished = Array.from({ length: rest.length / 4 }, (_, i): UnfinishedCommittee => {
    const [organization, after, graded, pointsSum] = rest.slice(i * 4);
    return {
      ...{ organization: String(organization), after: String(after) },
      ...{ graded: Number(graded), pointsSum: Number(pointsSum) },
    };
  });
  return { month: String(month), unfinished };
}

function countsOf(directions: readonly (Direction | null)[]): Record<Direction, number> {
  const count = (wanted: Direction) => directions.filter((direction) => direction === wanted).length;
  return { up: count('up'), down: count('down'), other: count('other') };
}

const changeToWire = ({ before, after, ...change }: GradeChange) => ({
  ...change,
  before: standingToWire(before),
  after: standingToWire(after),
});

const standingToWire = ({ criteriaSet, ...rest }: Standing) => ({ criteriaSet: { ...criteriaSet }, ...rest });
