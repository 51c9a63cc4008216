/** Keeps grants: a registrar sees and replaces those inside its own subtree, and no others. */
import pMap from 'p-map';
import { violation } from '../../shared/contracts/field-errors.ts';
import { notFound, validation } from '../../shared/contracts/problem.ts';
import { getGrants, listGrants, putGrants } from '../../shared/contracts/routes.ts';
import { equalValues } from '../../shared/domain/equality.ts';
import type { AuditNote } from '../../shared/domain/log/audit.ts';
import { grantsNote } from '../../shared/domain/log/registry-audit.ts';
import type { LocalDate } from '../../shared/domain/period.ts';
import { type Grant, isLater, lastDayAsRegistrar, type Role } from '../../shared/domain/roster/access.ts';
import type { OrganizationId } from '../../shared/domain/roster/organization.ts';
import { spoken } from '../../shared/domain/spoken-date.ts';
import type { GrantRegistry, GrantsOfSubject } from '../../shared/ports/registry.ts';
import type { AccessDeps, AccessGuard, Caller } from '../../shared/runtime/access.ts';
import { type ApiOptions, apiHandler, endpoint } from '../../shared/runtime/api-handler.ts';
import { placesToday } from '../../shared/runtime/audit-places.ts';
import { againWhenLost } from '../../shared/runtime/lost-race.ts';
import { grantsReaching } from './reaching.ts';

export type Deps = AccessDeps & { readonly registry: GrantRegistry };

const REGISTRARS: readonly Role[] = putGrants.access.roles;
/** Criteria sets bind everybody below: who may write them, the registrar of the province alone may say. */
const PROVINCE_ALONE: ReadonlySet<Role> = new Set<Role>(['rule-maker']);

/** The organizations, of those named, that lie inside the caller's subtree, and until when they are the caller's. */
async function insideOf(
  guard: AccessGuard,
  caller: Caller,
  grants: readonly Grant[],
): Promise<ReadonlyMap<OrganizationId, LocalDate | null>> {
  const named = [...new Set(grants.map(({ organization }) => organization))];
  const inside = await pMap(
    named,
    async (organization) => {
      const path = await guard.pathToday(organization);
      if (path === null || !guard.allows(caller, REGISTRARS, path)) return [];
      return [[organization, lastDayAsRegistrar(caller.grants, path, caller.today)] as const];
    },
    { concurrency: 16 },
  );
  return new Map(inside.flat());
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

/** @throws Refusal 422 for a grant that another before it says already; other days make it another. */
function refuseRepeated(grants: readonly Grant[]): void {
  const broken = grants.flatMap((grant, i) =>
    grants.slice(0, i).some((one) => equalValues(one, grant))
      ? [
          violation(
            `/grants/${i}`,
            'grant-once',
            'Quyền này đã nêu ở trên trong cùng yêu cầu. Hãy bỏ dòng trùng.',
            'This grant stands in the request already. Leave out the repetition.',
          ),
        ]
      : [],
  );
  if (broken.length > 0) throw validation(broken);
}

/**
 * A registrar who could name another without end, or lengthen its own grant, would never cease to be one.
 * @throws Refusal 422 for a registrar named for longer than the caller is one, unless it is so named already
 */
function refuseOutlasting(
  grants: readonly Grant[],
  stored: readonly Grant[],
  mine: ReadonlyMap<OrganizationId, LocalDate | null>,
): void {
  const broken = grants.flatMap((grant, i) => {
    const last = mine.get(grant.organization) ?? null;
    const isTheirs = grant.role !== 'registrar' || stored.some((one) => equalValues(one, grant));
    if (last === null || isTheirs || !isLater(grant.until, last)) return [];
    return [
      violation(
        `/grants/${i}/until`,
        'registrar-outlasts',
        `Người quản lý danh mục chỉ giao vai trò này đến hết thời hạn của chính mình (${spoken(last)}). Hãy ghi ngày kết thúc không muộn hơn, hoặc đề nghị cấp trên giao.`,
        `A registrar names others at most until the last day of its own grant (${last}). Choose a last day not after it, or have it given from above.`,
      ),
    ];
  });
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

const organizationOf = ({ organization }: Grant) => organization;
const copyOf = (grants: readonly Grant[]) => grants.map((grant) => ({ ...grant }));

export const createHandler = (deps: Deps, options?: ApiOptions) =>
  apiHandler(
    deps,
    [
      endpoint(getGrants, async ({ params: { subject } }, { subject: asker, guard }) => {
        const { grants } = await deps.registry.grants(subject);
        const caller = await guard.callerOf(asker, REGISTRARS, grants.map(organizationOf));
        const inside = await insideOf(guard, caller, grants);
        const seen = grants.filter(({ organization }) => inside.has(organization));
        return { status: 200, body: { subject, grants: copyOf(seen) } };
      }),
      endpoint(listGrants, async ({ query }, { caller, path, guard }) => {
        const seen = path.filter((_, i) => guard.allows(caller, REGISTRARS, path.slice(0, i + 1)));
        const { items, next } = await grantsReaching(deps, { path, seen, today: caller.today, ...query });
        const wire = items.map(({ subject, grants }) => ({ subject, grants: copyOf(grants) }));
        return { status: 200, body: { items: wire, next } };
      }),
      endpoint(putGrants, async ({ params: { subject }, body: { grants } }, { subject: asker, guard }) => {
        const caller = await guard.callerOf(asker, REGISTRARS, grants.map(organizationOf));
        const ofProvince = guard.allows(caller, REGISTRARS, [deps.province]);
        const mayGive = (role: Role) => ofProvince || !PROVINCE_ALONE.has(role);
        const given = await insideOf(guard, caller, grants);
        if (grants.some(({ organization }) => !given.has(organization))) throw notFound();
        refuseRoles(grants, mayGive);
        refuseRepeated(grants);

        return againWhenLost(async () => {
          const stored = await deps.registry.grants(subject);
          refuseOutlasting(grants, stored.grants, given);
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
          if (!done) return 'lost';
          const seen = next.grants.filter(
            ({ organization }) => inside.has(organization) || given.has(organization),
          );
          return { status: 200, body: { subject, grants: copyOf(seen) } };
        });
      }),
    ],
    options,
  );
