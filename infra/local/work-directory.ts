import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Closing } from './closing.ts';
import { LocalStackError } from './errors.ts';

/**
 * The directory for data, logs and temporary files: `dataDir`, taken for this process alone, or one that goes away with
 * the stack.
 * @throws LocalStackError when another running stack has it
 */
export async function openWorkDirectory(dataDir: string | null, closing: Closing): Promise<string> {
  if (dataDir === null) {
    const directory = await mkdtemp(join(tmpdir(), 'local-stack-'));
    closing.add(() => rm(directory, { recursive: true, force: true, maxRetries: 3 }));
    return directory;
  }
  const directory = resolve(dataDir);
  await mkdir(directory, { recursive: true });
  await takeOver(join(directory, 'stack.pid'), dataDir, closing);
  await rm(join(directory, 'tmp'), { recursive: true, force: true });
  return directory;
}

/**
 * Looks before anything in the directory is touched: two stacks over the same files would deliver records twice and
 * lose each other's cursors.
 * @throws LocalStackError when another running stack has it
 */
export function assertNotInUse(dataDir: string): void {
  const file = join(dataDir, 'stack.pid');
  const holder = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  if (holder > 0 && holder !== process.pid && isAlive(holder))
    throw new LocalStackError({
      vi: `Tiến trình ${holder} đang dùng ${dataDir}; hãy dừng nó: kill ${holder} (nếu đó là chương trình khác: rm ${file})`,
      en: `Process ${holder} is using ${dataDir}; stop it: kill ${holder} (if that is another program: rm ${file})`,
    });
}

async function takeOver(file: string, dataDir: string, closing: Closing): Promise<void> {
  assertNotInUse(dataDir);
  await writeFile(file, String(process.pid));
  closing.add(() => rm(file, { force: true }));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
