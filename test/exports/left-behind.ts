/**
 * What a run has done so far, in the hands of another that takes it for dead: it reads what is there and writes into
 * memory, so that the first can go on as if nothing had happened, and die again at its next request.
 */
import { memoryObjectStore } from '../../shared/adapters/memory/object-store.ts';
import type { ExportState } from '../../shared/domain/exports/export.ts';
import type { ExportFormats, TableFile } from '../../shared/ports/export-formats.ts';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import type { ExportRegistry } from '../../shared/ports/registry.ts';

/**
 * @param prefix of the one export; what stands elsewhere is only read
 * @param keys of everything that is there under it when the other comes
 */
export function objectsLeft(base: ObjectStore, prefix: string, keys: readonly string[]) {
  const own = memoryObjectStore();
  const there = new Set(keys);
  async function* bodyOf(key: string) {
    yield (await base.get(key)) ?? new Uint8Array();
  }
  /** The store to ask of this key, once what is there under it was brought over. */
  const bring = async (key: string): Promise<ObjectStore> => {
    if (!key.startsWith(prefix)) return base;
    if (there.delete(key)) await own.putOnce(key, bodyOf(key), '');
    return own;
  };
  return {
    ...own,
    async putOnce(key, body, contentType) {
      await bring(key);
      return own.putOnce(key, body, contentType);
    },
    async keep(key) {
      await bring(key);
      await own.keep(key);
    },
    head: async (key) => (await bring(key)).head(key),
    get: async (key) => (await bring(key)).get(key),
    keys: () => [...own.keys(), ...there],
    unkept: () => [...own.unkept(), ...there],
  } satisfies ReturnType<typeof memoryObjectStore>;
}

/** The states of exports as they are, moved by compare-and-set as in the Registry. */
export function statesLeft<Base extends Pick<ExportRegistry, 'export' | 'putExport'>>(base: Base): Base {
  const moved = new Map<string, ExportState>();
  const current = async (id: string) => moved.get(id) ?? (await base.export(id));
  return {
    ...base,
    export: current,
    async putExport(next) {
      if ((await current(next.exportId))?.revision !== next.revision - 1) return 'lost';
      moved.set(next.exportId, next);
      return 'stored';
    },
  };
}

/**
 * Files that are made once: for runs over rows that do not change between them.
 * @param except the names of those that are made of the rows each time
 */
export function madeOnce(formats: ExportFormats, except: readonly string[] = []): ExportFormats {
  const made = new Map<string, Uint8Array[]>();
  const once = <Row>(file: TableFile<Row>): TableFile<Row> => ({
    ...file,
    async *encode(rows) {
      const before = made.get(file.name);
      const chunks: Uint8Array[] = [];
      if (before === undefined)
        for await (const chunk of file.encode(rows)) chunks.push(Uint8Array.from(chunk));
      else for await (const _ of rows);
      if (!except.includes(file.name)) made.set(file.name, before ?? chunks);
      yield* before ?? chunks;
    },
  });
  return (criteriaSets, about) => {
    const files = formats(criteriaSets, about);
    return {
      ...files,
      scorecards: files.scorecards.map(once),
      summaries: (rest) => files.summaries(rest).map(once),
      meetings: files.meetings.map(once),
      inspections: files.inspections.map(once),
      findings: files.findings.map(once),
      facts: files.facts.map(once),
      duties: files.duties.map(once),
      plans: files.plans.map(once),
      changes: files.changes.map(once),
      changeLines: once(files.changeLines),
      compared: once(files.compared),
    };
  };
}
