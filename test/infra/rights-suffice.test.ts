/**
 * The local run checks no rights, so a missing one would show in the cloud first. Here every call of a store that
 * is left in a function's bundle is made on the real adapter, with a client that only listens, and what the
 * adapter asks of DynamoDB is looked up among the rights of the function.
 */
import { Readable } from 'node:stream';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Access, TableAccess, TableName } from '../../infra/access.ts';
import { findFunctions, projectRoot } from '../../infra/bundle.ts';
import { FUNCTION_NAMES, type FunctionName, functions } from '../../infra/functions.ts';
import { dynamoChangeLog } from '../../shared/adapters/dynamodb/change-log.ts';
import { createDocumentClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoEventStore } from '../../shared/adapters/dynamodb/event-store.ts';
import { pack } from '../../shared/adapters/dynamodb/packed.ts';
import { dynamoRegistry } from '../../shared/adapters/dynamodb/registry.ts';
import { dynamoScorecardStore } from '../../shared/adapters/dynamodb/scorecard-store.ts';
import { routes } from '../../shared/contracts/routes.ts';
import { meetingAt } from '../../shared/domain/events/event.ts';
import type { ChangeLog } from '../../shared/ports/change-log.ts';
import type { EventStore } from '../../shared/ports/event-store.ts';
import type { Registry } from '../../shared/ports/registry.ts';
import type { ScorecardStore } from '../../shared/ports/scorecard-store.ts';
import { BINH_THUAN } from '../domain/criteria/binh-thuan.ts';
import { exportState } from '../support/exports.ts';
import { previewState } from '../support/previews.ts';
import { dutyReport, programme } from '../support/programmes.ts';
import {
  duty,
  meetingRevision,
  organizationVersion,
  periodState,
  planRow,
  reckoning,
} from '../support/records.ts';
import { cellRow } from '../support/score-rows.ts';

/** An action on the items of one partition. */
type Demand = { readonly table: TableName; readonly action: string; readonly key: string };
type Calls<Port> = { readonly [Method in keyof Port]: (port: Port) => Promise<unknown> };

const NOTE = { at: '2026-10-13T16:00:00.000Z', by: 's', id: 'i', entries: [] };

const registryCalls: Calls<Registry> = {
  organization: (port) => port.organization('a'),
  childrenOf: (port) => port.childrenOf('a', { after: null, limit: 1 }),
  organizationsWithCode: (port) => port.organizationsWithCode({ system: 's', code: 'c' }),
  stamped: (port) => port.stamped('a'),
  putVersions: async (port) => {
    const guard = { seen: { written: 0, entered: 0 }, writes: false, takesIn: false, staysEmpty: false };
    const guards = [
      { ...guard, organization: 'a', writes: true },
      { ...guard, organization: 'b' },
    ];
    const order = {
      organization: 'a',
      moves: [],
      closures: [],
      openings: [],
      reason: 'r',
      orderedAt: 't',
      orderedBy: 's',
    };
    const codes = [{ system: 's', code: 'c' }];
    const months = [{ month: '2026-10', status: null }];
    const versions = [organizationVersion({ codes })];
    await port.putVersions({ versions, guards, months, order, audit: NOTE });
  },
  criteriaSet: (port) => port.criteriaSet({ id: 'a', revision: 1 }),
  criteriaSets: (port) => port.criteriaSets(),
  putCriteriaSet: (port) =>
    port.putCriteriaSet({ set: BINH_THUAN, organization: 'a', publishedAt: 't', publishedBy: 's' }, NOTE),
  putCriteriaAdoption: (port) =>
    port.putCriteriaAdoption(
      {
        organization: 'a',
        from: '2026-10',
        criteriaSet: null,
        adoptedAt: 't',
        adoptedBy: 's',
        revision: 1,
      },
      NOTE,
    ),
  planRow: (port) => port.planRow('a', '2026-10'),
  planRows: (port) => port.planRows([{ organization: 'a', month: '2026-10' }]),
  planRowsOfYear: (port) => port.planRowsOfYear('a', '2026'),
  planRowsFrom: (port) => port.planRowsFrom('a', '2026-10'),
  putPlanRow: (port) => port.putPlanRow(planRow()),
  createPlanRow: (port) => port.createPlanRow(planRow()),
  period: (port) => port.period('2026-10'),
  periods: (port) => port.periods(),
  putPeriod: (port) => port.putPeriod(periodState(), NOTE),
  reckoning: (port) => port.reckoning('2026-10'),
  putReckoning: (port) => port.putReckoning(reckoning()),
  putDigestMark: (port) => port.putDigestMark({ organization: 'a', date: '2026-10-13' }),
  announced: (port) =>
    port.announced([{ organization: 'a', month: '2026-10', code: 'overdue', occasion: null }]),
  putAnnounced: (port) =>
    port.putAnnounced({ organization: 'a', month: '2026-10', code: 'overdue', occasion: null }),
  putReopened: (port) =>
    port.putReopened(
      {
        state: periodState(),
        row: planRow(),
        reopening: {
          month: '2026-10',
          organization: 'a',
          until: 't',
          reason: 'r',
          reopenedAt: 't',
          reopenedBy: 's',
        },
      },
      NOTE,
    ),
  grants: (port) => port.grants('s'),
  putGrants: (port) => {
    const officer = { organization: 'a', role: 'officer', from: '2026-01-01', until: null } as const;
    return port.putGrants({ subject: 's', grants: [officer], revision: 1 }, NOTE);
  },
  namedOn: (port) => port.namedOn('a', { after: null, limit: 1 }),
  grantsOf: (port) => port.grantsOf(['s']),
  officers: (port) => port.officers(),
  putAudit: (port) => port.putAudit(NOTE),
  audit: (port) => port.audit('2026-10', { bound: 't', newestFirst: true, limit: 1 }),
  access: (port) => port.access({ subject: 's', plans: [{ organization: 'a', month: '2026-10' }] }),
  export: (port) => port.export('a_2026-10_01'),
  exportsOf: (port) => port.exportsOf('a', { period: null, limit: 1, after: null }),
  pendingExports: (port) => port.pendingExports(),
  orderExport: (port) => port.orderExport(exportState({ status: 'queued' }), null, NOTE),
  lastOrdered: (port) => port.lastOrdered(exportState()),
  putExport: (port) => port.putExport(exportState({ status: 'running', revision: 2 })),
  preview: (port) => port.preview('a_2026-10_01'),
  previews: (port) => port.previews(),
  putPreview: (port) => port.putPreview(previewState()),
  previewPage: (port) => port.previewPage('a_2026-10_01', '0001-000002'),
  putPreviewPage: (port) => port.putPreviewPage('a_2026-10_01', '0001-000002', []),
  forgetPreview: (port) => port.forgetPreview('a_2026-10_01'),
  programmeRevisions: (port) => port.programmeRevisions('p'),
  programmes: (port) => port.programmes(),
  putProgramme: (port) => port.putProgramme(programme(), { participants: [], dueDays: [] }, NOTE),
  duty: (port) => port.duty('d'),
  dutiesBy: (port) => port.dutiesBy('a'),
  putDuty: (port) => port.putDuty(duty(), NOTE),
  dutyReport: (port) => port.dutyReport('d', '2026-Q4'),
  putDutyReport: (port) => port.putDutyReport(dutyReport(), NOTE),
};
const eventCalls: Calls<EventStore> = {
  append: (port) => port.append(meetingRevision()),
  latest: (port) => port.latest(meetingAt('a', '2026-10', 'regular')),
  revisions: (port) => port.revisions(meetingAt('a', '2026-10', 'regular')),
  eventsOfMonth: (port) => port.eventsOfMonth('a', '2026-10'),
  eventsOfYear: (port) => port.eventsOfYear('a', '2026'),
  countOfMonth: (port) => port.countOfMonth('a', '2026-10'),
};
const scorecardCalls: Calls<ScorecardStore> = {
  putRow: (port) => port.putRow(cellRow()),
  partition: (port) => port.partition('a', '2026-10'),
  rowsBehind: (port) => port.rowsBehind('a', '2026-10', { after: 'b', limit: 2 }),
  rows: (port) => port.rows([{ parent: 'a', month: '2026-10', organization: 'b' }]),
};

const subject = { kind: 'plan-row', organization: 'a', month: '2026-10', key: '' } as const;
const logCalls: Calls<ChangeLog> = {
  settled: (port) => port.settled(),
  logged: (port) => port.logged([subject]),
  append: (port) => port.append({ page: 0, changes: [] }),
  settle: (port) => port.settle([{ ...subject, revision: 1, path: ['a'], state: {}, page: 0 }], 1),
  pages: (port) => port.pages(0, 1),
  first: (port) => port.first(),
  forget: (port) => port.forget(1),
};

const text = z.object({ S: z.string() });
const keyed = z.object({ pk: text });
const request = z.object({
  Key: keyed.optional(),
  Item: keyed.optional(),
  ExpressionAttributeValues: z.record(z.string(), z.unknown()).optional(),
  RequestItems: z.record(z.string(), z.object({ Keys: z.array(keyed) })).optional(),
  TransactItems: z
    .array(z.record(z.string(), z.object({ Key: keyed.optional(), Item: keyed.optional() })))
    .optional(),
});

/** What one request needs: IAM looks at a transaction as at the single actions in it. */
function demandsOf(table: TableName, operation: string, body: unknown): Demand[] {
  const { Key, Item, ExpressionAttributeValues, RequestItems, TransactItems } = request.parse(body);
  const demand = (action: string, key: string): Demand => ({ table, action, key });
  const single = (Key ?? Item)?.pk.S ?? text.safeParse(ExpressionAttributeValues?.[':pk']).data?.S;
  if (single !== undefined) return [demand(operation, single)];
  if (RequestItems)
    return Object.values(RequestItems).flatMap(({ Keys }) => Keys.map(({ pk }) => demand(operation, pk.S)));
  return (TransactItems ?? []).flatMap((item) =>
    Object.entries(item).map(([action, { Key: key, Item: put }]) =>
      demand(`${action}Item`, (key ?? put)?.pk.S ?? ''),
    ),
  );
}

/** A mark of unfinished work, an officer, or a page to be let go of, leads to a second request; all else ends at nothing found. */
const MARKS = [
  {
    ...{ pk: { S: 'LOG#0' }, sk: { S: '000000000000' }, page: { N: '0' } },
    changes: { B: Buffer.from(pack([])).toString('base64') },
  },
  { pk: { S: 'PREVIEW#a_2026-10_01' }, sk: { S: '0001-000002' } },
  { pk: { S: 'PENDING-EXPORTS' }, sk: { S: 'a_2026-10_01' } },
  { pk: { S: 'OFFICERS' }, sk: { S: 's' }, type: { S: 'officer' }, subject: { S: 's' } },
];

/** Makes one call on the real adapter and returns what it asked for. */
async function listen(
  table: TableName,
  call: (client: ReturnType<typeof createDocumentClient>) => Promise<unknown>,
) {
  const demands: Demand[] = [];
  const client = createDocumentClient({
    region: 'local',
    credentials: { accessKeyId: 'nobody', secretAccessKey: 'nothing' },
    requestHandler: {
      handle: async ({ headers, body }: { headers: Record<string, string>; body: Uint8Array }) => {
        const operation = headers['x-amz-target']?.split('.')[1] ?? '';
        const sent = new TextDecoder().decode(body);
        demands.push(...demandsOf(table, operation, JSON.parse(sent)));
        const found = operation === 'Query' && MARKS.find(({ pk }) => sent.includes(pk.S));
        const answer = found ? { Items: [found] } : {};
        const stream = Readable.from([Buffer.from(JSON.stringify(answer))]);
        return { response: { statusCode: 200, headers: {}, body: stream } };
      },
    },
  });
  await call(client);
  expect(demands).not.toEqual([]);
  return demands;
}

/** Names of methods that a function calls, by store: from its bundle, in which what it does not use is gone. */
async function callsOf(
  name: FunctionName,
): Promise<{ registry: string[]; events: string[]; scorecards: string[]; log: string[] }> {
  const entry = findFunctions().get(name);
  if (entry === undefined) throw new Error(`No function ${name}`);
  const { outputFiles } = await build({
    absWorkingDir: projectRoot,
    entryPoints: [entry],
    write: false,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    external: ['../../shared/adapters/*'],
  });
  const code = outputFiles[0]?.text ?? '';
  const checks = new Set(routes.filter((route) => route.function === name).map(({ access }) => access.check));
  const called = (...names: readonly string[]) =>
    [...code.matchAll(new RegExp(`(#deps\\.)?\\b(?:${names.join('|')})\\.(\\w+)\\(`, 'g'))].flatMap(
      ([, guard, method = '']) => (guard === undefined || guardAsks(method, checks) ? [method] : []),
    );
  return {
    // Folds ask for criteria sets through an adapter, which asks the registry.
    registry: [
      ...called('registry').filter((method) => !PLAN_WRITES.has(method) || !PLANS_ON_PAPER.has(name)),
      ...(code.includes('publishedCriteriaSets(') ? ['criteriaSet'] : []),
    ],
    events: called('events'),
    scorecards: called('scorecards', 'store'),
    log: called('log'),
  };
}

const PLAN_WRITES: ReadonlySet<string> = new Set(['putPlanRow', 'createPlanRow']);

/** They run the planning job on paper alone: what it writes is caught before it reaches a table. */
const PLANS_ON_PAPER: ReadonlySet<FunctionName> = new Set<FunctionName>([
  'keep-criteria-sets',
  'preview-adoption',
]);

/** The guard is in the bundle of every function of the API; what it asks for depends on the routes. */
const guardAsks = (method: string, checks: ReadonlySet<string>): boolean =>
  // The rows of a year are for routes with quarters and years.
  method === 'planRowsOfYear' ? checks.has('period') : [...checks].some((check) => check !== 'open');

const isTableAccess = (access: Access): access is TableAccess => 'table' in access;

const isGranted = ({ table, action, key }: Demand, access: readonly Access[]): boolean =>
  access
    .filter(isTableAccess)
    .some(
      (granted) =>
        granted.table === table &&
        granted.actions.some((known) => known === action) &&
        (granted.prefixes?.some((prefix) =>
          prefix.endsWith('#') ? key.startsWith(prefix) : key === prefix,
        ) ??
          true),
    );

const isKeyOf = <T extends object>(calls: T, name: string): name is Extract<keyof T, string> => name in calls;

async function demandsOfCalls(name: FunctionName): Promise<Demand[]> {
  const called = await callsOf(name);
  const demands: Demand[] = [];
  for (const method of called.registry)
    if (isKeyOf(registryCalls, method))
      demands.push(
        ...(await listen('registry', (client) =>
          registryCalls[method](dynamoRegistry({ client, name: 't' })),
        )),
      );
  for (const method of called.log)
    if (isKeyOf(logCalls, method))
      demands.push(
        ...(await listen('registry', (client) => logCalls[method](dynamoChangeLog({ client, name: 't' })))),
      );
  for (const method of called.events)
    if (isKeyOf(eventCalls, method))
      demands.push(
        ...(await listen('events', (client) => eventCalls[method](dynamoEventStore({ client, name: 't' })))),
      );
  for (const method of called.scorecards)
    if (isKeyOf(scorecardCalls, method))
      demands.push(
        ...(await listen('scorecards', (client) =>
          scorecardCalls[method](dynamoScorecardStore({ client, name: 't' })),
        )),
      );
  return demands;
}

describe('rights suffice', () => {
  test.each(FUNCTION_NAMES)('for what %s asks of the tables', async (name) => {
    const demands = await demandsOfCalls(name);
    if (name !== 'serve-api') expect(demands).not.toEqual([]);
    expect(demands.filter((demand) => !isGranted(demand, functions[name].access))).toEqual([]);
  });

  test.each(FUNCTION_NAMES)('and %s has none that it does not use', async (name) => {
    const demands = await demandsOfCalls(name);
    const finished = exportState({ status: 'published' });
    if (name === 'publish-export')
      demands.push(
        ...(await listen('registry', (client) => dynamoRegistry({ client, name: 't' }).putExport(finished))),
      );
    const unused = functions[name].access.filter(isTableAccess).flatMap((granted) =>
      granted.actions.flatMap((action) =>
        (granted.prefixes ?? [undefined]).flatMap((prefix) => {
          const one: TableAccess = { ...granted, actions: [action], ...(prefix && { prefixes: [prefix] }) };
          return demands.some((demand) => isGranted(demand, [one])) ? [] : [one];
        }),
      ),
    );
    expect(unused).toEqual([]);
  });
});
