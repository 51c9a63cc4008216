/** Prints "N passed, N failed" from vitest's JSON result; a file that could not be run counts as one failure. */
import { readFileSync } from 'node:fs';

/** Nothing where the run ended before vitest could write its result. */
function readResults(file) {
  const text = readFileSync(file, 'utf8');
  return text === '' ? [{ status: 'failed', assertionResults: [] }] : JSON.parse(text).testResults;
}

const testResults = readResults(process.argv[2]);
const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
const count = (status) => tests.filter((test) => test.status === status).length;
const notRun = testResults.filter(
  ({ status, assertionResults }) =>
    status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
).length;

const passed = count('passed');
const failed = count('failed') + notRun;
process.stdout.write(`${passed} passed, ${failed} failed\n`);
// No test at all is no success.
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
