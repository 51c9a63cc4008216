/** A synthesized stage for assertions: code is stubs, since the template is what is asked about. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { FUNCTION_NAMES } from '../../infra/functions.ts';
import type { StageName } from '../../infra/stages.ts';
import { addStage, createApp, readSources } from '../../infra/synthesize.ts';

const resource = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
});
const template = z.looseObject({
  Resources: z.record(z.string(), resource),
  Outputs: z.record(z.string(), z.looseObject({ Value: z.unknown() })).default({}),
});

export type Resource = z.infer<typeof resource>;
export type Template = z.infer<typeof template>;

export type SynthesizedStage = { readonly data: Template; readonly service: Template };

/** A functions directory in which every function is an empty handler. */
export function writeStubs(directory: string): string {
  for (const name of FUNCTION_NAMES) {
    mkdirSync(join(directory, name), { recursive: true });
    writeFileSync(
      join(directory, name, 'index.ts'),
      'export const handler = async (): Promise<void> => {};\n',
    );
  }
  return directory;
}

export async function synthesizeStage(stage: StageName): Promise<SynthesizedStage> {
  const directory = mkdtempSync(join(tmpdir(), 'nennep-assembly-'));
  try {
    const app = createApp({ outdir: join(directory, 'out') });
    addStage(app, stage, await readSources(app.outdir, writeStubs(join(directory, 'functions'))));
    app.synth();
    const read = (stack: string) =>
      template.parse(
        JSON.parse(readFileSync(join(app.outdir, `nennep-${stage}-${stack}.template.json`), 'utf8')),
      );
    return { data: read('data'), service: read('service') };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Resources of a type, by logical id. */
export const resourcesOf = (stack: Template, type: string): readonly (readonly [string, Resource])[] =>
  Object.entries(stack.Resources).filter(([, { Type }]) => Type === type);

/** Properties of the resources of a type. */
export const propertiesOf = (stack: Template, type: string): readonly Resource['Properties'][] =>
  resourcesOf(stack, type).map(([, { Properties }]) => Properties);

const object = z.record(z.string(), z.unknown());

/** What lies at a path inside a template; undefined where it ends early. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => object.safeParse(inner).data?.[key], value);
}
