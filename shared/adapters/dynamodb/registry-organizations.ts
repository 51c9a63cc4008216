/** Organizations over time: one partition each, holding its versions and the edges to its children. */
import * as z from 'zod';
import { MEETS, type OrganizationVersion } from '../../domain/organization.ts';
import type { OrganizationRegistry } from '../../ports/registry.ts';
import type { Table } from './client.ts';
import { count, kind, month, ordinal, organizationId, unit } from './field-schemas.ts';
import { edgeKey, organizationPart, organizationRange, versionKey } from './keys.ts';
import { keyOf, parseItem } from './parse.ts';
import { type Item, ifOneLower, queryAll, transact } from './requests.ts';

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

export function dynamoOrganizationRegistry(table: Table): OrganizationRegistry {
  return {
    async organization(id) {
      const items = await queryAll(table, organizationRange(id));
      const isEdge = (item: Item) => 'child' in organizationPart(keyOf(item));
      const versions = items.filter((item) => !isEdge(item)).map(decodeVersion);
      if (versions.length === 0) return null;
      const children = items.flatMap((item) => {
        const part = organizationPart(keyOf(item));
        return 'child' in part ? [part.child] : [];
      });
      return { organization: id, versions, children };
    },

    putVersion(version) {
      const { organization, from, parent, revision } = version;
      const item = { ...versionKey(organization, from), type: 'organization-version', ...version };
      const edge = parent === null ? [] : [{ ...edgeKey(parent, organization), type: 'organization-edge' }];
      return transact(table, [
        { Put: { TableName: table.name, Item: item, ...ifOneLower('revision', revision) } },
        ...edge.map((Item) => ({ Put: { TableName: table.name, Item } })),
      ]);
    },
  };
}
