import { describe, expect, it } from 'vitest';
import { rosterPath } from '../../../shared/domain/planning/roster-path.ts';
import { apiFunctions } from '../../support/api-functions.ts';
import { apiWorld, PROVINCE, version } from '../../support/api-world.ts';
import { enterVersion } from '../../support/audited.ts';

describe('the path by the roster', () => {
  it('reaches the root from however far below, so that the province has everybody', async () => {
    const world = await apiWorld();
    const { ask } = apiFunctions(world);
    const subject = await world.grant('registrar', PROVINCE);
    const line = Array.from({ length: 40 }, (_, i) => `sc-${i}`);
    for (const [i, id] of line.entries()) {
      const { organization: _, revision: __, ...body } = version(id, 'sub-committee', line[i - 1] ?? 'db-c');
      const { status } = await ask('putOrganization', `/organizations/${id}`, { subject, body });
      expect(status).toBe(201);
    }
    const path = await rosterPath((id) => world.registry.organization(id), 'sc-39', '2026-10');
    expect(path).toEqual([PROVINCE, 'huyen-b', 'db-c', ...line]);
    expect((await ask('getOrganization', '/organizations/sc-39', { subject })).status).toBe(200);
  });

  it('ends where it meets itself', async () => {
    const { registry } = await apiWorld();
    await enterVersion(registry, version('sc-1', 'sub-committee', 'sc-2'));
    await enterVersion(registry, version('sc-2', 'sub-committee', 'sc-1'));
    expect(await rosterPath((id) => registry.organization(id), 'sc-1', '2026-10')).toEqual(['sc-2', 'sc-1']);
  });
});
