/** Whether a version may stand where it says: rules of the tree that reach across organizations. */
import pMap from 'p-map';
import { violation } from '../../shared/contracts/field-errors.ts';
import { laterOf, type Month } from '../../shared/domain/period.ts';
import type { OrganizationHistory } from '../../shared/domain/planning/organization-history.ts';
import { type HistoryOf, rosterPath } from '../../shared/domain/planning/roster-path.ts';
import {
  isCell,
  isCommittee,
  type OrganizationId,
  type OrganizationVersion,
} from '../../shared/domain/roster/organization.ts';
import type { RuleViolation } from '../../shared/domain/rule-violation.ts';
import { type Content, standingIn } from './roster-draft.ts';

export type TreeContext = {
  readonly province: OrganizationId;
  readonly historyOf: HistoryOf;
  /** What the roster would know of the organization itself, and knows; null if nothing. */
  readonly history: OrganizationHistory | null;
  readonly before: OrganizationHistory | null;
  /** Whether the caller may hang organizations under the one at the end of this path in the month. */
  readonly mayHold: (path: readonly OrganizationId[], month: Month) => boolean;
  /** This month. */
  readonly today: Month;
  /**
   * The last month that has to be the caller's: this month, or the later one from which the change is laid down. What
   * becomes of the parent behind it is known already, and takes along whoever stands below.
   */
  readonly decidedUntil: Month;
  /** Is told every organization whose place the judgement rests on. */
  readonly restsOn?: (id: OrganizationId) => void;
};

/** What is wrong with the version; empty: it may be stored. */
export async function treeViolations(candidate: Content, context: TreeContext): Promise<RuleViolation[]> {
  const own = ownViolations(candidate, context);
  if (own.length > 0) return own;
  return [...(await parentViolations(candidate, context)), ...(await childViolations(candidate, context))];
}

function ownViolations(
  { organization, kind, parent, meets, predecessors }: Content,
  { province }: TreeContext,
): RuleViolation[] {
  const found: RuleViolation[] = [];
  const isRoot = organization === province;
  if (isRoot !== (kind === 'province')) {
    found.push(
      violation(
        '/kind',
        'one-province',
        `Chỉ tổ chức gốc (${province}) có loại province.`,
        `The root (${province}), and it alone, is of kind province.`,
      ),
    );
  }
  if (isRoot !== (parent === null)) {
    found.push(
      violation(
        '/parent',
        'parent-but-of-root',
        'Mọi tổ chức trừ tổ chức gốc phải có cấp trên trực tiếp; tổ chức gốc thì không.',
        'Every organization but the root has a parent, and the root has none.',
      ),
    );
  }
  if (meets !== 'none' && !isCell(kind)) {
    found.push(
      violation(
        '/meets',
        'cells-meet',
        'Chỉ chi bộ (cell, base-cell) có sinh hoạt định kỳ; loại khác ghi "none".',
        'Only cells and base cells meet; for any other kind write "none".',
      ),
    );
  }
  if (new Set(predecessors).add(organization).size <= predecessors.length) {
    found.push(
      violation(
        '/predecessors',
        'predecessors-are-others',
        'Tổ chức tiền thân phải là tổ chức khác, mỗi tổ chức nêu một lần.',
        'Predecessors are other organizations, each named once.',
      ),
    );
  }
  return found;
}

/** The months between `from` and the organization's own next version: `[from, until)`. */
export function span(
  { from }: Pick<Content, 'from'>,
  history: OrganizationHistory | null,
): { from: Month; until: Month } {
  const next = history?.versions.find((version) => version.from > from);
  return { from, until: next?.from ?? '9999-12' };
}

/**
 * The place above, in every month in which it may change while the version holds: the parent exists, may have
 * organizations below it, and is not below the organization itself; until it is decided, it is the caller's. Of a
 * closed one the place says whose its past is: where it stays, the parent may be closed with it.
 */
async function parentViolations(candidate: Content, context: TreeContext): Promise<RuleViolation[]> {
  const { parent, closed } = candidate;
  if (parent === null) return [];
  const { mayHold, decidedUntil } = context;
  const { from, until } = span(candidate, context.history);
  const stays = staysUnder(parent, candidate, context);
  const judged = (month: Month) => month < until || (!stays.asItIs && month <= decidedUntil);
  const ahead = new Set([from]);
  for (const month of ahead) {
    const { path, fault, changes } = await placeIn(candidate.organization, parent, month, context);
    const isTheirs = stays.unchanged || (path !== null && mayHold(path, month));
    if (month < until) {
      // What a place that stays lacks further up is said of whoever moved there.
      const isSaidElsewhere = path === null ? stays.unchanged : closed && stays.closing;
      const found = isSaidElsewhere ? null : fault;
      // What is wrong with somebody else's is not for the caller to know.
      if (!isTheirs && (found !== null || month <= decidedUntil))
        return [path === null && fault !== null ? fault : unknownParent(month)];
      if (found !== null) return [found];
      // Behind the version another says where it stands; whose the parent is by then is asked all the same.
    } else if (path !== null && !isTheirs) return [unknownParent(month)];
    for (const change of changes) if (from < change && judged(change)) ahead.add(change);
  }
  return [];
}

/**
 * Nothing new comes under a parent that stays, whosever that became; who closes where it stands may close with it.
 * Where the place does not change at all, whoever has the organization needs not have its parent.
 */
function staysUnder(parent: OrganizationId, { from, closed }: Content, { before, history }: TreeContext) {
  const stored = standingIn(before, from);
  const isSame = stored?.parent === parent;
  const earlier = history?.versions.findLast((version) => version.from < from);
  return {
    unchanged: isSame && closed === stored.closed,
    asItIs: isSame && (closed || !stored.closed),
    closing: isSame || earlier?.parent === parent,
  };
}

type Place = {
  /** From the root to the parent; null where it cannot be one, whosever it is. */
  readonly path: readonly OrganizationId[] | null;
  readonly fault: RuleViolation | null;
  /** Months in which anybody on the path changes. */
  readonly changes: readonly Month[];
};

async function placeIn(
  organization: OrganizationId,
  parent: OrganizationId,
  month: Month,
  { historyOf, decidedUntil, restsOn }: TreeContext,
): Promise<Place> {
  const path: OrganizationId[] = [];
  const changes: Month[] = [];
  let fault: RuleViolation | null = null;
  for (let id: OrganizationId | null = parent; id !== null; ) {
    if (id === organization || path.includes(id)) return { path: null, fault: cycle(month), changes };
    restsOn?.(id);
    const history = await historyOf(id);
    const version = standingIn(history, month);
    // Further up and behind what is decided it is said of whoever stands below the missing one, and not twice.
    if (version === null)
      return {
        path: null,
        fault: id === parent || month <= decidedUntil ? unknownParent(month) : null,
        changes,
      };
    path.unshift(id);
    changes.push(...(history?.versions ?? []).map(({ from }) => from));
    if (id === parent) fault = parentFault(version, month);
    id = version.parent;
  }
  return { path, fault, changes };
}

/** Says the same of a parent that is not there and of one that is not the caller's. */
const unknownParent = (month: Month): RuleViolation =>
  violation(
    '/parent',
    'parent-exists',
    `Trong tháng ${month} không có cấp trên này trong phạm vi ông/bà quản lý. Hãy nhập cấp trên trước, với "from" không muộn hơn.`,
    `In ${month} there is no such parent in your area. Enter the parent first, with a "from" that is no later.`,
  );

const cycle = (month: Month): RuleViolation =>
  violation(
    '/parent',
    'no-cycle',
    `Trong tháng ${month} cấp trên này lại nằm dưới chính tổ chức này. Hãy chọn cấp trên khác.`,
    `In ${month} this parent stands below the organization itself. Choose another parent.`,
  );

function parentFault({ kind, closed }: OrganizationVersion, month: Month): RuleViolation | null {
  if (closed) {
    return violation(
      '/parent',
      'parent-open',
      `Cấp trên này đã giải thể từ trước hoặc trong tháng ${month}. Hãy chọn cấp trên đang hoạt động.`,
      `This parent no longer exists in ${month}. Choose one that does.`,
    );
  }
  if (isCommittee(kind)) return null;
  return violation(
    '/parent',
    'parent-is-committee',
    'Tổ chức này là chi bộ hoặc bộ phận, không thể có tổ chức trực thuộc. Hãy chọn một đảng bộ.',
    'The parent is a cell or a body and cannot have organizations below it. Choose a committee.',
  );
}

/** What stands below keeps its parent: it cannot be closed, nor become a cell, under them. */
async function childViolations(candidate: Content, context: TreeContext): Promise<RuleViolation[]> {
  const keepsChildren = !candidate.closed && isCommittee(candidate.kind);
  if (keepsChildren || context.history === null) return [];
  const { from, until } = span(candidate, context.history);
  const below = await pMap(
    context.history.children,
    async (child) => {
      const versions = (await context.historyOf(child))?.versions ?? [];
      const first = versions.findLast((version) => version.from <= from);
      const meanwhile = versions.filter((version) => from < version.from && version.from < until);
      const below = [...(first ? [first] : []), ...meanwhile].find(
        (version) => version.parent === candidate.organization && !version.closed,
      );
      return below === undefined ? [] : [{ child, month: laterOf(from, below.from) }];
    },
    { concurrency: 8 },
  );
  const found = below.flat();
  if (found.length === 0) return [];
  const at = candidate.closed ? '/closed' : '/kind';
  return [childrenNeedParent(at, from, await firstHeld(found, context))];
}

function childrenNeedParent(pointer: string, from: Month, example: OrganizationId | null): RuleViolation {
  const rule = 'children-need-parent';
  if (example === null)
    return violation(
      pointer,
      rule,
      `Từ tháng ${from} có tổ chức trực thuộc do cấp trên khác quản lý. Hãy đề nghị cấp trên chung sắp xếp.`,
      `From ${from} there are organizations below it that another superior has. Ask a superior of both to order it.`,
    );
  return violation(
    pointer,
    rule,
    `Từ tháng ${from} còn tổ chức trực thuộc (ví dụ ${example}). Hãy chuyển hoặc giải thể các tổ chức đó trước.`,
    `From ${from} there are organizations below it (such as ${example}). Move or close them first.`,
  );
}

/** Others may be brought there ahead, by whoever takes the parent over or has it: they are not the caller's to see. */
async function firstHeld(
  children: readonly { readonly child: OrganizationId; readonly month: Month }[],
  { historyOf, mayHold, today }: TreeContext,
): Promise<OrganizationId | null> {
  const isHeldIn = async (child: OrganizationId, one: Month) => {
    const path = await rosterPath(historyOf, child, one);
    return path !== null && mayHold(path, one);
  };
  for (const { child, month } of children)
    if ((await isHeldIn(child, today)) && (await isHeldIn(child, month))) return child;
  return null;
}
