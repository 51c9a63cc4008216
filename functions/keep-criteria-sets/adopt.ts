/** Puts criteria sets in force; the planning job, told by the stream, then rewrites the open months. */
import { violation } from '../../shared/contracts/field-errors.ts';
import { notFound, validation } from '../../shared/contracts/problem.ts';
import { equalValues } from '../../shared/domain/equality.ts';
import { adoptionNote } from '../../shared/domain/log/rules-audit.ts';
import type { Month } from '../../shared/domain/period.ts';
import type { CriteriaAdoption } from '../../shared/domain/planning/inheritance.ts';
import type { OrganizationId } from '../../shared/domain/roster/organization.ts';
import type { CriteriaSetRef } from '../../shared/domain/roster/plan.ts';
import type {
  BindingRegistry,
  CriteriaSetRegistry,
  OrganizationRegistry,
  PeriodRegistry,
} from '../../shared/ports/registry.ts';
import { refuseClosedMonths } from '../../shared/runtime/closed-months.ts';
import { refuseUnlessMatching } from '../../shared/runtime/etag.ts';
import { againWhenLost } from '../../shared/runtime/lost-race.ts';
import type { PublishDeps } from './publish.ts';

export type AdoptDeps = Pick<PublishDeps, 'presets' | 'now'> & {
  readonly registry: Pick<OrganizationRegistry, 'organization'> &
    Pick<BindingRegistry, 'putCriteriaAdoption'> &
    Pick<CriteriaSetRegistry, 'criteriaSet'> &
    Pick<PeriodRegistry, 'periods'>;
};

export type AdoptionAsked = Pick<CriteriaAdoption, 'organization' | 'from' | 'criteriaSet'> & {
  /** Where the organization stands today, root first. */
  readonly path: readonly OrganizationId[];
  readonly subject: string;
  readonly ifMatch: string | null;
};

export type Adopted = { readonly created: boolean; readonly adoption: CriteriaAdoption };

/** The month and how often its adoption was written: two adoptions never share a tag. */
export const tagOf = ({ from, revision }: CriteriaAdoption): string => `${from}.${revision}`;

/** @throws Refusal 404 where nothing was adopted from that month on. */
export async function storedAdoption(
  { registry }: { readonly registry: Pick<OrganizationRegistry, 'organization'> },
  organization: OrganizationId,
  from: Month,
): Promise<CriteriaAdoption> {
  const history = await registry.organization(organization);
  const found = history?.bindings.criteria.find((adoption) => adoption.from === from);
  if (found === undefined) throw notFound();
  return found;
}

/** @throws Refusal */
export async function adopt(deps: AdoptDeps, asked: AdoptionAsked): Promise<Adopted> {
  const { organization, from, criteriaSet, path, subject, ifMatch } = asked;
  return againWhenLost(async () => {
    const history = await deps.registry.organization(organization);
    if (history === null) throw notFound();
    const stored = history.bindings.criteria.find((adoption) => adoption.from === from) ?? null;
    if (stored !== null && equalValues(stored.criteriaSet, criteriaSet))
      return { created: false, adoption: stored };
    await refuseUnadoptable(deps, asked);
    refuseUnlessMatching(ifMatch, stored && tagOf(stored));
    const adoption = {
      organization,
      from,
      criteriaSet,
      adoptedAt: deps.now(),
      adoptedBy: subject,
      revision: (stored?.revision ?? 0) + 1,
    };
    const before = history.bindings.criteria.findLast((one) => one.from <= from) ?? null;
    const note = adoptionNote({ before, after: adoption }, path);
    const outcome = await deps.registry.putCriteriaAdoption(adoption, note);
    return outcome === 'lost' ? 'lost' : { created: stored === null, adoption };
  });
}

/**
 * A set that is not published, or a month that is closed or comes before a closed one.
 * @throws Refusal
 */
export async function refuseUnadoptable(
  deps: AdoptDeps,
  { criteriaSet, from }: Pick<CriteriaAdoption, 'criteriaSet' | 'from'>,
): Promise<void> {
  if (criteriaSet !== null) await refuseUnpublished(deps, criteriaSet);
  refuseClosedMonths(await deps.registry.periods(), from);
}

async function refuseUnpublished({ registry, presets }: AdoptDeps, ref: CriteriaSetRef): Promise<void> {
  if (presets.some(({ id, revision }) => id === ref.id && revision === ref.revision)) return;
  if ((await registry.criteriaSet(ref)) !== null) return;
  throw validation([
    violation(
      '/criteriaSet',
      'criteria-set-published',
      `Bản ${ref.revision} của bộ tiêu chí ${ref.id} chưa được ban hành. Hãy ban hành trước, hoặc chọn bản khác.`,
      `Revision ${ref.revision} of the criteria set ${ref.id} is not published. Publish it first, or choose another.`,
    ),
  ]);
}
