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
 * Makes the engine quick; call while nothing is asked of it. Whether all is done: an empty folder has no stream
 * records to index until the engine has started.
 *
 * - A write is appended to a log, with one wait for the disk, instead of making a journal, changing the pages and
 *   deleting the journal, with several. A file system that cannot do it (a network's) keeps the journal.
 * - Of every request the engine asks where the table's stream begins, and of every poll what comes next in it.
 *   Without an index it goes through the records of all streams until it finds one of this stream.
 */
export function tuneDatabase(directory: string): boolean {
  const database = new DatabaseSync(join(directory, FILE), { timeout: PATIENCE_MILLIS });
  try {
    database.exec(`PRAGMA page_size = ${PAGE_BYTES}; PRAGMA journal_mode = WAL`);
    const records = database
      .prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'us'")
      .get();
    if (records === undefined) return false;
    database.exec('CREATE INDEX IF NOT EXISTS stream_records_by_shard ON us (ShardID, SequenceNumber)');
    return true;
  } finally {
    database.close();
  }
}
