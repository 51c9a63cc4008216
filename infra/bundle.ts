/** Bundles all functions by one esbuild call: starting esbuild once for each takes ten times as long. */
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, stop } from 'esbuild';

export const projectRoot = fileURLToPath(new URL('..', import.meta.url));

export type Bundle = {
  /** Holds `index.mjs` and its source map, nothing else. */
  readonly directory: string;
  readonly bytes: number;
  readonly gzippedBytes: number;
};

/** Where esbuild pretends to write: fixed, so that paths in source maps, and so asset hashes, are the same everywhere. */
const PRETENDED = join(projectRoot, 'cdk.out', 'bundles');

/** Entry files of the functions under `functionsDirectory`, by the name of their directory. */
export function findFunctions(functionsDirectory = join(projectRoot, 'functions')): Map<string, string> {
  const names = existsSync(functionsDirectory) ? readdirSync(functionsDirectory).sort() : [];
  return new Map(
    names
      .map((name) => [name, join(functionsDirectory, name, 'index.ts')] as const)
      .filter(([, entry]) => existsSync(entry)),
  );
}

/**
 * Writes `‹outdir›/‹function›/index.mjs` for each entry, and `‹outdir›/sizes.json`. The same sources give the
 * same bytes wherever they lie.
 */
export async function bundleFunctions(
  entries: ReadonlyMap<string, string>,
  outdir: string,
): Promise<Map<string, Bundle>> {
  const result = await build({
    absWorkingDir: projectRoot,
    entryPoints: [...entries].map(([name, entry]) => ({ in: entry, out: join(name, 'index') })),
    outdir: PRETENDED,
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    // ES modules first: they can be shaken, the CommonJS builds of the SDK cannot.
    mainFields: ['module', 'main'],
    minify: true,
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    logLevel: 'warning',
    // Packages in CommonJS call `require`, which an ES module does not have.
    banner: {
      js: "import{createRequire as nennepRequire}from'node:module';const require=nennepRequire(import.meta.url);",
    },
  });
  // Its process would keep more than a GB for as long as ours lives.
  await stop();

  await rm(outdir, { recursive: true, force: true });
  const bundles = new Map<string, Bundle>();
  for (const file of result.outputFiles) {
    const name = basename(dirname(file.path));
    const directory = join(outdir, name);
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, basename(file.path)), file.contents);
    if (file.path.endsWith('.mjs')) {
      const gzippedBytes = gzipSync(file.contents).byteLength;
      bundles.set(name, { directory, bytes: file.contents.byteLength, gzippedBytes });
    }
  }
  await writeFile(join(outdir, 'sizes.json'), `${JSON.stringify(sizes(bundles), null, 2)}\n`);
  return bundles;
}

const sizes = (bundles: ReadonlyMap<string, Bundle>) =>
  Object.fromEntries(
    [...bundles].sort().map(([name, { bytes, gzippedBytes }]) => [name, { bytes, gzippedBytes }]),
  );
