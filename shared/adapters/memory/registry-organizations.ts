/** Organizations over time in memory. */
import type { ExternalCode, OrganizationVersion } from '../../domain/roster/organization.ts';
import type { Restructuring } from '../../domain/roster/restructuring.ts';
import {
  codesOf,
  edgesOf,
  type Registry,
  type SetOutcome,
  successionsOf,
  type TreeGuard,
  type TreeStamp,
} from '../../ports/registry.ts';
import { monthCheck } from './month-seen.ts';
import { auditWrite } from './registry-audit.ts';
import { compareAndSet, counterOf, isKind, organizationKey, type Stored, type Table } from './stored-item.ts';
import type { MemoryWrite } from './table.ts';

const codeKey = ({ system, code }: ExternalCode) => `CODE#${JSON.stringify([system, code])}`;
const NEW_STAMP: TreeStamp = { written: 0, entered: 0 };
const isTree = isKind('organization-tree');
const stampOf = (stored: Stored | null): TreeStamp => (isTree(stored) ? stored.stamp : NEW_STAMP);

/** Writes a version over the revision before it alone. */
const versionWrite = (version: OrganizationVersion): MemoryWrite<Stored> => ({
  pk: organizationKey(version.organization),
  sk: `VERSION#${version.from}`,
  value: { type: 'organization-version', version },
  allowed: (stored) => counterOf(stored) === version.revision - 1,
});

const markWrites = (versions: readonly OrganizationVersion[]): MemoryWrite<Stored>[] => [
  ...edgesOf(versions).map(({ parent, child }) => ({
    pk: organizationKey(parent),
    sk: `CHILD#${child}`,
    value: { type: 'organization-edge' as const, child },
  })),
  ...successionsOf(versions).map(({ predecessor, successor }) => ({
    pk: organizationKey(predecessor),
    sk: `SUCCESSOR#${successor}`,
    value: { type: 'organization-succession' as const, successor },
  })),
  ...codesOf(versions).map(({ code, organization }) => ({
    pk: codeKey(code),
    sk: organization,
    value: { type: 'organization-code' as const, organization },
  })),
];

const guardWrite = (guard: TreeGuard): MemoryWrite<Stored> => ({
  pk: organizationKey(guard.organization),
  sk: 'TREE',
  value: (stored) => {
    if (!guard.writes && !guard.takesIn) return stored;
    const { written, entered } = stampOf(stored);
    const stamp = {
      written: written + (guard.writes ? 1 : 0),
      entered: entered + (guard.takesIn ? 1 : 0),
    };
    return { type: 'organization-tree', stamp };
  },
  allowed: (stored) => {
    const { written, entered } = stampOf(stored);
    return written === guard.seen.written && (!guard.staysEmpty || entered === guard.seen.entered);
  },
});

const orderWrite = (order: Restructuring, first: OrganizationVersion | undefined): MemoryWrite<Stored> => ({
  pk: `RESTRUCTURINGS#${order.organization}`,
  sk: `${order.orderedAt}#${first?.organization}#${first?.from}#${first?.revision}`,
  value: { type: 'restructuring', order },
});

export function organizationPart(
  table: Table,
): Pick<
  Registry,
  'organization' | 'childrenOf' | 'organizationsWithCode' | 'stamped' | 'putVersions' | 'putCriteriaAdoption'
> {
  const stamped: Registry['stamped'] = async (id) => {
    const items = await table.query(organizationKey(id));
    const versions = items.filter(isKind('organization-version')).map(({ version }) => version);
    const children = items.filter(isKind('organization-edge')).map(({ child }) => child);
    const successors = items.filter(isKind('organization-succession')).map(({ successor }) => successor);
    const bindings = {
      criteria: items.filter(isKind('criteria-adoption')).map(({ adoption }) => adoption),
      participations: items.filter(isKind('participation')).map(({ participation }) => participation),
      duties: items.filter(isKind('duty-at')).map(({ duty }) => duty),
    };
    return {
      history: versions.length === 0 ? null : { organization: id, versions, children, successors, bindings },
      stamp: items.find(isTree)?.stamp ?? NEW_STAMP,
    };
  };
  const write = async (...writes: readonly MemoryWrite<Stored>[]): Promise<SetOutcome> =>
    (await table.write(...writes)).stored ? 'stored' : 'lost';
  return {
    stamped,
    organization: async (id) => (await stamped(id)).history,
    async childrenOf(parent, { after, limit }) {
      const edges = await table.query(organizationKey(parent), 'CHILD#');
      const children = edges.filter(isKind('organization-edge')).map(({ child }) => child);
      return children.filter((child) => child > (after ?? '')).slice(0, limit);
    },
    organizationsWithCode: async (code) =>
      (await table.query(codeKey(code)))
        .filter(isKind('organization-code'))
        .map(({ organization }) => organization),
    putCriteriaAdoption: (adoption, audit) =>
      compareAndSet(
        table,
        {
          pk: organizationKey(adoption.organization),
          sk: `CRITERIA#${adoption.from}`,
          value: { type: 'criteria-adoption', adoption },
        },
        auditWrite(audit),
      ),
    putVersions: ({ versions, guards, months, order, audit }) =>
      write(
        ...versions.map(versionWrite),
        ...markWrites(versions),
        ...guards.map(guardWrite),
        ...months.map(monthCheck),
        auditWrite(audit),
        ...(order === null ? [] : [orderWrite(order, versions[0])]),
      ),
  };
}
