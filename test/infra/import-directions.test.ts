import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { projectRoot } from '../../infra/bundle.ts';

/**
 * A checker that reads no TypeScript passes every rule in silence, so each rule has to catch something planted.
 * Each line: the rule, the module that breaks it, and what that module imports.
 */
const planted: readonly (readonly [rule: string, from: string, to: string])[] = [
  ['domain', 'shared/domain/clock.ts', 'zod'],
  ['domain', 'shared/domain/attention/digest.ts', 'node:crypto'],
  ['domain', 'shared/domain/stored.ts', 'shared/ports/store.ts'],
  ['domain-root', 'shared/domain/period-of.ts', 'shared/domain/roster/organization.ts'],
  ['domain-roster', 'shared/domain/roster/due.ts', 'shared/domain/events/event.ts'],
  ['domain-events', 'shared/domain/events/graded.ts', 'shared/domain/criteria/criteria.ts'],
  ['domain-criteria', 'shared/domain/criteria/score.ts', 'shared/domain/scorecards/scorecard.ts'],
  ['domain-scorecards', 'shared/domain/scorecards/fold.ts', 'shared/domain/planning/planning.ts'],
  ['domain-programmes', 'shared/domain/programmes/day.ts', 'shared/domain/planning/planning.ts'],
  ['domain-planning', 'shared/domain/planning/told.ts', 'shared/domain/log/change.ts'],
  ['domain-exports', 'shared/domain/exports/order.ts', 'shared/domain/attention/digest.ts'],
  ['domain-attention', 'shared/domain/attention/read.ts', 'shared/domain/log/change.ts'],
  ['domain-log', 'shared/domain/log/hash.ts', 'zod'],
  ['ports', 'shared/ports/client.ts', '@aws-sdk/client-dynamodb'],
  ['ports', 'shared/ports/wire.ts', 'shared/contracts/routes.ts'],
  ['contracts', 'shared/contracts/job.ts', 'shared/jobs/plan.ts'],
  ['jobs', 'shared/jobs/direct.ts', 'shared/adapters/dynamodb/store.ts'],
  ['jobs', 'shared/jobs/logging.ts', 'shared/runtime/logger.ts'],
  ['presets', 'shared/presets/loader.ts', 'shared/adapters/dynamodb/store.ts'],
  ['adapters', 'shared/adapters/dynamodb/logging.ts', 'shared/runtime/logger.ts'],
  ['runtime', 'shared/runtime/table.ts', '@aws-sdk/client-dynamodb'],
  ['runtime', 'shared/runtime/store.ts', 'shared/adapters/dynamodb/store.ts'],
  ['function-logic', 'functions/roll-up/handler.ts', '@aws-sdk/client-dynamodb'],
  ['function-logic', 'functions/roll-up/fold.ts', 'shared/adapters/dynamodb/store.ts'],
  ['functions-apart', 'functions/roll-up/index.ts', 'functions/read-meetings/env.ts'],
  ['shared-below', 'shared/runtime/settings.ts', 'functions/read-meetings/env.ts'],
  ['infra', 'infra/service-stack.ts', 'shared/domain/roster/organization.ts'],
  ['infra', 'infra/constructs/api.ts', 'functions/read-meetings/handler.ts'],
  ['infra', 'infra/constructs/catalog.ts', 'shared/adapters/formats/csv.ts'],
  ['infra-local', 'infra/local/stack.ts', 'shared/domain/roster/organization.ts'],
  ['infra-local', 'infra/local/s3.ts', 'infra/stages.ts'],
  ['infra-demo', 'infra/demo/load.ts', 'shared/adapters/dynamodb/store.ts'],
  ['infra-demo', 'infra/demo/refold.ts', 'infra/verify-export/refold.ts'],
  ['infra-verify-export', 'infra/verify-export/files.ts', 'shared/adapters/dynamodb/store.ts'],
  ['infra-verify-export', 'infra/verify-export/verify.ts', 'infra/stages.ts'],
  ['infra-start', 'infra/start.ts', 'shared/domain/roster/organization.ts'],
  ['infra-roster', 'infra/roster/enter-roster.ts', 'shared/domain/roster/organization.ts'],
  ['no-tests-in-production', 'infra/fire.ts', 'test/support/records.ts'],
  ['bundled-dependencies', 'functions/roll-up/table.ts', 'fast-check'],
  ['no-circle', 'test/support/chicken.ts', 'test/support/egg.ts'],
  ['resolvable', 'test/support/lost.ts', 'test/support/nowhere.ts'],
];

/** What the rules allow; nothing may be reported from here. */
const allowed: readonly (readonly [from: string, to: string])[] = [
  ['shared/domain/log/change.ts', 'shared/domain/scorecards/scorecard.ts'],
  ['shared/domain/scorecards/scorecard.ts', 'shared/domain/roster/organization.ts'],
  ['shared/ports/store.ts', 'shared/domain/roster/organization.ts'],
  ['shared/contracts/routes.ts', 'zod'],
  ['shared/jobs/plan.ts', 'shared/ports/store.ts'],
  ['shared/adapters/dynamodb/store.ts', '@aws-sdk/client-dynamodb'],
  ['shared/runtime/logger.ts', 'shared/domain/roster/organization.ts'],
  ['functions/read-meetings/handler.ts', 'shared/runtime/logger.ts'],
  ['functions/read-meetings/index.ts', 'shared/adapters/dynamodb/store.ts'],
  ['infra/app.ts', 'shared/contracts/routes.ts'],
  ['infra/synthesize.ts', 'shared/adapters/formats/exported-tables.ts'],
  ['infra/environment.ts', 'functions/read-meetings/env.ts'],
  ['infra/demo/tree.ts', 'shared/domain/roster/organization.ts'],
  ['infra/demo/figures.ts', 'infra/verify-export/files.ts'],
  ['infra/verify-export/refold.ts', 'shared/domain/roster/organization.ts'],
  ['test/support/egg.ts', 'test/support/chicken.ts'],
];

const leaves = [
  'shared/adapters/formats/csv.ts',
  'shared/adapters/formats/exported-tables.ts',
  'shared/domain/roster/organization.ts',
  'shared/domain/events/event.ts',
  'shared/domain/criteria/criteria.ts',
  'shared/domain/planning/planning.ts',
  'functions/read-meetings/env.ts',
  'infra/stages.ts',
  'test/support/records.ts',
];

const report = z.object({
  summary: z.object({
    violations: z.array(z.object({ rule: z.object({ name: z.string() }), from: z.string(), to: z.string() })),
  }),
});

/** Runs the project's own check in a small tree of the same shape. */
function check(directory: string, imports: Iterable<readonly [from: string, to: string]>) {
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  };
  const dependencies = { zod: '1', '@aws-sdk/client-dynamodb': '1' };
  write('package.json', JSON.stringify({ dependencies, devDependencies: { 'fast-check': '1' } }));
  for (const name of [...Object.keys(dependencies), 'fast-check']) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
    write(`node_modules/${name}/index.js`, 'export const it = 1;');
  }
  for (const leaf of leaves) write(leaf, 'export type It = 1;\n');
  for (const [from, to] of imports) {
    const target = to.endsWith('.ts') ? `${'../'.repeat(from.split('/').length - 1)}${to}` : to;
    write(from, `import type { It } from '${target}';\nexport type Own = It;\n`);
  }
  const output = execFileSync(
    process.execPath,
    [
      join(projectRoot, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
      '--config',
      join(projectRoot, '.ci/dependency-cruiser.cjs'),
      '--output-type',
      'json',
      ...['shared', 'functions', 'infra', 'test'],
    ],
    { cwd: directory, encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  return report.parse(JSON.parse(output)).summary.violations;
}

describe('import directions', () => {
  const directory = mkdtempSync(join(tmpdir(), 'nennep-imports-'));
  let violations: ReturnType<typeof check>;

  beforeAll(() => {
    violations = check(directory, [...allowed, ...planted.map(([, from, to]) => [from, to] as const)]);
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  test.each(planted)('%s: %s may not import %s', (rule, from) => {
    expect(violations.filter((violation) => violation.from === from).map((it) => it.rule.name)).toContain(
      rule,
    );
  });

  test.each(allowed.filter(([from]) => from !== 'test/support/egg.ts'))('%s may import %s', (from) => {
    expect(violations.filter((violation) => violation.from === from)).toEqual([]);
  });

  test('every rule has something planted', () => {
    const config: unknown = createRequire(import.meta.url)('../../.ci/dependency-cruiser.cjs');
    const rules = z.object({ forbidden: z.array(z.object({ name: z.string() })) }).parse(config);
    const names = rules.forbidden.map(({ name }) => name);
    expect([...new Set(planted.map(([rule]) => rule))].sort()).toEqual(names.sort());
  });
});
