/** Publishes revisions of criteria sets: each is written once and never changes. */
import { violation } from '../../shared/contracts/field-errors.ts';
import { notFound, revisionPublished, validation } from '../../shared/contracts/problem.ts';
import type { CriteriaSet } from '../../shared/domain/criteria/criteria.ts';
import { criteriaProblems } from '../../shared/domain/criteria/criteria-validation.ts';
import { equalValues } from '../../shared/domain/equality.ts';
import type { AuditNote } from '../../shared/domain/log/audit.ts';
import { criteriaSetNote } from '../../shared/domain/log/rules-audit.ts';
import type { Role } from '../../shared/domain/roster/access.ts';
import type { OrganizationId } from '../../shared/domain/roster/organization.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { PublishedCriteriaSet } from '../../shared/ports/criteria-sets.ts';
import type { CriteriaSetRegistry } from '../../shared/ports/registry.ts';
import type { AccessGuard, Caller } from '../../shared/runtime/access.ts';
import { againWhenLost } from '../../shared/runtime/lost-race.ts';

export type PublishDeps = {
  readonly registry: Pick<CriteriaSetRegistry, 'criteriaSet' | 'putCriteriaSet'>;
  /** The sets that come with the software. */
  readonly presets: readonly CriteriaSet[];
  readonly now: Clock;
};

type Asked = {
  readonly organization: OrganizationId;
  readonly set: CriteriaSet;
  readonly caller: Caller;
  readonly roles: readonly Role[];
  readonly guard: AccessGuard;
};

export type Published = { readonly created: boolean; readonly published: PublishedCriteriaSet };

/** @throws Refusal */
export async function publish(deps: PublishDeps, asked: Asked): Promise<Published> {
  const { organization, set, caller } = asked;
  await refuseForeign(asked, organization);
  refusePresetIds(deps, set);
  return againWhenLost(async () => {
    const stored = await deps.registry.criteriaSet(set);
    if (stored !== null) {
      await refuseOtherOwner(asked, stored);
      if (equalValues(stored.set, set)) return { created: false, published: stored };
      throw revisionPublished(set.revision);
    }
    await refuseGap(deps, asked);
    refuseFaulty(set);
    const published = { set, organization, publishedAt: deps.now(), publishedBy: caller.subject };
    const note = await noteOf(deps, asked, published);
    const outcome = await deps.registry.putCriteriaSet(published, note);
    return outcome === 'lost' ? 'lost' : { created: true, published };
  });
}

async function noteOf(
  { registry }: PublishDeps,
  { organization, set, guard }: Asked,
  { publishedAt: at, publishedBy: by }: PublishedCriteriaSet,
): Promise<AuditNote> {
  const [before, path] = await Promise.all([
    set.revision === 1 ? null : registry.criteriaSet({ id: set.id, revision: set.revision - 1 }),
    guard.pathToday(organization),
  ]);
  const change = { before: before?.set ?? null, after: set };
  return criteriaSetNote({ at, by }, change, { organization, path: path ?? [organization] });
}

/** @throws Refusal 404 unless the caller makes rules for the organization. */
async function refuseForeign({ caller, roles, guard }: Asked, organization: OrganizationId): Promise<void> {
  const path = await guard.pathToday(organization);
  if (path === null || !guard.allows(caller, roles, path)) throw notFound();
}

/** A set stays with whoever published it first; that somebody else has one of this name is not told to strangers. */
async function refuseOtherOwner(asked: Asked, { organization: owner }: PublishedCriteriaSet): Promise<void> {
  if (owner === asked.organization) return;
  await refuseForeign(asked, owner);
  throw validation([
    violation(
      '/organization',
      'set-owner',
      `Bộ tiêu chí này là của ${owner}; các bản sau cũng phải ban hành cho tổ chức đó.`,
      `The set is ${owner}'s; its later revisions are published for that organization too.`,
    ),
  ]);
}

function refusePresetIds({ presets }: PublishDeps, { id }: CriteriaSet): void {
  if (presets.every((preset) => preset.id !== id)) return;
  throw validation([
    violation(
      '/criteriaSet',
      'preset-id',
      `Mã ${id} là của bộ tiêu chí có sẵn trong phần mềm, không ban hành đè được. Hãy chọn mã khác.`,
      `The id ${id} is that of a set that comes with the software and cannot be published over. Choose another id.`,
    ),
  ]);
}

async function refuseGap({ registry }: PublishDeps, asked: Asked): Promise<void> {
  const { id, revision } = asked.set;
  if (revision === 1) return;
  const before = await registry.criteriaSet({ id, revision: revision - 1 });
  if (before !== null) return refuseOtherOwner(asked, before);
  throw validation([
    violation(
      '/revision',
      'revision-follows',
      `Chưa có bản ${revision - 1}. Các bản ban hành lần lượt, bắt đầu từ 1.`,
      `There is no revision ${revision - 1}. Revisions follow one another, beginning with 1.`,
    ),
  ]);
}

/** @throws Refusal 422 with every fault of a set that stands under `/set` in the body. */
export function refuseFaulty(set: CriteriaSet): void {
  const problems = criteriaProblems(set).map((found) => ({ ...found, pointer: `/set${found.pointer}` }));
  if (problems.length > 0) throw validation(problems);
}
