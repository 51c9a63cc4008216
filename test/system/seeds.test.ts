/**
 * Two seed programmes on the running stack, loaded and checked by what `npm start` runs: every figure of their sources
 * out of the API and out of the downloaded files, the export computed again, nothing lost in a consumer. The larger
 * three take minutes there: `npm start -- --demo ‹programme› --check`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkSeeds, verifyEach } from '../../infra/demo/acceptance.ts';
import type { Actor } from '../../infra/demo/actors.ts';
import { dataSet } from '../../infra/demo/data-set.ts';
import { AnotherDemoError, type LoadOnceDeps, loadFirstPart } from '../../infra/demo/load-once.ts';
import type { DownloadedExport } from '../../infra/demo/order-export.ts';
import { PROVINCE, TODAY, YEAR } from '../../infra/demo/seed.ts';
import { revisionsOf } from '../../infra/demo/send.ts';
import type { LocalStack } from '../../infra/local/stack.ts';
import { stages } from '../../infra/stages.ts';
import { type Client, createClient } from '../../shared/contracts/client.ts';
import * as routes from '../../shared/contracts/routes.ts';
import { onceARun } from '../support/once-a-run.ts';
import { startStackOn, tokenFor } from '../support/stack-on.ts';

const data = dataSet(['sa-pa-47', 'lam-dong-bloc']);

let directory: string;
let stack: LocalStack;
let deps: LoadOnceDeps;
let as: (actor: Actor) => Client;
let exports: readonly DownloadedExport[];
const steps: string[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'seeds-'));
  const assemblyDir = await onceARun('assembly');
  stack = await startStackOn(TODAY, { assemblyDir, dataDir: null });
  const subjectOf = (actor: Actor) => (actor === 'registrar' ? stages.local.firstRegistrar : `demo-${actor}`);
  as = (actor) =>
    createClient({
      baseUrl: stack.baseUrl,
      token: () => tokenFor(stack, subjectOf(actor)),
    });
  deps = {
    as,
    subjectOf,
    progress: ({ vi }) => void steps.push(vi),
    dataDir: directory,
    drained: () => stack.drained(),
  };
  exports = await loadFirstPart(deps, data);
}, 300_000);
afterAll(async () => {
  await stack?.stop();
  await rm(directory, { recursive: true, force: true });
});

test('every figure is in the API and in the files as its source has it', async () => {
  const checks = await checkSeeds(as, data.seeds, exports);
  expect(checks.map(({ seed }) => seed)).toEqual(['sa-pa-47', 'lam-dong-bloc']);
  const figures = checks.flatMap((one) =>
    one.figures.map(({ id, ...rest }) => ({ seed: one.seed, id, ...rest })),
  );
  expect(figures.length).toBeGreaterThan(15);
  expect(figures.filter(({ holds }) => !holds)).toEqual([]);
});

test('the export follows from its own records', async () => {
  const verdicts = await verifyEach(exports);
  expect(verdicts).toMatchObject([{ meetings: data.meetings.length, differences: [] }]);
});

test('the province counts every act once, and nothing more is on its way', async () => {
  await stack.drained();
  const params = { organization: PROVINCE, period: YEAR };
  const { measures } = await as('analyst').need(routes.getScorecard, { params });
  expect(measures.revisions).toBe(revisionsOf(data.seeds));
});

test('what is loaded is remembered: nothing is sent twice, and another demo is refused', async () => {
  steps.length = 0;
  expect(await loadFirstPart(deps, data)).toEqual(exports);
  expect(steps).toEqual([expect.stringContaining('đã nạp sẵn')]);
  await expect(loadFirstPart(deps, dataSet(['tua-chua']))).rejects.toThrow(AnotherDemoError);
});
