/** Whose a closed organization is: by the roster, for reading as for writing. October and November 2026 are open. */
import { expect, it } from 'vitest';
import { planOpenMonths } from '../../shared/jobs/plan-organization.ts';
import { apiFunctions } from '../support/api-functions.ts';
import { apiWorld, PROVINCE, version } from '../support/api-world.ts';
import { enterVersion } from '../support/audited.ts';

it('follows its committee in the month in which it closes, too', async () => {
  const world = await apiWorld();
  const { ask } = apiFunctions(world);
  for (const place of ['huyen-b', 'huyen-e']) await world.grant('registrar', place);
  await world.open('2026-11');
  await enterVersion(world.registry, {
    ...version('cb-1', 'cell', 'db-c', 'monthly'),
    ...{ from: '2026-11', closed: true },
  });
  await planOpenMonths(world.planning, PROVINCE, '2026-10');
  await enterVersion(world.registry, { ...version('db-c', 'base-committee', 'huyen-e'), from: '2026-11' });
  await planOpenMonths(world.planning, PROVINCE, '2026-10');

  // By its row of that month, too: where its figures are counted, they are read.
  expect((await world.registry.planRow('cb-1', '2026-11'))?.path).toEqual([
    ...[PROVINCE, 'huyen-e', 'db-c', 'cb-1'],
  ]);
  const { organization: _, revision: __, ...body } = version('cb-1', 'cell', 'db-c', 'monthly');
  const codes = [{ system: 'dang-vien', code: '0042' }];
  const put = async (place: string) =>
    (
      await ask('putOrganization', '/organizations/cb-1', {
        subject: `registrar@${place}`,
        body: { ...body, from: '2026-12', codes },
      })
    ).status;
  expect([await put('huyen-b'), await put('huyen-e')]).toEqual([404, 201]);
  const read = async (place: string) => {
    const get = (id: string, url: string) => ask(id, url, { subject: `registrar@${place}` });
    const one = await get('getOrganization', '/organizations/cb-1?month=2026-12');
    const below = await get('listOrganizations', '/organizations?parent=db-c&month=2026-12');
    const coded = await get('listOrganizations', '/organizations?system=dang-vien&code=0042&month=2026-12');
    const ids = ({ body: { items } }: typeof one) =>
      items?.map(({ organization }: { organization: string }) => organization) ?? null;
    return [one.status, ids(below), ids(coded)];
  };
  expect(await read('huyen-b')).toEqual([404, null, []]);
  expect(await read('huyen-e')).toEqual([200, ['cb-1', 'cb-2', 'cb-3'], ['cb-1']]);
});
