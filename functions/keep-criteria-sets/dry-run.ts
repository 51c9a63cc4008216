/** What an adoption would change: looked at within the call, or, where that is too much, ordered. */
import type * as z from 'zod';
import { type adoptionPreview, DRAFT } from '../../shared/contracts/criteria-publication.ts';
import type { criteriaSetContent } from '../../shared/contracts/criteria-set.ts';
import { busy } from '../../shared/contracts/problem.ts';
import type { CriteriaSet } from '../../shared/domain/criteria/criteria.ts';
import type { Instant, Month } from '../../shared/domain/period.ts';
import {
  asksTheSame,
  changesOf,
  hasExpired,
  isWaiting,
  monthCounts,
  NOT_WALKED,
  PREVIEW_DAYS,
  type PreviewState,
  type Walked,
  withPart,
} from '../../shared/domain/planning/preview.ts';
import type { OrganizationId } from '../../shared/domain/roster/organization.ts';
import type { CriteriaSetRef } from '../../shared/domain/roster/plan.ts';
import { type PreviewDeps, previewAdoption } from '../../shared/jobs/preview-adoption.ts';
import { pageName, withDraft } from '../../shared/jobs/run-preview.ts';
import type { Jobs } from '../../shared/ports/jobs.ts';
import type { PreviewRegistry } from '../../shared/ports/registry.ts';
import { logger } from '../../shared/runtime/logger.ts';
import { type AdoptDeps, refuseUnadoptable } from './adopt.ts';
import { changeToWire, countsToWire, type MayRead, readable } from './previewed.ts';
import { refuseFaulty } from './publish.ts';

export type DryRunDeps = PreviewDeps &
  AdoptDeps & {
    readonly registry: Pick<PreviewRegistry, 'previews' | 'putPreview' | 'putPreviewPage'>;
    readonly jobs: Pick<Jobs, 'previewAdoption'>;
    /** A new preview id, never given before. */
    readonly newPreviewId: (organization: OrganizationId, from: Month, now: Instant) => string;
  };

export type DryRunAsked = {
  readonly organization: OrganizationId;
  readonly from: Month;
  /** A published revision, none, or what is written down nowhere yet. */
  readonly criteriaSet: CriteriaSetRef | null | { readonly draft: z.output<typeof criteriaSetContent> };
  readonly background: boolean;
  readonly subject: string;
  readonly mayRead: MayRead;
};

export type DryRun =
  | { readonly complete: z.output<typeof adoptionPreview> }
  | { readonly ordered: PreviewState };

/** @throws Refusal what the adoption, and of a draft its publication, would be refused */
export async function dryRun(
  deps: DryRunDeps,
  { organization, from, criteriaSet: asked, background, subject, mayRead }: DryRunAsked,
): Promise<DryRun> {
  const draft: CriteriaSet | null = asked !== null && 'draft' in asked ? { ...DRAFT, ...asked.draft } : null;
  if (draft !== null) refuseFaulty(draft);
  const criteriaSet = asked === null || 'draft' in asked ? draft && DRAFT : asked;
  await refuseUnadoptable(deps, { criteriaSet: draft === null ? criteriaSet : null, from });
  const order = { organization, from, criteriaSet, draft, requestedBy: subject };
  const waiting = (await deps.registry.previews()).find(
    (state) => isWaiting(state) && !hasExpired(state, deps.now()) && asksTheSame(state, order),
  );
  if (waiting !== undefined) return { ordered: waiting };
  if (background) return { ordered: await ordered(deps, order, null) };
  const part = await previewAdoption(withDraft(deps, draft), {
    adoption: { organization, from, criteriaSet },
    place: null,
  });
  if (part.next !== null) return { ordered: await ordered(deps, order, part) };
  const months = part.months.map(async (month) => ({
    ...countsToWire(monthCounts(month)),
    changes: month.changes.map(changeToWire),
    above: await readable(month.above, mayRead),
  }));
  return {
    complete: {
      ...{ organization, from, criteriaSet: criteriaSet && { ...criteriaSet } },
      months: await Promise.all(months),
    },
  };
}

type Order = Pick<PreviewState, 'organization' | 'from' | 'criteriaSet' | 'draft' | 'requestedBy'>;

const DAY_MS = 86_400_000;

/** Written down with what the call has looked at already; then whoever walks it is nudged. */
async function ordered(
  deps: DryRunDeps,
  order: Order,
  part: Awaited<ReturnType<typeof previewAdoption>> | null,
): Promise<PreviewState> {
  const at = deps.now();
  const previewId = deps.newPreviewId(order.organization, order.from, at);
  const name = pageName(0, 0);
  const changes = part === null ? [] : changesOf(part);
  if (changes.length > 0) await deps.registry.putPreviewPage(previewId, name, changes);
  const walked: Walked = part === null ? NOT_WALKED : withPart(NOT_WALKED, part, name);
  const state: PreviewState = {
    ...{ previewId, ...order, ...walked, status: 'queued' },
    ...{ requestedAt: at, updatedAt: at },
    expiresAt: new Date(Date.parse(at) + PREVIEW_DAYS * DAY_MS).toISOString(),
    ...{ attempt: 0, failures: 0, revision: 1 },
  };
  if ((await deps.registry.putPreview(state)) === 'lost') throw busy();
  try {
    await deps.jobs.previewAdoption(previewId);
  } catch (error) {
    // The order stands: the schedule takes up what was not begun.
    logger.warn('A preview could not be started at once', {
      previewId,
      error: error instanceof Error ? error : new Error(String(error)),
    });
  }
  return state;
}
