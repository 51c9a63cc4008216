/** What an officer sends of a cell's meeting: an inspection with a finding, its remedy, the answer to the record. */
import type { Client } from '../../shared/contracts/client.ts';
import * as routes from '../../shared/contracts/routes.ts';
import type { OrganizationId } from '../../shared/domain/roster/organization.ts';
import { MONTH } from './province.ts';

const committeeOf = (cell: OrganizationId): OrganizationId => cell.slice(0, cell.lastIndexOf('-'));

/** Key of the one inspection that the bench makes of a cell. */
const keyOf = (cell: OrganizationId): string => `${MONTH}-13-attendance-${committeeOf(cell)}`;

export async function inspectOne(client: Client, organization: OrganizationId): Promise<void> {
  await client.need(routes.putInspection, {
    params: { organization, period: MONTH, key: keyOf(organization) },
    body: {
      office: 'ban-thuong-vu',
      meeting: 'regular',
      scores: { attendance: 20 },
      findings: [{ n: 1, severity: 'minor', text: 'Biên bản ghi chưa đủ', remedyDue: '2026-11-30' }],
      proposals: 1,
      conclusion: 'confirmed',
    },
  });
}

export async function putRightOne(client: Client, organization: OrganizationId): Promise<void> {
  await client.need(routes.putRemedy, {
    params: { organization, period: MONTH, key: keyOf(organization), n: '1' },
    body: { remediedOn: '2026-11-02', verifiedBy: committeeOf(organization) },
  });
}

export async function reviewOne(client: Client, organization: OrganizationId): Promise<void> {
  await client.need(routes.putReview, {
    params: { organization, period: MONTH, key: 'regular' },
    body: { by: committeeOf(organization), decision: 'accepted', scores: { attendance: 20 } },
  });
}
