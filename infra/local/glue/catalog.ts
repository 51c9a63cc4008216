/** Tables of the template and their partitions, kept in one file. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

const storage = z.looseObject({ Location: z.string().optional(), Columns: z.unknown().optional() });
export const partitionInput = z.looseObject({
  Values: z.array(z.string().min(1)),
  StorageDescriptor: storage.optional(),
});
export type Partition = z.infer<typeof partitionInput>;

const definition = z.object({
  DatabaseName: z.string(),
  TableInput: z.looseObject({
    Name: z.string(),
    PartitionKeys: z.array(z.looseObject({ Name: z.string() })).default([]),
    StorageDescriptor: storage.optional(),
  }),
});
type Definition = z.infer<typeof definition>;

/** By `database/table`, then by the partition's values. */
const stored = z.record(z.string(), z.record(z.string(), partitionInput));
type Stored = z.infer<typeof stored>;

/** What Glue refuses, under the name of its exception. */
export class GlueError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'GlueError';
    this.code = code;
  }
}

export type CatalogOptions = {
  /** Properties of the template's `AWS::Glue::Table`s. */
  readonly tables: readonly unknown[];
  /** Null keeps the partitions in memory. */
  readonly file: string | null;
};

export class Catalog {
  readonly #tables: ReadonlyMap<string, Definition>;
  readonly #file: string | null;
  #partitions: Stored = {};
  /** Writes follow each other, so that the file holds the newest state. */
  #written: Promise<void> = Promise.resolve();

  private constructor({ tables, file }: CatalogOptions) {
    this.#file = file;
    this.#tables = new Map(
      tables
        .map((table) => definition.parse(table))
        .map((table) => [`${table.DatabaseName}/${table.TableInput.Name}`, table]),
    );
  }

  static async open(options: CatalogOptions): Promise<Catalog> {
    const catalog = new Catalog(options);
    if (options.file !== null) catalog.#partitions = await readStored(options.file);
    return catalog;
  }

  /** @throws GlueError EntityNotFoundException */
  table(database: string, name: string): Definition {
    const found = this.#tables.get(`${database}/${name}`);
    if (found === undefined)
      throw new GlueError('EntityNotFoundException', `Table ${name} not found in ${database}.`);
    return found;
  }

  /** Ascending by values. */
  partitions(database: string, name: string): Partition[] {
    this.table(database, name);
    return Object.entries(this.#partitions[`${database}/${name}`] ?? {})
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, partition]) => partition);
  }

  /** @throws GlueError AlreadyExistsException, InvalidInputException */
  async create(database: string, name: string, partition: Partition): Promise<void> {
    const key = this.#keyOf(database, name, partition.Values);
    if (this.#of(database, name)[key] !== undefined)
      throw new GlueError('AlreadyExistsException', 'Partition already exists.');
    await this.#put(database, name, key, partition);
  }

  /** @throws GlueError EntityNotFoundException, InvalidInputException */
  async update(
    database: string,
    name: string,
    values: readonly string[],
    partition: Partition,
  ): Promise<void> {
    const key = this.#keyOf(database, name, values);
    if (this.#of(database, name)[key] === undefined)
      throw new GlueError('EntityNotFoundException', 'Partition not found.');
    // Glue would move the partition to its new values; nothing here does that.
    if (this.#keyOf(database, name, partition.Values) !== key)
      throw new GlueError('InvalidInputException', 'Moving a partition is not served locally.');
    await this.#put(database, name, key, partition);
  }

  #of(database: string, name: string): Record<string, Partition> {
    return this.#partitions[`${database}/${name}`] ?? {};
  }

  #keyOf(database: string, name: string, values: readonly string[]): string {
    const keys = this.table(database, name).TableInput.PartitionKeys;
    if (keys.length !== values.length)
      throw new GlueError(
        'InvalidInputException',
        'The number of partition keys do not match the number of partition values',
      );
    return JSON.stringify(values);
  }

  async #put(database: string, name: string, key: string, partition: Partition): Promise<void> {
    const of = { ...this.#of(database, name), [key]: partition };
    this.#partitions = { ...this.#partitions, [`${database}/${name}`]: of };
    const file = this.#file;
    if (file === null) return;
    this.#written = this.#written.catch(() => undefined).then(() => writeStored(file, this.#partitions));
    await this.#written;
  }
}

async function readStored(file: string): Promise<Stored> {
  try {
    return stored.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
}

/** In one step: whoever is killed meanwhile leaves the old file or the new one. */
async function writeStored(file: string, partitions: Stored): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, JSON.stringify(partitions));
  await rename(`${file}.new`, file);
}
