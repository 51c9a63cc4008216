import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Bundle, bundleFunctions, findFunctions } from '../../infra/bundle.ts';
import { FUNCTION_NAMES } from '../../infra/functions.ts';

/** Lambda takes 50 MB zipped; what is loaded at each cold start should be a small part of that. */
const MOST_BYTES = 5_000_000;

describe('bundles', () => {
  const directory = mkdtempSync(join(tmpdir(), 'nennep-bundles-'));
  let bundles: Map<string, Bundle>;
  beforeAll(async () => {
    bundles = await bundleFunctions(findFunctions(), join(directory, 'one'));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  test('every function has one, and no other', () => {
    expect([...bundles.keys()].sort()).toEqual([...FUNCTION_NAMES].sort());
  });

  test('hold code and its map, and are small', () => {
    for (const [name, bundle] of bundles) {
      expect(readdirSync(bundle.directory)).toEqual(['index.mjs', 'index.mjs.map']);
      expect(bundle.bytes, name).toBeGreaterThan(1_000);
      expect(bundle.bytes, name).toBeLessThan(MOST_BYTES);
    }
  });

  test('the same sources give the same bytes, wherever they are written', async () => {
    const again = await bundleFunctions(findFunctions(), join(directory, 'deeper', 'down', 'two'));
    const digest = (of: Map<string, Bundle>) =>
      [...of].map(([name, bundle]) => [
        name,
        ...readdirSync(bundle.directory).map((file) =>
          createHash('sha256')
            .update(readFileSync(join(bundle.directory, file)))
            .digest('hex'),
        ),
      ]);
    expect(digest(again)).toEqual(digest(bundles));
  });

  test('maps name sources of the project, none of this machine', () => {
    const map = z.object({ sources: z.array(z.string()) });
    for (const [name, { directory: at }] of bundles) {
      const { sources } = map.parse(JSON.parse(readFileSync(join(at, 'index.mjs.map'), 'utf8')));
      expect(sources).toContain(`../../../functions/${name}/index.ts`);
      expect(sources.filter((source) => source.startsWith('/'))).toEqual([]);
    }
  });

  test('sizes are written down', () => {
    const sizes = z.record(z.string(), z.object({ bytes: z.number(), gzippedBytes: z.number() }));
    const written = sizes.parse(JSON.parse(readFileSync(join(directory, 'one', 'sizes.json'), 'utf8')));
    expect(Object.keys(written).sort()).toEqual([...bundles.keys()].sort());
    for (const { bytes, gzippedBytes } of Object.values(written)) expect(gzippedBytes).toBeLessThan(bytes);
  });
});
