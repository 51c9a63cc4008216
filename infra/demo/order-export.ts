/** Orders an export as an analyst does, and downloads what comes of it. */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pMap from 'p-map';
import type { Client } from '../../shared/contracts/client.ts';
import * as routes from '../../shared/contracts/routes.ts';
import { PROVINCE } from './seed.ts';

const DOWNLOADS_AT_ONCE = 4;

export type DownloadedExport = {
  readonly exportId: string;
  readonly period: string;
  readonly directory: string;
  readonly files: readonly string[];
};

/** A file is not what its manifest says. */
export class ManifestMismatchError extends Error {
  override readonly name = 'ManifestMismatchError';
}

/**
 * Orders an export of the province, waits, downloads every file into `directory/‹exportId›/` and holds
 * each against the manifest.
 * @throws ManifestMismatchError
 */
export async function orderExport(
  analyst: Client,
  period: string,
  directory: string,
): Promise<DownloadedExport> {
  const ordered = await analyst.need(routes.postExport, { body: { organization: PROVINCE, period } });
  const params = { export: ordered.exportId };
  let state = await analyst.need(routes.getExport, { params });
  while (state.status === 'queued' || state.status === 'running') {
    await pause(200);
    state = await analyst.need(routes.getExport, { params });
  }
  const { manifest } = state;
  if (manifest === null) throw new ManifestMismatchError(`The export ${ordered.exportId} ${state.status}.`);
  const folder = join(directory, ordered.exportId);
  await mkdir(folder, { recursive: true });
  const fetchFile = async ({ name, bytes, sha256 }: (typeof manifest.files)[number]) => {
    const file = await analyst.download(routes.getExportFile, { params: { ...params, name } });
    const hash = createHash('sha256').update(file).digest('hex');
    if (file.byteLength !== bytes || hash !== sha256)
      throw new ManifestMismatchError(`${name} of ${ordered.exportId} is not what its manifest says.`);
    await writeFile(join(folder, name), file);
  };
  await pMap(manifest.files, fetchFile, { concurrency: DOWNLOADS_AT_ONCE });
  await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return {
    exportId: ordered.exportId,
    period,
    directory: folder,
    files: manifest.files.map(({ name }) => name),
  };
}
