/** Organizations over time: one partition each, holding its versions, the edges to its children and its counters. */
import * as z from 'zod';
import type { CriteriaAdoption } from '../../domain/planning/inheritance.ts';
import { MEETS, type OrganizationId, type OrganizationVersion } from '../../domain/roster/organization.ts';
import {
  type BindingRegistry,
  codesOf,
  edgesOf,
  type OrganizationRegistry,
  type StampedOrganization,
  successionsOf,
  type TreeGuard,
} from '../../ports/registry.ts';
import type { Table } from './client.ts';
import {
  count,
  criteriaSetRef,
  instant,
  kind,
  month,
  ordinal,
  organizationId,
  unit,
} from './field-schemas.ts';
import {
  codeKey,
  codeRange,
  criteriaAdoptionKey,
  edgeKey,
  edgesFrom,
  type OrganizationPart,
  organizationPart,
  organizationRange,
  restructuringKey,
  successionKey,
  treeKey,
  versionKey,
} from './keys.ts';
import { monthCheck } from './month-seen.ts';
import { keyOf, parseItem } from './parse.ts';
import { auditPut, putAudited } from './registry-audit.ts';
import { decodeDuty } from './registry-duties.ts';
import { decodeParticipation } from './registry-programmes.ts';
import { type Item, ifOneLower, queryAll, queryOrdered, type TransactItem, transact } from './requests.ts';

const storedVersion = z.object({
  type: z.literal('organization-version'),
  organization: organizationId,
  from: month,
  name: z.string(),
  kind,
  parent: organizationId.nullable(),
  meets: z.enum(MEETS),
  unit,
  hasCommittee: z.boolean(),
  handbook: z.boolean(),
  members: count,
  codes: z.array(z.object({ system: z.string(), code: z.string() })),
  predecessors: z.array(organizationId),
  closed: z.boolean(),
  revision: ordinal,
});

function decodeVersion(item: Item): OrganizationVersion {
  const { type: _, ...version } = parseItem('organization version', storedVersion, item);
  return version;
}

const storedAdoption = z.object({
  type: z.literal('criteria-adoption'),
  organization: organizationId,
  from: month,
  criteriaSet: criteriaSetRef.nullable(),
  adoptedAt: instant,
  adoptedBy: z.string(),
  revision: ordinal,
});

function decodeAdoption(item: Item): CriteriaAdoption {
  const { type: _, ...adoption } = parseItem('adoption of a criteria set', storedAdoption, item);
  return adoption;
}

const storedStamp = z.object({ written: count.default(0), entered: count.default(0) });

/** Of an organization's counters: those that the change rests on are as they were seen; an absent one is 0. */
function asSeen({ seen, staysEmpty }: Pick<TreeGuard, 'seen' | 'staysEmpty'>) {
  const counters = staysEmpty ? (['written', 'entered'] as const) : (['written'] as const);
  const values = counters
    .filter((counter) => seen[counter] > 0)
    .map((counter) => [`:${counter}`, seen[counter]]);
  return {
    condition: counters
      .map((counter) =>
        seen[counter] === 0 ? `attribute_not_exists(${counter})` : `${counter} = :${counter}`,
      )
      .join(' AND '),
    values: Object.fromEntries(values),
  };
}

function guardItem(table: Table, guard: TreeGuard): TransactItem {
  const { organization, writes, takesIn } = guard;
  const { condition, values } = asSeen(guard);
  const asked = { TableName: table.name, Key: treeKey(organization), ConditionExpression: condition };
  const raised = [...(writes ? ['written :one'] : []), ...(takesIn ? ['entered :one'] : [])];
  if (raised.length === 0) {
    const some = Object.keys(values).length > 0;
    return { ConditionCheck: { ...asked, ...(some && { ExpressionAttributeValues: values }) } };
  }
  return {
    Update: {
      ...asked,
      UpdateExpression: `SET #type = :type ADD ${raised.join(', ')}`,
      ExpressionAttributeNames: { '#type': 'type' },
      ExpressionAttributeValues: { ...values, ':one': 1, ':type': 'organization-tree' },
    },
  };
}

export function dynamoOrganizationRegistry(table: Table): OrganizationRegistry & BindingRegistry {
  const put = (item: Item, condition: object = {}): TransactItem => ({
    Put: { TableName: table.name, Item: { ...item }, ...condition },
  });
  const putVersion = (version: OrganizationVersion) =>
    put(
      { ...versionKey(version.organization, version.from), type: 'organization-version', ...version },
      ifOneLower('revision', version.revision),
    );
  const putMarks = (versions: readonly OrganizationVersion[]) => [
    ...edgesOf(versions).map(({ parent, child }) =>
      put({ ...edgeKey(parent, child), type: 'organization-edge' }),
    ),
    ...successionsOf(versions).map(({ predecessor, successor }) =>
      put({ ...successionKey(predecessor, successor), type: 'organization-succession' }),
    ),
    ...codesOf(versions).map(({ code, organization }) =>
      put({ ...codeKey(code, organization), type: 'organization-code' }),
    ),
  ];
  const stamped = async (id: OrganizationId): Promise<StampedOrganization> => {
    const parts = (await queryAll(table, organizationRange(id))).map((item) => ({
      item,
      part: organizationPart(keyOf(item)),
    }));
    const itemsOf = (kind: OrganizationPart['part']) =>
      parts.flatMap(({ item, part }) => (part.part === kind ? [item] : []));
    const versions = itemsOf('version').map(decodeVersion);
    const children = parts.flatMap(({ part }) => (part.part === 'child' ? [part.child] : []));
    const successors = parts.flatMap(({ part }) => (part.part === 'successor' ? [part.successor] : []));
    const bindings = {
      criteria: itemsOf('criteria').map(decodeAdoption),
      participations: itemsOf('programme').map(decodeParticipation),
      duties: itemsOf('duty').map(decodeDuty),
    };
    const counters = itemsOf('tree')[0] ?? {};
    return {
      history: versions.length === 0 ? null : { organization: id, versions, children, successors, bindings },
      stamp: parseItem('counters of an organization', storedStamp, counters),
    };
  };
  return {
    stamped,
    organization: async (id) => (await stamped(id)).history,
    async childrenOf(parent, { after, limit }) {
      const parts = (await queryOrdered(table, edgesFrom(parent, after), limit)).map((item) =>
        organizationPart(keyOf(item)),
      );
      return parts.flatMap((part) => (part.part === 'child' ? [part.child] : []));
    },
    organizationsWithCode: async (code) =>
      (await queryAll(table, codeRange(code))).map((item) => keyOf(item).sk),
    putCriteriaAdoption: (adoption, audit) =>
      putAudited(
        table,
        {
          ...criteriaAdoptionKey(adoption.organization, adoption.from),
          type: 'criteria-adoption',
          ...adoption,
        },
        ifOneLower('revision', adoption.revision),
        audit,
      ),
    putVersions: ({ versions, guards, months, order, audit }) =>
      transact(table, [
        ...versions.map(putVersion),
        ...putMarks(versions),
        ...guards.map((guard) => guardItem(table, guard)),
        ...months.map((seen) => monthCheck(table, seen)),
        auditPut(table, audit),
        ...(order === null
          ? []
          : [put({ ...restructuringKey(order, versions[0]), type: 'restructuring', ...order })]),
      ]),
  };
}
