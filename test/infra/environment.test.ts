import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { projectRoot } from '../../infra/bundle.ts';
import { FUNCTION_NAMES, type FunctionName } from '../../infra/functions.ts';
import { at, propertiesOf, type SynthesizedStage, synthesizeStage } from './assembly.ts';

const variables = z.record(z.string(), z.unknown());
const exported = z.object({ env: z.instanceof(z.ZodObject) });

/** Variables that the runtime reads by itself. */
const forTheRuntime = /^(NODE_OPTIONS|POWERTOOLS_.+)$/;
/** Read by functions, set by the local run alone. */
const localOnly = ['CLOCK_OFFSET_MS'];

describe('environment', () => {
  let stage: SynthesizedStage;
  beforeAll(async () => {
    stage = await synthesizeStage('production');
  });

  /** What the template sets; a name that only deployment knows stands as text. */
  function environmentOf(name: FunctionName): Record<string, string> {
    const lambda = propertiesOf(stage.service, 'AWS::Lambda::Function').find(
      ({ FunctionName }) => FunctionName === `nennep-production-${name}`,
    );
    return Object.fromEntries(
      Object.entries(variables.parse(at(lambda, 'Environment', 'Variables'))).map(([key, value]) => [
        key,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    );
  }

  async function schemaOf(name: FunctionName) {
    const file = pathToFileURL(join(projectRoot, 'functions', name, 'env.ts'));
    return exported.parse(await import(file.href)).env;
  }

  test.each(FUNCTION_NAMES)('%s gets what its env.ts asks for', async (name) => {
    const parsed = (await schemaOf(name)).safeParse(environmentOf(name));
    expect(parsed.error?.issues ?? []).toEqual([]);
  });

  test.each(FUNCTION_NAMES)('%s gets nothing that its env.ts does not ask for', async (name) => {
    const given = Object.keys(environmentOf(name)).filter((key) => !forTheRuntime.test(key));
    const asked = Object.keys((await schemaOf(name)).shape).filter((key) => !localOnly.includes(key));
    expect(given.sort()).toEqual(asked.sort());
  });
});
