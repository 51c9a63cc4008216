/** The app: two stacks a stage. Synthesized in-process by the local run and the tests, by the CDK's CLI for real. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Tags } from 'aws-cdk-lib';
import { z } from 'zod';
import { exportedTables, yearTables } from '../shared/adapters/formats/exported-tables.ts';
import { routes } from '../shared/contracts/routes.ts';
import { type Bundle, bundleFunctions, findFunctions, projectRoot } from './bundle.ts';
import type { ApiRoute } from './constructs/http-api.ts';
import { DataStack } from './data-stack.ts';
import { ServiceStack } from './service-stack.ts';
import { prefixOf, type StageName, stages } from './stages.ts';

export type Sources = {
  readonly bundles: ReadonlyMap<string, Bundle>;
  readonly routes: readonly ApiRoute[];
};

/** Adds one deployment to the app. */
export function addStage(app: App, name: StageName, { bundles, routes }: Sources): void {
  const settings = stages[name];
  const prefix = prefixOf(settings);
  const data = new DataStack(app, `${prefix}-data`, {
    description: 'Nền Nếp: tables, files and accounts; retained',
    terminationProtection: true,
    settings,
  });
  const service = new ServiceStack(app, `${prefix}-service`, {
    description: 'Nền Nếp: API, consumers, schedules, alarms',
    settings,
    data,
    bundles,
    routes,
    tables: exportedTables,
    yearTables,
  });
  for (const stack of [data, service]) Tags.of(stack).add('nennep:stage', name);
}

const cdkJson = z.object({ context: z.record(z.string(), z.unknown()) });

export type AppOptions = {
  readonly outdir?: string;
  /** Whether templates are checked against CloudFormation's schemas, which takes seconds; not unless told. */
  readonly validate?: boolean;
};

/** An app under the feature flags of cdk.json, also when the CLI does not start it. */
export function createApp({ outdir, validate = false }: AppOptions = {}): App {
  const { context } = cdkJson.parse(JSON.parse(readFileSync(join(projectRoot, 'cdk.json'), 'utf8')));
  return new App({
    analyticsReporting: false,
    treeMetadata: false,
    stackTraces: false,
    builtinCloudFormationValidation: validate,
    context,
    ...(outdir === undefined ? {} : { outdir }),
  });
}

/** Bundles the functions (into `‹directory›/bundles`) and reads the route table. */
export async function readSources(directory: string, functionsDirectory?: string): Promise<Sources> {
  return {
    bundles: await bundleFunctions(findFunctions(functionsDirectory), join(directory, 'bundles')),
    routes,
  };
}

export type SynthesizeOptions = {
  readonly stage: StageName;
  /** Where the assembly goes: `*.template.json`, `*.assets.json` and the code of the functions. */
  readonly outdir: string;
};

/** Writes the cloud assembly of one stage; returns its directory. */
export async function synthesize({ stage, outdir }: SynthesizeOptions): Promise<string> {
  const app = createApp({ outdir });
  addStage(app, stage, await readSources(outdir));
  return app.synth().directory;
}
