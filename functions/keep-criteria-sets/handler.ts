/** Criteria sets: published as data, in force for a subtree from a month on. */
import * as z from 'zod';
import { adoptionToWire } from '../../shared/contracts/criteria-publication.ts';
import { notFound } from '../../shared/contracts/problem.ts';
import {
  getAdoption,
  getCriteriaInForce,
  getCriteriaSet,
  getPreview,
  getScorecard,
  listCriteriaSets,
  listPreviewedChanges,
  previewAdoption,
  putAdoption,
  putCriteriaSet,
} from '../../shared/contracts/routes.ts';
import type { CriteriaSet } from '../../shared/domain/criteria/criteria.ts';
import { localMonth } from '../../shared/domain/period.ts';
import type { CriteriaAdoption } from '../../shared/domain/planning/inheritance.ts';
import type { OpenMonthsDeps } from '../../shared/jobs/plan-organization.ts';
import type { PublishedCriteriaSet } from '../../shared/ports/criteria-sets.ts';
import type { CriteriaSetRegistry } from '../../shared/ports/registry.ts';
import type { AccessDeps, AccessGuard, Caller } from '../../shared/runtime/access.ts';
import { type ApiOptions, apiHandler, endpoint } from '../../shared/runtime/api-handler.ts';
import { pageAfter } from '../../shared/runtime/cursor.ts';
import { type AdoptDeps, adopt, storedAdoption, tagOf } from './adopt.ts';
import { type DryRunDeps, dryRun } from './dry-run.ts';
import { inForceAt, progressOf } from './follow.ts';
import {
  type MayRead,
  ownerOf,
  type PreviewedDeps,
  pageOfChanges,
  previewOf,
  previewToWire,
} from './previewed.ts';
import { type PublishDeps, publish } from './publish.ts';

export type Deps = AccessDeps &
  OpenMonthsDeps &
  PublishDeps &
  AdoptDeps &
  DryRunDeps &
  PreviewedDeps & { readonly registry: CriteriaSetRegistry };

const position = z.tuple([z.string(), z.int()]);

type Listed = { readonly set: CriteriaSet; readonly preset: boolean; readonly publishedAt: string | null };

const ofPreset = (set: CriteriaSet): Listed => ({ set, preset: true, publishedAt: null });
const ofPublished = ({ set, publishedAt }: PublishedCriteriaSet): Listed => ({
  set,
  preset: false,
  publishedAt,
});
const setTag = ({ id, revision }: CriteriaSet): string => `${id}.${revision}`;

const inOrder = (a: Listed, b: Listed): number =>
  a.set.id === b.set.id ? a.set.revision - b.set.revision : a.set.id < b.set.id ? -1 : 1;

/** Those above a subtree are shown to who may read their scorecards or make their rules. */
const readingOf =
  (guard: AccessGuard, caller: Caller): MayRead =>
  async (organization) => {
    const path = await guard.pathToday(organization);
    const roles = [...previewAdoption.access.roles, ...getScorecard.access.roles];
    return path !== null && guard.allows(caller, roles, path);
  };

/** @throws Refusal 404 unless the caller makes rules for whom the preview is of */
async function ruleMakerOf(guard: AccessGuard, subject: string, previewId: string): Promise<Caller> {
  const organization = ownerOf(previewId);
  const { roles } = getPreview.access;
  const caller = await guard.callerOf(subject, roles, organization === null ? [] : [organization]);
  const path = organization === null ? null : await guard.pathToday(organization);
  if (path === null || !guard.allows(caller, roles, path)) throw notFound();
  return caller;
}

export const createHandler = (deps: Deps, options?: ApiOptions) => {
  const withProgress = async (adoption: CriteriaAdoption) => ({
    ...adoptionToWire(adoption),
    progress: await progressOf(deps, adoption.organization, adoption.from),
  });
  return apiHandler(
    deps,
    [
      endpoint(putCriteriaSet, async ({ params, body }, { subject, guard }) => {
        const set = { id: params.criteriaSet, revision: params.revision, ...body.set };
        const { roles } = putCriteriaSet.access;
        const { organization } = body;
        const caller = await guard.callerOf(subject, roles, [organization]);
        const { created, published } = await publish(deps, { organization, set, caller, roles, guard });
        const answer = { etag: setTag(set), body: ofPublished(published) };
        const location = `/criteria-sets/${set.id}/revisions/${set.revision}`;
        return created ? { status: 201, location, ...answer } : { status: 200, ...answer };
      }),
      endpoint(getCriteriaSet, async ({ params: { criteriaSet: id, revision } }) => {
        const preset = deps.presets.find((set) => set.id === id && set.revision === revision);
        const published = preset ? null : await deps.registry.criteriaSet({ id, revision });
        const found = preset ? ofPreset(preset) : published && ofPublished(published);
        if (found === null) throw notFound();
        return { status: 200, etag: setTag(found.set), body: found };
      }),
      endpoint(listCriteriaSets, async ({ query }) => {
        const published = await deps.registry.criteriaSets();
        const all = [...deps.presets.map(ofPreset), ...published.map(ofPublished)].toSorted(inOrder);
        const { items, next } = pageAfter(all, ({ set }) => [set.id, set.revision], position, query);
        const body = items.map(({ set: { id, revision, title }, preset, publishedAt }) => ({
          ...{ id, revision, title: { ...title }, preset, publishedAt },
        }));
        return { status: 200, body: { items: body, next } };
      }),
      endpoint(
        putAdoption,
        async ({ params: { organization, period: from }, body, ifMatch }, { caller, guard }) => {
          const { criteriaSet } = body;
          const path = (await guard.pathToday(organization)) ?? [organization];
          const asked = { organization, from, criteriaSet, path, subject: caller.subject, ifMatch };
          const { created, adoption } = await adopt(deps, asked);
          const answer = { etag: tagOf(adoption), body: await withProgress(adoption) };
          const location = `/organizations/${organization}/criteria-sets/${from}`;
          return created ? { status: 201, location, ...answer } : { status: 200, ...answer };
        },
      ),
      endpoint(
        previewAdoption,
        async ({ params: { organization, period: from }, body, query }, { caller, guard }) => {
          const criteriaSet = body.set === undefined ? (body.criteriaSet ?? null) : { draft: body.set };
          const mayRead = readingOf(guard, caller);
          const answer = await dryRun(deps, {
            ...{ organization, from, criteriaSet, mayRead },
            ...{ background: query.background === 'true', subject: caller.subject },
          });
          if ('complete' in answer) return { status: 200, body: answer.complete };
          const { ordered } = answer;
          const location = `/previews/${ordered.previewId}`;
          return { status: 202, location, body: await previewToWire(ordered, mayRead) };
        },
      ),
      endpoint(getPreview, async ({ params }, { subject, guard }) => {
        const caller = await ruleMakerOf(guard, subject, params.preview);
        const state = await previewOf(deps, params.preview);
        return { status: 200, body: await previewToWire(state, readingOf(guard, caller)) };
      }),
      endpoint(listPreviewedChanges, async ({ params, query }, { subject, guard }) => {
        await ruleMakerOf(guard, subject, params.preview);
        const state = await previewOf(deps, params.preview);
        return { status: 200, body: await pageOfChanges(deps, state, query) };
      }),
      endpoint(getAdoption, async ({ params: { organization, period } }) => {
        const adoption = await storedAdoption(deps, organization, period);
        return { status: 200, body: await withProgress(adoption) };
      }),
      endpoint(getCriteriaInForce, async ({ params: { organization }, query }) => {
        const period = query.period ?? localMonth(deps.now());
        const { criteriaSet, ...decided } = await inForceAt(deps, organization, period);
        const history = await deps.registry.organization(organization);
        return {
          status: 200,
          body: {
            organization,
            period,
            inForce: { criteriaSet: { ...criteriaSet }, ...decided },
            adoptions: (history?.bindings.criteria ?? []).map(adoptionToWire),
          },
        };
      }),
    ],
    options,
  );
};
