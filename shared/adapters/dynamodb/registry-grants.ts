/** Grants: one item a subject, with the whole list; beside it a mark for whoever was ever given the role officer. */
import * as z from 'zod';
import { ROLES } from '../../domain/roster/access.ts';
import type { GrantRegistry, GrantsOfSubject, OfficerRegistry } from '../../ports/registry.ts';
import type { Table } from './client.ts';
import { localDate, ordinal, organizationId } from './field-schemas.ts';
import { grantsKey, officerKey, officersRange } from './keys.ts';
import { parseItem } from './parse.ts';
import { putAudited } from './registry-audit.ts';
import { batchGet, getItem, type Item, ifOneLower, queryAll } from './requests.ts';

const storedGrants = z.object({
  type: z.literal('grants'),
  subject: z.string(),
  grants: z.array(
    z.object({
      organization: organizationId,
      role: z.enum(ROLES),
      from: localDate,
      until: localDate.nullable(),
    }),
  ),
  revision: ordinal,
});

/** @throws MalformedItemError */
export function decodeGrants(item: Item): GrantsOfSubject {
  const { type: _, ...grants } = parseItem('grants', storedGrants, item);
  return grants;
}

export function dynamoGrantRegistry(table: Table): GrantRegistry {
  return {
    async grants(subject) {
      const item = await getItem(table, grantsKey(subject));
      return item === null ? { subject, grants: [], revision: 0 } : decodeGrants(item);
    },
    putGrants: (grants, audit) =>
      putAudited(
        table,
        { ...grantsKey(grants.subject), type: 'grants', ...grants },
        ifOneLower('revision', grants.revision),
        audit,
        ...officerMarks(grants),
      ),
  };
}

const storedOfficer = z.object({ type: z.literal('officer'), subject: z.string() });

const officerMarks = ({ subject, grants }: GrantsOfSubject): Item[] =>
  grants.some(({ role }) => role === 'officer') ? [{ ...officerKey(subject), type: 'officer', subject }] : [];

export const dynamoOfficerRegistry = (table: Table): OfficerRegistry => ({
  async officers() {
    const marks = await queryAll(table, officersRange);
    const subjects = marks.map((mark) => parseItem('officer', storedOfficer, mark).subject);
    const grants = (await batchGet(table, subjects.map(grantsKey))).map(decodeGrants);
    return grants.toSorted((a, b) => (a.subject < b.subject ? -1 : 1));
  },
});
