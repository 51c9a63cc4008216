/**
 * Whether a manifest is whole and of this export. It names every file's hash and no file can name its own, so it is
 * held against the names that such a period's export has, and against what the report says once more.
 */
import { createHash } from 'node:crypto';
import { dataLines, type Manifest } from '../../shared/domain/exports/export.ts';
import { fileNamesOf } from '../../shared/domain/exports/export-names.ts';
import { type Difference, differs } from './differences.ts';
import type { ToldByReport } from './files.ts';

const MANIFEST = 'manifest.json';

/** Every file once, and no other. */
export function nameDifferences({ files, period }: Manifest): Difference[] {
  const left = new Set(fileNamesOf(period));
  const more = files.flatMap(({ name }) =>
    left.delete(name) ? [] : differs(MANIFEST, '', 'files', name, 'each file of an export, once'),
  );
  return [...[...left].flatMap((name) => differs(MANIFEST, '', 'files', `no ${name}`, name)), ...more];
}

export function identityDifferences(manifest: Manifest, told: ToldByReport): Difference[] {
  const differ = (column: string, found: unknown, expected: unknown) =>
    differs(MANIFEST, manifest.organization, column, found, expected);
  const { exportId, kind, previous, dataSha256, files } = manifest;
  return [
    ...differ('exportId', exportId, told.exportId),
    ...differ('kind', kind, told.kind),
    ...differ('previous', previous ?? '', told.previous),
    ...differ('dataSha256', dataSha256, createHash('sha256').update(dataLines(files)).digest('hex')),
    ...differs('report.html', '', 'dataSha256', told.dataSha256, dataSha256),
  ];
}
