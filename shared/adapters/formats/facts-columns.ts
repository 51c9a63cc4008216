/** The columns of the table `facts`: one row per organization and year that it says something of. */
import type { FactsEntry } from '../../domain/export-tables.ts';
import { assertDistinct, type Column } from './columns.ts';
import tables from './table-columns.json' with { type: 'json' };
import { columnsOf } from './told-columns.ts';

export const factsColumns: readonly Column<FactsEntry>[] = columnsOf(tables.facts, {
  period: (row) => row.month,
  organization: (row) => row.organization,
  name: (row) => row.name,
  year: (row) => row.year,
  revision: (row) => row.revision,
  recordedAt: (row) => row.recordedAt,
  classification: ({ record }) => record.classification,
  membersTotal: ({ record }) => record.members.total,
  membersXuatSac: ({ record }) => record.members.xuatSac,
  membersTot: ({ record }) => record.members.tot,
  membersHoanThanh: ({ record }) => record.members.hoanThanh,
  membersKhongHoanThanh: ({ record }) => record.members.khongHoanThanh,
  admitted: ({ record }) => record.admitted,
  committeeMembers: ({ record }) => record.committeeMembers,
  committeeTrained: ({ record }) => record.committeeTrained,
  handbookAccounts: ({ record }) => record.handbookAccounts,
  handbookEligible: ({ record }) => record.handbookEligible,
});
assertDistinct(factsColumns);
