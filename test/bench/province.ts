/** A province of any size, and the quick way to enter it where entering it is not what is measured. */
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import { stages } from '../../infra/stages.ts';
import type { Table } from '../../shared/adapters/dynamodb/client.ts';
import { edgeKey, versionKey } from '../../shared/adapters/dynamodb/keys.ts';
import type { Month } from '../../shared/domain/period.ts';
import type { Kind, OrganizationId, OrganizationVersion } from '../../shared/domain/roster/organization.ts';

export const PROVINCE = stages.local.province;
/** The month that is reported, and a day on which it is over and not yet due. */
export const MONTH: Month = '2026-10';
export const TODAY = '2026-11-05';

/** Ours: Hoài Đức's 358 cells under some twenty committees make about as many. */
const CELLS_OF_A_COMMITTEE = 20;
const COMMITTEES_OF_A_DISTRICT = 10;

function version(
  organization: OrganizationId,
  kind: Kind,
  parent: OrganizationId | null,
): OrganizationVersion {
  const isCell = kind === 'cell';
  return {
    organization,
    from: '2026-01',
    name: `${isCell ? 'Chi bộ' : 'Đảng bộ'} ${organization}`,
    kind,
    parent,
    meets: isCell ? 'monthly' : 'none',
    unit: isCell ? 'residential' : 'other',
    hasCommittee: true,
    handbook: isCell,
    members: 24,
    codes: [],
    predecessors: [],
    closed: false,
    revision: 1,
  };
}

const numbered = (prefix: string, count: number, digits: number): string[] =>
  Array.from({ length: count }, (_, i) => `${prefix}${String(i + 1).padStart(digits, '0')}`);

export type Province = {
  readonly organizations: readonly OrganizationVersion[];
  readonly cells: readonly OrganizationId[];
};

/** Province → districts of 10 base committees → cells, 20 to a committee; the last ones hold what is left. */
export function provinceOf(cellCount: number): Province {
  const committeeCount = Math.ceil(cellCount / CELLS_OF_A_COMMITTEE);
  const districts = numbered('d', Math.ceil(committeeCount / COMMITTEES_OF_A_DISTRICT), 3);
  const committees = districts
    .flatMap((district) => numbered(`${district}-k`, COMMITTEES_OF_A_DISTRICT, 2))
    .slice(0, committeeCount);
  const cells = committees
    .flatMap((committee) => numbered(`${committee}-c`, CELLS_OF_A_COMMITTEE, 2))
    .slice(0, cellCount);
  const parentOf = (id: OrganizationId): OrganizationId => id.slice(0, id.lastIndexOf('-'));
  return {
    organizations: [
      version(PROVINCE, 'province', null),
      ...districts.map((id) => version(id, 'district', PROVINCE)),
      ...committees.map((id) => version(id, 'base-committee', parentOf(id))),
      ...cells.map((id) => version(id, 'cell', parentOf(id))),
    ],
    cells,
  };
}

/** AWS's limit of one BatchWriteItem. */
const ITEMS_AT_ONCE = 25;

/**
 * Writes versions and edges straight into Registry, as `PUT /organizations/{organization}` would have left them:
 * through the API, transaction by transaction, DynamoDB Local takes about 100 a second.
 */
export async function enterRoster({ client, name }: Table, { organizations }: Province): Promise<void> {
  const items = organizations.flatMap((one) => [
    { ...versionKey(one.organization, one.from), type: 'organization-version', ...one },
    ...(one.parent === null ? [] : [{ ...edgeKey(one.parent, one.organization), type: 'organization-edge' }]),
  ]);
  const chunks = Array.from({ length: Math.ceil(items.length / ITEMS_AT_ONCE) }, (_, i) =>
    items.slice(i * ITEMS_AT_ONCE, (i + 1) * ITEMS_AT_ONCE),
  );
  await pMap(
    chunks,
    async (chunk) => {
      const requests = chunk.map((Item) => ({ PutRequest: { Item } }));
      const { UnprocessedItems } = await client.send(
        new BatchWriteCommand({ RequestItems: { [name]: requests } }),
      );
      if (Object.keys(UnprocessedItems ?? {}).length > 0) throw new Error('The engine left items unwritten.');
    },
    { concurrency: 4 },
  );
}
