/** Writes docs/openapi.json; with `--check` compares it and fails where it is not what the contracts say. */
import { readFile, writeFile } from 'node:fs/promises';
import { stderr } from 'node:process';
import project from '../package.json' with { type: 'json' };
import { measureMeanings } from '../shared/adapters/formats/measure-meanings.ts';
import { openApiDocument } from '../shared/contracts/openapi.ts';

const file = new URL('../docs/openapi.json', import.meta.url);
const wanted = `${JSON.stringify(openApiDocument(project.version, measureMeanings), null, 2)}\n`;

if (process.argv.includes('--check')) {
  const written = await readFile(file, 'utf8').catch(() => '');
  if (written !== wanted) {
    stderr.write(
      'docs/openapi.json is not what the contracts say. Run `npm run openapi` and commit the file with the change.\n',
    );
    process.exitCode = 1;
  }
} else {
  await writeFile(file, wanted);
}
