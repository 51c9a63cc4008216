/** The province that the bench exports is a consistent one: what is measured is an export that holds. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { verifyExport } from '../../infra/verify-export/verify.ts';

const script = fileURLToPath(new URL('../bench/export-run.ts', import.meta.url));

it('the bench’s export of a quarter holds', { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-province-'));
  try {
    await promisify(execFile)(process.execPath, [script, folder, '2026-Q4', 'all', 'small'], {
      maxBuffer: 1e7,
    });
    const { organizations, differences } = await verifyExport(folder);
    expect(differences).toEqual([]);
    // A province, 2 districts, 10 committees, 200 cells.
    expect(organizations).toBe(213);
  } finally {
    await rm(folder, { recursive: true });
  }
});
