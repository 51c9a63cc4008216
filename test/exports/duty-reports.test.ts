/** What an export tells of reports of duties whose reporting organization moved between two districts. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseManifest } from '../../functions/publish-export/handler.ts';
import { verifyExport } from '../../infra/verify-export/verify.ts';
import { exportFormats } from '../../shared/adapters/formats/export-formats.ts';
import { decodeCompared } from '../../shared/adapters/formats/lines.ts';
import { planOpenMonths } from '../../shared/jobs/plan-organization.ts';
import { newExportId } from '../../shared/runtime/export-ids.ts';
import { apiFunctions } from '../support/api-functions.ts';
import { apiWorld, PROVINCE, version } from '../support/api-world.ts';
import { enterVersion } from '../support/audited.ts';
import { publish, readTable, saveInto } from './published-files.ts';

/** db-k attends cs-d for huyen-b, moves to huyen-e in December, and reports of the quarter there. */
async function reportedElsewhere() {
  const world = await apiWorld();
  const { ask, objects } = apiFunctions(world);
  const registrar = await world.grant('registrar', PROVINCE);
  const officer = await world.grant('officer', PROVINCE);
  const need = async (id: string, url: string, subject: string, body?: object) => {
    const { status } = await ask(id, url, { subject, body });
    expect([200, 201]).toContain(status);
  };
  await enterVersion(world.registry, version('db-k', 'base-committee', 'huyen-b'));
  const duty = {
    by: 'db-k',
    office: 'uy-vien',
    attends: 'cs-d',
    every: 'month',
    from: '2026-11',
    until: null,
  };
  await need('putDuty', '/duties/pc-1', officer, duty);
  const moves = [{ organization: 'db-k', parent: 'huyen-e', from: '2026-12' }];
  await need('postMoves', `/organizations/${PROVINCE}/moves`, registrar, { reason: 'Sắp xếp', moves });
  await planOpenMonths(world.planning, PROVINCE, '2026-10');
  for (const month of ['2026-11', '2026-12']) await world.open(month);
  world.set('2027-01-05T02:00:00.000Z');
  await need('putDutyReport', '/duties/pc-1/reports/2026-Q4', officer, { proposals: 7, text: 'Đã dự' });
  await world.fold('2026-10', '2026-11', '2026-12');
  const deps = {
    ...world,
    ...{ objects, formats: exportFormats, decodeCompared, parseManifest },
    ...{ root: PROVINCE, newExportId },
  };
  return { deps, ask };
}

it('are told where it stood in the quarter’s last month, as the API has them, whatever the period', async () => {
  const { deps, ask } = await reportedElsewhere();
  const read = async (district: string) => {
    const subject = await deps.grant('officer', district);
    return (await ask('getDutyReport', '/duties/pc-1/reports/2026-Q4', { subject })).status;
  };
  expect([await read('huyen-b'), await read('huyen-e')]).toEqual([404, 200]);
  for (const period of ['2026-12', '2026-Q4', '2026'])
    for (const [top, told] of [
      ['huyen-b', ['', '']],
      [PROVINCE, ['true', '7']],
    ] as const) {
      const rows = await readTable(deps, await publish(deps, period, top), 'duties');
      const december = rows.filter((row) => row.period === '2026-12');
      expect(december.map(({ by, reported, proposals }) => [by, reported, proposals])).toEqual([
        ['db-k', ...told],
      ]);
    }
});

it('are found out by verify-export where it did not stand then', async () => {
  const { deps } = await reportedElsewhere();
  const folder = await mkdtemp(join(tmpdir(), 'duty-reports-'));
  const about = async () =>
    (await verifyExport(folder)).differences.filter(({ where }) => where === 'duties');
  try {
    await saveInto(folder, deps, await publish(deps, '2026', 'huyen-b'));
    expect(await about()).toEqual([]);
    const file = join(folder, 'duties.csv');
    const told = 'true,7,1,2027-01-05T02:00:00.000Z';
    const text = await readFile(file, 'utf8');
    const spoilt = text.replace(/^(2026-12,cs-d,.*,2026-Q4),,,,/m, `$1,${told}`);
    expect(spoilt).not.toBe(text);
    await writeFile(file, spoilt);
    expect(await about()).toMatchObject([{ organization: 'cs-d', column: 'reported', found: 'true' }]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
