/** `npm run verify-export -- ‹folder› [--language en]`: one line, and 0 if the export holds, 1 if not, 2 if it cannot be told. */
import { parseArgs } from 'node:util';
import { UnreadableExportError } from './files.ts';
import { LANGUAGES, sentence, unreadable } from './sentence.ts';
import { verifyExport } from './verify.ts';

const { values, positionals } = parseArgs({
  options: { language: { type: 'string', default: 'vi' } },
  allowPositionals: true,
});
const language = LANGUAGES.find((each) => each === values.language) ?? 'vi';
const [folder] = positionals;
if (folder === undefined) {
  process.stderr.write('npm run verify-export -- ‹folder› [--language en]\n');
  process.exit(2);
}
try {
  const verdict = await verifyExport(folder);
  process.stdout.write(`${sentence(verdict, language)}\n`);
  process.exitCode = verdict.differences.length === 0 ? 0 : 1;
} catch (error) {
  if (!(error instanceof UnreadableExportError)) throw error;
  process.stdout.write(`${unreadable(error.message, language)}\n`);
  process.exitCode = 2;
}
