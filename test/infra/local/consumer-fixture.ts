import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

const noteSchema = z.object({
  ids: z.array(z.string()),
  sequenceNumbers: z.array(z.string()),
  pid: z.number(),
  records: z.array(z.unknown()),
});

/** One invocation of a consumer. */
export type Note = z.infer<typeof noteSchema>;

/** A directory in which consumers note each of their invocations, one line for each. */
export class Notebook {
  readonly directory = mkdtempSync(join(tmpdir(), 'consumer-'));

  /** The invocations of a function so far, by logical id, in order. */
  of(logicalId: string): Note[] {
    const file = join(this.directory, logicalId);
    if (!existsSync(file)) return [];
    return readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => noteSchema.parse(JSON.parse(line)));
  }

  /** The ids of the records of each invocation. */
  batches(logicalId: string): string[][] {
    return this.of(logicalId).map(({ ids }) => ids);
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/**
 * A consumer that notes what it gets. `then` runs afterwards, with `event`, `ids` and `invocation` (1 for the first that
 * the process runs) in scope.
 */
export const consumer = (then = ''): string => `
  import { appendFileSync } from 'node:fs';
  import { join } from 'node:path';
  let invocation = 0;
  export const handler = async (event) => {
    invocation += 1;
    const records = event.Records;
    const ids = records.map(({ dynamodb }) => dynamodb.Keys.id.S);
    const sequenceNumbers = records.map(({ dynamodb }) => dynamodb.SequenceNumber);
    const name = process.env.AWS_LAMBDA_FUNCTION_NAME.replace('Test-', '');
    const line = JSON.stringify({ ids, sequenceNumbers, pid: process.pid, records });
    appendFileSync(join(process.env.NOTES, name), line + '\\n');
    ${then}
  };`;
