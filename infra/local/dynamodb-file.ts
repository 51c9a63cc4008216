/**
 * The file in which DynamoDB Local keeps a data folder: an SQLite database, whose settings the engine leaves as it
 * finds them. What is set here lasts in the file and changes nothing of what the engine answers.
 */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** What the engine calls its file when all regions and keys share one (`-sharedDb`). */
const FILE = 'shared-local-instance.db';
/** SQLite's own of 1 KB cuts most items and stream records in pieces; it takes effect on an empty file only. */
const PAGE_BYTES = 4096;
/** An engine whose stack was killed a moment ago may still be ending. */
const PATIENCE_MILLIS = 10_000;

/**
 * Makes the engine quick; call before it starts. A write is appended to a log, with one wait for the disk, instead of
 * making a journal, changing the pages and deleting the journal, with several. A file system that cannot do it (a
 * network's) keeps the journal.
 *
 * No index of stream records: the engine's SQLite (3.8) would go by it through all records of a stream at each poll,
 * 3 to 5 s with 110,000 of them. Pulses (`event-source-mapping/pulse.ts`) keep streams short to search instead.
 */
export function tuneDatabase(directory: string): void {
  const database = new DatabaseSync(join(directory, FILE), { timeout: PATIENCE_MILLIS });
  try {
    database.exec(`PRAGMA page_size = ${PAGE_BYTES}; PRAGMA journal_mode = WAL`);
  } finally {
    database.close();
  }
}
