/** What an adoption would change, as it goes over the wire: everything counted, the list bounded. */
import type * as z from 'zod';
import { type adoptionPreview, MOST_LISTED } from '../../shared/contracts/criteria-publication.ts';
import { violation } from '../../shared/contracts/field-errors.ts';
import { validation } from '../../shared/contracts/problem.ts';
import {
  type Direction,
  type GradeChange,
  LargeSubtreeError,
  MOST_ORGANIZATIONS,
  type PreviewDeps,
  previewAdoption,
  type Standing,
} from '../../shared/jobs/preview-adoption.ts';
import type { AdoptionAsked } from './adopt.ts';

export type DryRunDeps = PreviewDeps;

/** @throws Refusal 422 for a subtree too large for one call. */
export async function dryRun(
  deps: DryRunDeps,
  { organization, from, criteriaSet, subject }: Omit<AdoptionAsked, 'ifMatch' | 'path'>,
): Promise<z.output<typeof adoptionPreview>> {
  const drawn = { organization, from, criteriaSet, adoptedAt: deps.now(), adoptedBy: subject, revision: 1 };
  const months = await previewAdoption(deps, drawn).catch(refuseLarge);
  return {
    ...{ organization, from, criteriaSet },
    months: months.map(({ month: period, organizations, changes }) => ({
      ...{ period, organizations, ...countsOf(changes) },
      changes: changes.slice(0, MOST_LISTED).map((change) => ({
        ...change,
        before: standingToWire(change.before),
        after: standingToWire(change.after),
      })),
    })),
  };
}

function refuseLarge(error: unknown): never {
  if (!(error instanceof LargeSubtreeError)) throw error;
  throw validation([
    violation(
      '/organization',
      'subtree-small-enough',
      `Có hơn ${MOST_ORGANIZATIONS} tổ chức. Hãy xem trước từng tổ chức trực thuộc.`,
      `There are more than ${MOST_ORGANIZATIONS} organizations. Preview the organizations directly below one by one.`,
    ),
  ]);
}

function countsOf(changes: readonly GradeChange[]): Record<Direction, number> {
  const count = (wanted: Direction) => changes.filter(({ direction }) => direction === wanted).length;
  return { up: count('up'), down: count('down'), other: count('other') };
}

const standingToWire = ({ criteriaSet, ...rest }: Standing) => ({ criteriaSet: { ...criteriaSet }, ...rest });
