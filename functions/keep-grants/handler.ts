/** Keeps grants: a registrar sees and replaces those inside its own subtree, and no others. */
import pMap from 'p-map';
import { violation } from '../../shared/contracts/field-errors.ts';
import { busy, notFound, validation } from '../../shared/contracts/problem.ts';
import { getGrants, putGrants } from '../../shared/contracts/routes.ts';
import type { Grant, Role } from '../../shared/domain/access.ts';
import type { AuditNote } from '../../shared/domain/audit.ts';
import { equalValues } from '../../shared/domain/equality.ts';
import type { OrganizationId } from '../../shared/domain/organization.ts';
import { grantsNote } from '../../shared/domain/registry-audit.ts';
import type { GrantRegistry, GrantsOfSubject } from '../../shared/ports/registry.ts';
import type { AccessDeps, AccessGuard, Caller } from '../../shared/runtime/access.ts';
import { type ApiOptions, apiHandler, endpoint } from '../../shared/runtime/api-handler.ts';
import { placesToday } from '../../shared/runtime/audit-places.ts';

export type Deps = AccessDeps & { readonly registry: GrantRegistry };

const REGISTRARS: readonly Role[] = putGrants.access.roles;
/** Criteria sets bind everybody below: who may write them, the registrar of the province alone may say. */
const PROVINCE_ALONE: ReadonlySet<Role> = new Set<Role>(['rule-maker']);
const ATTEMPTS = 10;

/** Which organizations, of those named, lie inside the caller's subtree. */
async function insideOf(
  guard: AccessGuard,
  caller: Caller,
  grants: readonly Grant[],
): Promise<ReadonlySet<OrganizationId>> {
  const named = [...new Set(grants.map(({ organization }) => organization))];
  const inside = await pMap(
    named,
    async (organization) => {
      const path = await guard.pathToday(organization);
      return path !== null && guard.allows(caller, REGISTRARS, path) ? [organization] : [];
    },
    { concurrency: 16 },
  );
  return new Set(inside.flat());
}

/** @throws Refusal 422 for a role that is not the caller's to give. */
function refuseRoles(grants: readonly Grant[], mayGive: (role: Role) => boolean): void {
  const broken = grants.flatMap(({ role }, i) =>
    mayGive(role)
      ? []
      : [
          violation(
            `/grants/${i}/role`,
            'role-to-give',
            `Vai trò ${role} chỉ do người quản lý danh mục cấp tỉnh giao.`,
            `The role ${role} is given by the registrar of the province alone.`,
          ),
        ],
  );
  if (broken.length > 0) throw validation(broken);
}

/** Who gave and took what. */
async function noteOf(
  { now }: Pick<Deps, 'now'>,
  guard: AccessGuard,
  { subject: by }: Caller,
  { before, grants, subject, revision }: GrantsOfSubject & { readonly before: readonly Grant[] },
): Promise<AuditNote> {
  const concerned = [...before, ...grants].map(({ organization }) => organization);
  const change = { before, after: grants, revision };
  return grantsNote({ at: now(), by }, subject, change, await placesToday(guard, concerned));
}

const copyOf = (grants: readonly Grant[]) => grants.map((grant) => ({ ...grant }));

export const createHandler = (deps: Deps, options?: ApiOptions) =>
  apiHandler(
    deps,
    [
      endpoint(getGrants, async ({ params: { subject } }, { caller, guard }) => {
        const { grants } = await deps.registry.grants(subject);
        const inside = await insideOf(guard, caller, grants);
        const seen = grants.filter(({ organization }) => inside.has(organization));
        return { status: 200, body: { subject, grants: copyOf(seen) } };
      }),
      endpoint(putGrants, async ({ params: { subject }, body: { grants } }, { caller, guard }) => {
        const ofProvince = guard.allows(caller, REGISTRARS, [deps.province]);
        const mayGive = (role: Role) => ofProvince || !PROVINCE_ALONE.has(role);
        const given = await insideOf(guard, caller, grants);
        if (grants.some(({ organization }) => !given.has(organization))) throw notFound();
        refuseRoles(grants, mayGive);

        for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
          const stored = await deps.registry.grants(subject);
          const inside = await insideOf(guard, caller, stored.grants);
          const kept = stored.grants.filter(
            ({ organization, role }) => !inside.has(organization) || !mayGive(role),
          );
          const next = { subject, grants: [...kept, ...grants], revision: stored.revision + 1 };
          const done =
            equalValues(next.grants, stored.grants) ||
            (await deps.registry.putGrants(
              next,
              await noteOf(deps, guard, caller, { before: stored.grants, ...next }),
            )) === 'stored';
          if (!done) continue;
          const seen = next.grants.filter(
            ({ organization }) => inside.has(organization) || given.has(organization),
          );
          return { status: 200, body: { subject, grants: copyOf(seen) } };
        }
        throw busy();
      }),
    ],
    options,
  );
