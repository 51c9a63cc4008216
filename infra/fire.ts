/** `npm run fire -- NAME`: fires a schedule of the running stack now, and waits until its function has ended. */
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { askToFire } from './local/control.ts';
import { LocalStackError } from './local/errors.ts';

/** Where a running stack says how it can be reached. */
export const CONTROL_FILE = '.local/control.json';

const controlFile = z.object({ url: z.url() });

if (import.meta.main) {
  const [name] = process.argv.slice(2);
  if (name === undefined || !existsSync(CONTROL_FILE)) {
    process.stderr.write('Usage, while npm start runs in another terminal: npm run fire -- SCHEDULE\n');
    process.exit(1);
  }
  try {
    await askToFire(controlFile.parse(JSON.parse(readFileSync(CONTROL_FILE, 'utf8'))).url, name);
    process.stdout.write(`${name}: done\n`);
  } catch (error) {
    if (!(error instanceof LocalStackError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
