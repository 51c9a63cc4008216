/** Applies an order to a draft of the roster, and says which of its lines cannot be: whom, where, from when. */
import { violation } from '../../shared/contracts/field-errors.ts';
import { MOST_PREDECESSORS } from '../../shared/contracts/roster.ts';
import { equalValues } from '../../shared/domain/equality.ts';
import { decidingMonths, type Month } from '../../shared/domain/period.ts';
import { rosterPath } from '../../shared/domain/planning/roster-path.ts';
import type { OrganizationId } from '../../shared/domain/roster/organization.ts';
import type { Opening, Restructuring } from '../../shared/domain/roster/restructuring.ts';
import type { RuleViolation } from '../../shared/domain/rule-violation.ts';
import { isHeldIn, type MayHold } from './foreign-months.ts';
import { contentOf, type RosterDraft, standingIn } from './roster-draft.ts';

export type OrderContext = {
  readonly province: OrganizationId;
  /** The common ancestor: everything ordered stands below it. */
  readonly top: OrganizationId;
  readonly today: Month;
  /** Whether the organization at the end of the path is the caller's. */
  readonly mayHold: MayHold;
};

type Line = { readonly organization: OrganizationId; readonly from: Month; readonly at: string };

/** The lines of an order with their pointers; what concerns several organizations at once refers to them. */
export const linesOf = ({
  openings,
  moves,
  closures,
}: Pick<Restructuring, 'openings' | 'moves' | 'closures'>): Line[] => [
  ...openings.map(({ organization, from }, i) => ({ organization, from, at: `/openings/${i}` })),
  ...moves.map(({ organization, from }, i) => ({ organization, from, at: `/moves/${i}` })),
  ...closures.map(({ organization, from }, i) => ({ organization, from, at: `/closures/${i}` })),
];

/** Who is to carry on, from the month in which another closes. */
export const successorsOf = ({ closures }: Pick<Restructuring, 'closures'>): Line[] =>
  closures.flatMap(({ successor, from }, i) =>
    successor === null ? [] : [{ organization: successor, from, at: `/closures/${i}/successor` }],
  );

/** Empty: the order is in the draft. Whether the tree holds then is for the rules of the tree to say. */
export async function applyOrder(
  draft: RosterDraft,
  order: Restructuring,
  context: OrderContext,
): Promise<RuleViolation[]> {
  const found = repeated(linesOf(order));
  for (const line of linesOf({ ...order, openings: [] }))
    found.push(...(await refusedLine(draft, line, context)));
  for (const [i, opening] of order.openings.entries())
    if (!(await open(draft, opening, context))) found.push(alreadyThere(`/openings/${i}/organization`));
  if (found.length > 0) return found;
  for (const [i, { organization, parent, from }] of order.moves.entries()) {
    const place = standingIn(await draft.historyOf(organization), from);
    if (place?.closed) found.push(alreadyClosed(`/moves/${i}/organization`, from));
    else
      await draft.alter(organization, {
        from,
        change: (content) => ({ ...content, parent }),
        // A change entered ahead keeps what it changes; only one that says another parent ends the move.
        carriesOn: (later, standing) => later.parent === standing.parent,
      });
  }
  for (const { organization, from } of order.closures)
    await draft.alter(organization, {
      from,
      change: (content) => ({ ...content, closed: true }),
      carriesOn: () => true,
    });
  for (const [i, closure] of order.closures.entries()) {
    if (closure.successor === null) continue;
    const { successor } = closure;
    const fault = await succeed(draft, { ...closure, successor }, context);
    if (fault) found.push(successorMissing(`/closures/${i}/successor`, closure.from));
    else if (await comesOfTooMany(draft, successor))
      found.push(tooManyPredecessors(`/closures/${i}/successor`));
  }
  return found;
}

/**
 * Enters a new organization; false where the id was given before, to somebody else or otherwise. Sent again it finds
 * itself, with the predecessors that closures of the same order have put beside its own.
 */
async function open(draft: RosterDraft, opening: Opening, context: OrderContext): Promise<boolean> {
  const { history } = await draft.stored(opening.organization);
  if (history === null) {
    await draft.put(opening);
    return true;
  }
  const [first] = history.versions;
  if (first === undefined || first.from !== opening.from) return false;
  if (!(await isTheirsFrom(draft, opening, context))) return false;
  const { predecessors, ...rest } = contentOf(first);
  const { predecessors: named, ...asked } = opening;
  return equalValues(rest, asked) && named.every((id) => predecessors.includes(id));
}

/** Takes the closed organization among the successor's predecessors; true where there is no such successor. */
async function succeed(
  draft: RosterDraft,
  { organization, successor, from }: { organization: OrganizationId; successor: OrganizationId; from: Month },
  context: OrderContext,
): Promise<boolean> {
  const { top } = context;
  const standing = standingIn(await draft.historyOf(successor), from);
  if (standing === null || standing.closed || successor === organization) return true;
  const path = await rosterPath(draft.historyOf, successor, from);
  if (path?.includes(top) !== true) return true;
  if (!(await isTheirsFrom(draft, { organization: successor, from }, context))) return true;
  await draft.alter(successor, {
    from,
    change: (content) =>
      content.predecessors.includes(organization)
        ? content
        : { ...content, predecessors: [...content.predecessors, organization] },
    carriesOn: () => true,
    // Who was split off and takes in the rest names it already: the month in which it closes is news.
    saidAnew: true,
  });
  return false;
}

async function comesOfTooMany(draft: RosterDraft, organization: OrganizationId): Promise<boolean> {
  const versions = (await draft.historyOf(organization))?.versions ?? [];
  return versions.some(({ predecessors }) => predecessors.length > MOST_PREDECESSORS);
}

/** Nobody reaches back into months in which it was another's; one that this order founds is the caller's. */
async function isTheirsFrom(
  draft: RosterDraft,
  { organization, from }: Omit<Line, 'at'>,
  { today, mayHold }: OrderContext,
): Promise<boolean> {
  if ((await draft.stored(organization)).history === null) return true;
  const deciding = decidingMonths(from, today);
  return isHeldIn(deciding, { organization, historyOf: draft.storedHistoryOf, mayHold });
}

async function refusedLine(
  draft: RosterDraft,
  { organization, from, at }: Line,
  context: OrderContext,
): Promise<RuleViolation[]> {
  const { province, top } = context;
  const pointer = `${at}/organization`;
  if (organization === province)
    return [
      violation(
        pointer,
        'root-stays',
        'Tổ chức gốc không thể chuyển hoặc giải thể.',
        'The root can be neither moved nor closed.',
      ),
    ];
  const { history } = await draft.stored(organization);
  const path = await rosterPath(draft.storedHistoryOf, organization, from);
  const isBelow = organization !== top && path?.includes(top) === true;
  const isThere = isBelow && standingIn(history, from) !== null;
  const isTheirs = isThere && (await isTheirsFrom(draft, { organization, from }, context));
  return isTheirs ? [] : [unknownOrganization(pointer, from)];
}

function repeated(lines: readonly Line[]): RuleViolation[] {
  const seen = new Set<OrganizationId>();
  return lines.flatMap(({ organization, at }) => {
    if (!seen.has(organization)) {
      seen.add(organization);
      return [];
    }
    return [
      violation(
        `${at}/organization`,
        'organization-once',
        'Mỗi tổ chức chỉ được nêu một lần trong một yêu cầu: hoặc lập mới, hoặc chuyển, hoặc giải thể.',
        'Each organization may stand in an order once: opened, moved or closed.',
      ),
    ];
  });
}

/** Says the same of one that is not there, not there yet, and not below the organization in the address. */
const unknownOrganization = (pointer: string, month: Month): RuleViolation =>
  violation(
    pointer,
    'organization-exists',
    `Trong tháng ${month} không có tổ chức này trực thuộc tổ chức nêu ở địa chỉ. Hãy kiểm tra mã và tháng.`,
    `In ${month} there is no such organization below the one in the address. Check the id and the month.`,
  );

const successorMissing = (pointer: string, month: Month): RuleViolation =>
  violation(
    pointer,
    'successor-exists',
    `Trong tháng ${month} không có tổ chức kế tục này đang hoạt động trong phạm vi. Hãy nhập tổ chức đó trước, hoặc ghi null.`,
    `In ${month} there is no such successor at work in the area. Enter it first, or write null.`,
  );

const tooManyPredecessors = (pointer: string): RuleViolation =>
  violation(
    pointer,
    'predecessors-at-most',
    `Một tổ chức kế tục nhiều nhất ${MOST_PREDECESSORS} tổ chức. Hãy hợp nhất qua nhiều tổ chức kế tục, hoặc ghi null cho các tổ chức còn lại.`,
    `One organization carries on ${MOST_PREDECESSORS} others at most. Merge them into several, or write null for the rest.`,
  );

const alreadyThere = (pointer: string): RuleViolation =>
  violation(
    pointer,
    'organization-new',
    'Mã này đã được dùng; mã không bao giờ được cấp lại. Hãy chọn mã khác, hoặc sửa tổ chức đã có bằng PUT.',
    'This id has been given before, and ids are never reused. Choose another, or change the organization by PUT.',
  );

const alreadyClosed = (pointer: string, month: Month): RuleViolation =>
  violation(
    pointer,
    'organization-open',
    `Tổ chức này đã giải thể từ trước hoặc trong tháng ${month}, không thể chuyển.`,
    `The organization no longer exists in ${month} and cannot be moved.`,
  );
