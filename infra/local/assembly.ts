import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { TemplateError } from './errors.ts';
import type { JsonObject } from './json.ts';

const json = z.record(z.string(), z.unknown());

const templateSchema = z.object({
  Resources: z
    .record(
      z.string(),
      z.object({ Type: z.string(), Properties: json.default({}), Condition: z.string().optional() }),
    )
    .default({}),
  Outputs: z
    .record(
      z.string(),
      z.object({
        Value: z.unknown(),
        Export: z.object({ Name: z.unknown() }).optional(),
        Condition: z.string().optional(),
      }),
    )
    .default({}),
  Parameters: z.record(z.string(), z.object({ Default: z.unknown().optional() })).default({}),
  Mappings: z.record(z.string(), z.record(z.string(), json)).default({}),
  Conditions: json.default({}),
});

/** A CloudFormation template as text says it: intrinsics are still in place. */
export type Template = z.infer<typeof templateSchema>;

const manifestSchema = z.object({
  artifacts: z.record(z.string(), z.object({ type: z.string(), properties: json.default({}) })).default({}),
});

const assetsSchema = z.object({
  files: z
    .record(
      z.string(),
      z.object({
        source: z.object({ path: z.string().optional() }),
        destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
      }),
    )
    .default({}),
});

/** One stack of the assembly. */
export type Stack = { name: string; template: Template };

/** What `app.synth()` wrote: stacks in the order of the manifest, and where the code of functions lies. */
export type Assembly = {
  stacks: readonly Stack[];
  /** The local directory or file of an asset, by the key under which CDK would upload it. */
  assetPaths: ReadonlyMap<string, string>;
};

/**
 * Reads a synthesized cloud assembly, nested ones (CDK stages) included.
 * @throws TemplateError when the directory holds no template.
 */
export function loadAssembly(directory: string): Assembly {
  const stacks: Stack[] = [];
  const assetPaths = new Map<string, string>();
  readDirectory(resolve(directory), stacks, assetPaths);
  if (stacks.length === 0)
    throw new TemplateError(`No *.template.json in ${directory}; synthesize the app first`);
  return { stacks, assetPaths };
}

function readDirectory(directory: string, stacks: Stack[], assetPaths: Map<string, string>): void {
  const manifest = join(directory, 'manifest.json');
  if (!existsSync(manifest)) {
    for (const file of listFiles(directory, '.template.json'))
      stacks.push({ name: basename(file, '.template.json'), template: readTemplate(file) });
  } else {
    for (const [id, artifact] of Object.entries(manifestSchema.parse(readJson(manifest)).artifacts)) {
      const { stackName, templateFile, directoryName } = artifact.properties;
      if (artifact.type === 'cdk:cloud-assembly')
        readDirectory(join(directory, String(directoryName)), stacks, assetPaths);
      if (artifact.type === 'aws:cloudformation:stack')
        stacks.push({
          name: typeof stackName === 'string' ? stackName : id,
          template: readTemplate(join(directory, String(templateFile))),
        });
    }
  }
  for (const file of listFiles(directory, '.assets.json'))
    for (const asset of Object.values(assetsSchema.parse(readJson(file)).files))
      for (const destination of Object.values(asset.destinations))
        if (asset.source.path !== undefined)
          assetPaths.set(destination.objectKey, resolve(directory, asset.source.path));
}

const listFiles = (directory: string, ending: string): string[] =>
  existsSync(directory)
    ? readdirSync(directory)
        .filter((name) => name.endsWith(ending))
        .sort()
        .map((name) => join(directory, name))
    : [];

const readJson = (file: string): JsonObject => json.parse(JSON.parse(readFileSync(file, 'utf8')));

function readTemplate(file: string): Template {
  const parsed = templateSchema.safeParse(readJson(file));
  if (!parsed.success) throw new TemplateError(`${file} is not a template: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
