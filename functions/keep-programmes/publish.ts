/** Publishes a revision of a programme, once, for organizations that are the caller's to bind. */
import pMap from 'p-map';
import { violation } from '../../shared/contracts/field-errors.ts';
import { notFound, validation } from '../../shared/contracts/problem.ts';
import { MOST_PARTICIPANTS } from '../../shared/contracts/programme.ts';
import { putProgramme } from '../../shared/contracts/routes.ts';
import { equalValues } from '../../shared/domain/equality.ts';
import { programmeNote } from '../../shared/domain/log/rules-audit.ts';
import type { Programme } from '../../shared/domain/programmes/programme.ts';
import { programmeViolations } from '../../shared/domain/programmes/programme-validation.ts';
import type { PeriodRegistry, ProgrammeRegistry } from '../../shared/ports/registry.ts';
import type { AccessDeps, AccessGuard, Caller } from '../../shared/runtime/access.ts';
import { placesToday } from '../../shared/runtime/audit-places.ts';
import { refuseClosedMonths } from '../../shared/runtime/closed-months.ts';

export type Deps = AccessDeps & { readonly registry: ProgrammeRegistry & Pick<PeriodRegistry, 'periods'> };

const RULE_MAKERS = putProgramme.access.roles;

/**
 * @throws Refusal 404 unless issuer and participants are the caller's, the issuer in the programme's first month as
 * well; 422 for one that does not stand below the issuer.
 */
async function refuseForeign(
  { organization, participants, from }: Programme,
  { caller, guard }: { readonly caller: Caller; readonly guard: AccessGuard },
): Promise<void> {
  const pathOf = async (id: string) => {
    const path = await guard.pathToday(id);
    if (path === null || !guard.allows(caller, RULE_MAKERS, path)) throw notFound();
    return path;
  };
  if (!(await guard.decides(caller, RULE_MAKERS, { organization, month: from }))) throw notFound();
  const paths = await pMap(participants, (one) => pathOf(one.organization), { concurrency: 16 });
  const outside = paths.flatMap((path, i) =>
    path.includes(organization)
      ? []
      : [
          violation(
            `/participants/${i}/organization`,
            'participant-below-issuer',
            'Tổ chức tham gia phải thuộc cấp ban hành. Hãy để cấp trên chung ban hành.',
            'Whoever takes part stands below the issuer. Let a common superior issue it.',
          ),
        ],
  );
  if (outside.length > 0) throw validation(outside);
}

/** @throws Refusal 422 where it is not the next revision of the same issuer, or too many would have to be told. */
function refuseOutOfTurn(programme: Programme, earlier: readonly Programme[]): void {
  const last = earlier.at(-1);
  const next = (last?.revision ?? 0) + 1;
  if (programme.revision !== next)
    throw validation([
      violation(
        '/revision',
        'revision-next',
        `Bản đã ban hành không sửa được; bản kế tiếp là ${next}. Hãy gửi nội dung mới với số ${next}.`,
        `A published revision never changes, and the next is ${next}. Send what is new as revision ${next}.`,
      ),
    ]);
  if (last !== undefined && last.organization !== programme.organization)
    throw validation([
      violation(
        '/organization',
        'issuer-stays',
        'Cấp ban hành không thay đổi giữa các bản. Hãy ban hành chương trình khác.',
        'The issuer stays the same through all revisions. Publish another programme.',
      ),
    ]);
  const told = new Set(
    [...earlier, programme].flatMap((one) => one.participants.map(({ organization }) => organization)),
  );
  if (told.size > MOST_PARTICIPANTS)
    throw validation([
      violation(
        '/participants',
        'participants-at-most',
        `Kể cả tổ chức đã tham gia ở các bản trước, nhiều nhất ${MOST_PARTICIPANTS} tổ chức. Hãy ghi cấp trên chung thay cho từng tổ chức.`,
        `Together with those of earlier revisions, at most ${MOST_PARTICIPANTS} organizations. Name a common superior in place of each.`,
      ),
    ]);
}

/**
 * Whether it was published now; not where the same was published before; `lost` where somebody else came between.
 * @throws Refusal
 */
export async function publish(
  deps: Deps,
  programme: Programme,
  call: { readonly caller: Caller; readonly guard: AccessGuard },
): Promise<{ readonly isNew: boolean } | 'lost'> {
  await refuseForeign(programme, call);
  const revisions = await deps.registry.programmeRevisions(programme.id);
  const issuer = revisions.at(-1)?.organization;
  const path = issuer === undefined ? null : await call.guard.pathToday(issuer);
  if (path !== null && !call.guard.allows(call.caller, RULE_MAKERS, path)) throw notFound();
  const same = revisions.find(({ revision }) => revision === programme.revision);
  if (same !== undefined && equalValues(same, programme)) return { isNew: false };
  const broken = programmeViolations(programme);
  if (broken.length > 0) throw validation(broken);
  refuseOutOfTurn(programme, revisions);
  refuseClosedMonths(await deps.registry.periods(), programme.from);
  const before = {
    participants: revisions.flatMap(({ participants }) =>
      participants.map(({ organization }) => organization),
    ),
    dueDays: revisions.flatMap(({ dueDay }) => (dueDay === null ? [] : [dueDay])),
  };
  const places = await placesToday(call.guard, [
    programme.organization,
    ...before.participants,
    ...programme.participants.map(({ organization }) => organization),
  ]);
  const change = { before: revisions.at(-1) ?? null, after: programme };
  const note = programmeNote({ at: deps.now(), by: call.caller.subject }, change, places);
  const outcome = await deps.registry.putProgramme(programme, before, note);
  return outcome === 'lost' ? 'lost' : { isNew: true };
}
