/**
 * Writes the versions of an order: in one transaction where they fit, else in several, each of which leaves a tree.
 */
import { rosterNote } from '../../shared/domain/log/registry-audit.ts';
import type { OrganizationId, OrganizationVersion } from '../../shared/domain/roster/organization.ts';
import type { Restructuring } from '../../shared/domain/roster/restructuring.ts';
import {
  itemsOf,
  MOST_ITEMS,
  type OrganizationRegistry,
  type RosterChange,
  type SetOutcome,
  type TreeStamp,
} from '../../shared/ports/registry.ts';
import { eachLeavingATree } from './order-of-writing.ts';
import type { RestsOn, RosterDraft } from './roster-draft.ts';

export type Judged = RestsOn & {
  readonly draft: RosterDraft;
  readonly order: Restructuring;
  readonly province: OrganizationId;
};

/**
 * `lost`: somebody else came between; what was written before stays, and what is left must be judged anew.
 * @param onWritten called with what each part wrote
 */
export async function writeInParts(
  registry: Pick<OrganizationRegistry, 'putVersions'>,
  { draft, order, province, ...restsOn }: Judged,
  onWritten: (versions: readonly OrganizationVersion[]) => void,
): Promise<SetOutcome> {
  const raised = new Map<OrganizationId, TreeStamp>();
  const act = { at: order.orderedAt, by: order.orderedBy };
  const guardsOf = (versions: readonly OrganizationVersion[]) => draft.guards(versions, restsOn, raised);
  const versions = (await draft.writes()).flat();
  if (versions.length === 0) return 'stored';
  const isOne = itemsOf({ versions, ...(await guardsOf(versions)), order }) <= MOST_ITEMS;
  const left = isOne ? [versions] : await eachLeavingATree(draft, province);
  // The order is written down with the first part, so that none is ever half done without a trace.
  for (let note: Restructuring | null = order; left.length > 0; note = null) {
    const change = await nextPart(left, note, guardsOf);
    const audit = rosterNote(act, await draft.changes(change.versions));
    if ((await registry.putVersions({ ...change, audit })) === 'lost') return 'lost';
    onWritten(change.versions);
    for (const { organization, writes, takesIn } of change.guards) {
      const { written, entered } = raised.get(organization) ?? { written: 0, entered: 0 };
      raised.set(organization, {
        written: written + (writes ? 1 : 0),
        entered: entered + (takesIn ? 1 : 0),
      });
    }
  }
  return 'stored';
}

/** What goes in together, before its note is written. */
type Part = Omit<RosterChange, 'audit'>;

/** Takes as many organizations from the front as one transaction holds, at least one. */
async function nextPart(
  left: (readonly OrganizationVersion[])[],
  order: Restructuring | null,
  guardsOf: (versions: readonly OrganizationVersion[]) => Promise<Pick<RosterChange, 'guards' | 'months'>>,
): Promise<Part> {
  const part = async (versions: readonly OrganizationVersion[]): Promise<Part> => ({
    versions,
    ...(await guardsOf(versions)),
    order,
  });
  let change = await part(left.shift() ?? []);
  for (let next = left[0]; next !== undefined; next = left[0]) {
    const longer = await part([...change.versions, ...next]);
    if (itemsOf(longer) > MOST_ITEMS) break;
    change = longer;
    left.shift();
  }
  return change;
}
