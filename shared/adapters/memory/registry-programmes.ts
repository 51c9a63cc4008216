/** Programmes in memory. */
import { participationsOf } from '../../domain/programmes/programme.ts';
import { entryOf, type Registry } from '../../ports/registry.ts';
import { auditWrite } from './registry-audit.ts';
import { compareAndSet, isKind, organizationKey, type Table } from './stored-item.ts';

const revisionKey = (revision: number): string => String(revision).padStart(6, '0');

export const programmePart = (
  table: Table,
): Pick<Registry, 'programmeRevisions' | 'programmes' | 'putProgramme'> => ({
  async programmeRevisions(id) {
    const items = await table.query(`PROGRAMME#${id}`);
    return items.filter(isKind('programme-revision')).map(({ programme }) => programme);
  },
  async programmes() {
    return (await table.query('PROGRAMMES')).filter(isKind('programme')).map(({ entry }) => entry);
  },
  putProgramme(programme, before, audit) {
    const { id, revision } = programme;
    return compareAndSet(
      table,
      { pk: 'PROGRAMMES', sk: id, value: { type: 'programme', entry: entryOf(programme, before) } },
      {
        pk: `PROGRAMME#${id}`,
        sk: revisionKey(revision),
        value: { type: 'programme-revision', programme },
      },
      ...participationsOf(programme, before.participants).map(({ organization, ...participation }) => ({
        pk: organizationKey(organization),
        sk: `PROGRAMME#${id}#${revisionKey(revision)}`,
        value: { type: 'participation', organization, participation } as const,
      })),
      auditWrite(audit),
    );
  },
});
