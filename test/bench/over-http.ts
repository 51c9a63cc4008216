/** What a registrar and an analyst do with a running stack that is measured: give offices, close a month, await files. */
import { setTimeout as pause } from 'node:timers/promises';
import * as routes from '../../shared/contracts/routes.ts';
import type { Month } from '../../shared/domain/period.ts';
import type { OrganizationVersion } from '../../shared/domain/roster/organization.ts';
import { type BenchStack, OPENING_MS, SUBMITTER } from './bench-stack.ts';
import { PROVINCE } from './province.ts';

export const officerOf = (district: string): string => `officer-${district}`;

/** An officer for every district, so that digests go to many; whoever submits is the province's, and reads all. */
export async function giveOffices(
  bench: BenchStack,
  organizations: readonly OrganizationVersion[],
): Promise<void> {
  const registrar = await bench.as('registrar');
  const from = '2026-01-01';
  const roles = ['client', 'officer', 'analyst'] as const;
  await registrar.need(routes.putGrants, {
    params: { subject: SUBMITTER },
    body: { grants: roles.map((role) => ({ organization: PROVINCE, role, from, until: null })) },
  });
  for (const { organization, kind } of organizations)
    if (kind === 'district')
      await registrar.need(routes.putGrants, {
        params: { subject: officerOf(organization) },
        body: { grants: [{ organization, role: 'officer', from, until: null }] },
      });
}

/**
 * Until its reckoning is over and its final export ordered. @returns the export's id
 * @throws Error when it takes longer than an hour
 */
export async function closeMonth(bench: BenchStack, month: Month): Promise<string> {
  const registrar = await bench.as('registrar');
  const params = { period: month };
  const begun = performance.now();
  await registrar.need(routes.postClosing, { params, body: {} });
  let state = await registrar.need(routes.getPeriod, { params });
  while (state.finalExport === null) {
    if (performance.now() - begun > OPENING_MS) throw new Error(`It is ${state.status} for an hour.`);
    await pause(1_000);
    state = await registrar.need(routes.getPeriod, { params });
  }
  return state.finalExport;
}

/** @throws Error when it fails, or takes longer than an hour */
export async function untilPublished(bench: BenchStack, exportId: string): Promise<Record<string, number>> {
  const client = await bench.as('submitter');
  for (let begun = performance.now(); performance.now() - begun < OPENING_MS; await pause(1_000)) {
    const { status, manifest } = await client.need(routes.getExport, { params: { export: exportId } });
    if (status === 'failed') throw new Error(`The export ${exportId} failed.`);
    if (manifest === null) continue;
    const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
    return { files: manifest.files.length, MB: bytes / 1e6 };
  }
  throw new Error(`The export ${exportId} is not published within an hour.`);
}
