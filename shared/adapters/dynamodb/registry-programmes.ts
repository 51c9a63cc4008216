/** Programmes: every revision, a list of them, and at each participant what the revision says of it. */
import * as z from 'zod';
import { MEASURES } from '../../domain/criteria/measures.ts';
import { type Participation, type Programme, participationsOf } from '../../domain/programmes/programme.ts';
import { entryOf, type ProgrammeEntry, type ProgrammeRegistry } from '../../ports/registry.ts';
import type { Table } from './client.ts';
import { bilingual, count, dayRule, month, ordinal, organizationId } from './field-schemas.ts';
import {
  participationKey,
  programmeEntriesRange,
  programmeEntryKey,
  programmeKey,
  programmeRevisionsRange,
} from './keys.ts';
import { parseItem } from './parse.ts';
import { auditPut } from './registry-audit.ts';
import { type Item, ifOneLower, queryAll, transact } from './requests.ts';

const rules = { dayRule: dayRule.nullable(), thematic: z.boolean(), dueDay: ordinal.nullable() };
const span = { part: z.string().nullable(), from: month, until: month.nullable() };

const storedParticipation = z.object({
  type: z.literal('participation'),
  programme: z.object({ id: z.string(), revision: ordinal }),
  issuer: organizationId.nullable().default(null),
  from: month,
  ...rules,
  span: z.object(span).nullable(),
});

/** @throws MalformedItemError */
export function decodeParticipation(item: Item): Participation {
  const { type: _, ...participation } = parseItem('participation', storedParticipation, item);
  return participation;
}

const bound = count.nullable();
const measures = z.array(z.enum(MEASURES));
const named = {
  id: z.string(),
  title: bilingual,
  bounds: z.object({ atLeast: bound, above: bound, atMost: bound }),
};
const target = z.discriminatedUnion('kind', [
  z.object({ ...named, kind: z.enum(['share', 'mean']), of: measures, outOf: measures }),
  z.object({ ...named, kind: z.literal('count'), of: measures }),
]);

const storedProgramme = z.object({
  type: z.literal('programme-revision'),
  id: z.string(),
  revision: ordinal,
  organization: organizationId,
  title: bilingual,
  basis: z.array(z.string()),
  from: month,
  ...rules,
  participants: z.array(z.object({ organization: organizationId, ...span })),
  targets: z.array(target),
});

function decodeProgramme(item: Item): Programme {
  const { type: _, ...programme } = parseItem('programme', storedProgramme, item);
  return programme;
}

const storedEntry = z.object({
  type: z.literal('programme'),
  id: z.string(),
  revision: ordinal,
  organization: organizationId,
  title: bilingual,
  dueDays: z.array(ordinal),
});

function decodeEntry(item: Item): ProgrammeEntry {
  const { type: _, ...entry } = parseItem('entry of a programme', storedEntry, item);
  return entry;
}

export function dynamoProgrammeRegistry(table: Table): ProgrammeRegistry {
  const put = (item: Item, condition: object = {}) => ({
    Put: { TableName: table.name, Item: { ...item }, ...condition },
  });
  return {
    async programmeRevisions(id) {
      return (await queryAll(table, programmeRevisionsRange(id))).map(decodeProgramme);
    },
    async programmes() {
      return (await queryAll(table, programmeEntriesRange)).map(decodeEntry);
    },
    putProgramme: (programme, before, audit) =>
      transact(table, [
        put(
          { ...programmeEntryKey(programme.id), type: 'programme', ...entryOf(programme, before) },
          ifOneLower('revision', programme.revision),
        ),
        put({ ...programmeKey(programme), type: 'programme-revision', ...programme }),
        ...participationsOf(programme, before.participants).map(({ organization, ...participation }) =>
          put({ ...participationKey(organization, programme), type: 'participation', ...participation }),
        ),
        auditPut(table, audit),
      ]),
  };
}
