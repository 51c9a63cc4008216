/** The due date, the close and the end of the year, each behind a restart. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { verifyExport } from '../../../infra/verify-export/verify.ts';
import { createGlueClient, glueTablesCatalog } from '../../../shared/adapters/glue/tables-catalog.ts';
import * as routes from '../../../shared/contracts/routes.ts';
import { plainBody } from '../clients.ts';
import { MONTH, meetingCells, tree } from '../province.ts';
import { type BesidesMeetings, remedyEvent } from '../told.ts';
import { functionName, type Road } from './road.ts';

/** Who has not reported is late. */
export function passingTheDueDate(road: Road): void {
  const { storedRevisions, expectFigures } = road;

  test('after a restart past the due date, who has not reported is overdue', async () => {
    const before = await storedRevisions();
    await road.restartOn('2026-11-12');
    expect(await storedRevisions()).toEqual(before);
    await road.stack.invoke(functionName('advance-periods'), {});
    await road.stack.drained();
    await expectFigures(before, true);
  }, 180_000);
}

/** The month is sealed, exported, and computed again from its files. */
export function closing(road: Road): void {
  const { acknowledged, told, as, registrar, storedRevisions, expectFigures } = road;

  test('closing refuses what comes later, settles and exports every accepted revision', async () => {
    const client = await registrar();
    await client.need(routes.postClosing, { params: { period: MONTH } });
    const state = () => client.need(routes.getPeriod, { params: { period: MONTH } });
    await expect.poll(async () => (await state()).settled, { timeout: 90_000, interval: 500 }).toBe(true);
    const analyst = await as('analyst-0');
    const exported = async () => {
      const { finalExport } = await state();
      return finalExport === null
        ? null
        : await analyst.call(routes.getExport, { params: { export: finalExport } });
    };
    await expect
      .poll(
        async () => {
          const e = await exported();
          return e?.ok === true ? e.body.status : null;
        },
        { timeout: 90_000, interval: 500 },
      )
      .toBe('published');
    const final = await exported();
    const manifest = final?.ok === true ? final.body.manifest : null;
    expect(manifest).toMatchObject({
      kind: 'final',
      acceptedRevisions: acknowledged.names.length + told.size,
    });

    const { region, ...credentials } = road.stack.credentials;
    const glue = createGlueClient({ endpoint: road.stack.endpoints.glue, region, credentials });
    const catalog = glueTablesCatalog({
      client: glue,
      database: road.stack.outputs.AnalystsDatabase ?? '',
      bucket: road.stack.outputs.ExportsBucket ?? '',
    });
    const shown = async () => (await catalog.prefixes('scorecards')).get(MONTH)?.split('/')[1];
    await expect.poll(shown, { timeout: 30_000, interval: 500 }).toBe(manifest?.exportId);
    glue.destroy();

    const folder = join(road.directory, 'final');
    await mkdir(folder);
    const { files = [], exportId = '' } = manifest ?? {};
    for (const { name } of files)
      await writeFile(
        join(folder, name),
        await analyst.download(routes.getExportFile, { params: { export: exportId, name } }),
      );
    await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
    const verdict = await verifyExport(folder);
    expect(verdict).toMatchObject({ organizations: tree.length, differences: [] });
    expect(verdict.figures).toBeGreaterThan(tree.length * 50);
    const rowsOf = (name: string) => files.find((file) => file.name === `${name}.csv`)?.rows;
    const inspections = told.newest('inspection').filter(({ withdrawn }) => !withdrawn);
    expect(rowsOf('inspections')).toBe(inspections.length);
    expect(rowsOf('findings')).toBe(findingsOf(inspections).length);

    const late = await (await as('client-0')).call(routes.putMeeting, {
      params: { organization: meetingCells[0] ?? '', period: MONTH, key: 'extraordinary-2026-10-30' },
      body: plainBody('2026-10-30'),
    });
    expect(late).toMatchObject({ ok: false, status: 409, problem: { code: 'PERIOD_CLOSED' } });
    await expectFigures(await storedRevisions(), true);
  }, 240_000);
}

/** What outlasts the month. */
export function passingTheYear(road: Road): void {
  const { told, as, registrar, storedRevisions, expectFigures } = road;

  test('a finding stays open over the end of the year, and a remedy told then leaves October as it was', async () => {
    const stored = await storedRevisions();
    await road.restartOn('2027-01-06');
    const opened = async () => {
      await road.stack.invoke(functionName('advance-periods'), {});
      const { items } = await (await registrar()).need(routes.listPeriods);
      return items.filter(({ status }) => status === 'open').map(({ period }) => period);
    };
    await expect.poll(opened, { timeout: 60_000 }).toEqual(['2026-11', '2026-12', '2027-01']);
    await road.stack.drained();
    for (const [month, duePassed] of [
      ['2026-11', true],
      ['2026-12', false],
      ['2027-01', false],
    ] as const)
      await expectFigures(stored, duePassed, month);

    const officer = await as('officer-0');
    const open = findingsOf(told.newest('inspection').filter(({ withdrawn }) => !withdrawn));
    const done = told.newest('remedy').filter(({ withdrawn }) => !withdrawn);
    const first = open.find(
      (one) => !done.some(({ organization, key }) => `${organization} ${key}` === nameOf(one)),
    );
    const { organization = '', key = '', n = 0 } = first ?? {};
    const params = { organization, period: MONTH, key, n: String(n) };
    const shown = await officer.call(routes.getRemedy, { params });
    const answer = await officer.need(routes.putRemedy, {
      params,
      body: {
        remediedOn: '2027-01-05',
        verifiedBy: key.slice(key.indexOf('-', 11) + 1),
        reason: 'kiểm tra lại',
      },
      ...(shown.etag === null ? {} : { ifMatch: shown.etag }),
    });
    expect(answer.period).toBe('2026-11');
    told.add(remedyEvent(MONTH, answer));
    await road.stack.drained();
    for (const [month, duePassed] of [
      [MONTH, true],
      ['2026-11', true],
      ['2027-01', false],
    ] as const)
      await expectFigures(stored, duePassed, month);
  }, 240_000);
}

const nameOf = (of: { organization: string; key: string; n: number }) =>
  `${of.organization} ${MONTH}/${of.key}/${of.n}`;

/** Each finding with where its inspection stands. */
const findingsOf = (inspections: readonly BesidesMeetings[]) =>
  inspections.flatMap(({ organization, key, record }) =>
    record !== null && 'findings' in record ? record.findings.map(({ n }) => ({ organization, key, n })) : [],
  );
