/** Grants: one item a subject, with the whole list; beside it marks: who was ever given the role officer, who was named on what. */
import pMap from 'p-map';
import * as z from 'zod';
import { ROLES } from '../../domain/roster/access.ts';
import type { GrantRegistry, GrantsOfSubject, OfficerRegistry } from '../../ports/registry.ts';
import type { Table } from './client.ts';
import { localDate, ordinal, organizationId } from './field-schemas.ts';
import { grantsKey, namedOnKey, namedOnRange, officerKey, officersRange } from './keys.ts';
import { parseItem } from './parse.ts';
import { putAudited } from './registry-audit.ts';
import { batchGet, getItem, type Item, ifOneLower, putItem, queryAll, queryOrdered } from './requests.ts';

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
    async putGrants(grants, audit) {
      // A mark without a grant says nothing; a grant without its mark would not be found.
      await pMap(namedOnMarks(grants), (mark) => putItem(table, mark), { concurrency: MARKS_AT_ONCE });
      return putAudited(
        table,
        { ...grantsKey(grants.subject), type: 'grants', ...grants },
        ifOneLower('revision', grants.revision),
        audit,
        ...officerMarks(grants),
      );
    },
    async namedOn(organization, { after, limit }) {
      const marks = await queryOrdered(table, namedOnRange(organization, after), limit);
      return marks.map((mark) => parseItem('named on', storedNamedOn, mark).subject);
    },
    grantsOf: (subjects) => grantsOfAll(table, subjects),
  };
}

const grantsOfAll = async (table: Table, subjects: readonly string[]): Promise<GrantsOfSubject[]> => {
  const grants = (await batchGet(table, subjects.map(grantsKey))).map(decodeGrants);
  return grants.toSorted((a, b) => (a.subject < b.subject ? -1 : 1));
};

const MARKS_AT_ONCE = 8;
const storedNamedOn = z.object({ type: z.literal('named-on'), subject: z.string() });

const namedOnMarks = ({ subject, grants }: GrantsOfSubject): Item[] =>
  [...new Set(grants.map(({ organization }) => organization))].map((organization) => ({
    ...{ ...namedOnKey(organization, subject), type: 'named-on', subject },
  }));

const storedOfficer = z.object({ type: z.literal('officer'), subject: z.string() });

const officerMarks = ({ subject, grants }: GrantsOfSubject): Item[] =>
  grants.some(({ role }) => role === 'officer') ? [{ ...officerKey(subject), type: 'officer', subject }] : [];

export const dynamoOfficerRegistry = (table: Table): OfficerRegistry => ({
  async officers() {
    const marks = await queryAll(table, officersRange);
    return grantsOfAll(
      table,
      marks.map((mark) => parseItem('officer', storedOfficer, mark).subject),
    );
  },
});
