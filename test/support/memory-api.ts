/**
 * The API's functions on the stores in memory, behind a real HTTP server: what a client of the contract needs to
 * run against, in seconds. The bearer token is the subject. Jobs run when they are asked for; the scorecards are
 * folded by `fold`, as the sweep folds them.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Context } from 'aws-lambda';
import { createHandler as createCriteriaSets } from '../../functions/keep-criteria-sets/handler.ts';
import { createHandler as createDuties } from '../../functions/keep-duties/handler.ts';
import { createHandler as createFacts } from '../../functions/keep-facts/handler.ts';
import { createHandler as createGrants } from '../../functions/keep-grants/handler.ts';
import { createHandler as createPeriods } from '../../functions/keep-periods/handler.ts';
import { createHandler as createProgrammes } from '../../functions/keep-programmes/handler.ts';
import { createHandler as createRoster } from '../../functions/keep-roster/handler.ts';
import { createHandler as createSchedule } from '../../functions/keep-schedule/handler.ts';
import { parseManifest } from '../../functions/publish-export/handler.ts';
import { createHandler as createMeetings } from '../../functions/read-meetings/handler.ts';
import { createHandler as createScorecards } from '../../functions/read-scorecards/handler.ts';
import { createHandler as createInspections } from '../../functions/record-inspection/handler.ts';
import { createHandler as createRecorder } from '../../functions/record-meeting/handler.ts';
import { createHandler as createExports } from '../../functions/request-export/handler.ts';
import { createHandler as createReviews } from '../../functions/review-meeting/handler.ts';
import { exportFormats } from '../../shared/adapters/formats/export-formats.ts';
import { decodeCompared } from '../../shared/adapters/formats/lines.ts';
import { memoryEventStore } from '../../shared/adapters/memory/event-store.ts';
import { memoryObjectStore } from '../../shared/adapters/memory/object-store.ts';
import { memoryRegistry } from '../../shared/adapters/memory/registry.ts';
import { memoryScorecardStore } from '../../shared/adapters/memory/scorecard-store.ts';
import { allPresetCriteriaSets, presetCriteriaSets } from '../../shared/adapters/presets/criteria-sets.ts';
import { excellenceCaps } from '../../shared/adapters/presets/excellence-caps.ts';
import { routes } from '../../shared/contracts/routes.ts';
import { planSubtree } from '../../shared/jobs/plan-organization.ts';
import { publishExport } from '../../shared/jobs/publish-export.ts';
import { runPreview } from '../../shared/jobs/run-preview.ts';
import { sweepMonths } from '../../shared/jobs/sweep.ts';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import { type ApiFunction, routeKeyOf } from '../../shared/runtime/api-handler.ts';
import { newExportId } from '../../shared/runtime/export-ids.ts';
import { eventOf } from './api-world.ts';
import { aNote } from './audited.ts';

export type MemoryApi = {
  readonly baseUrl: string;
  /** Plans and folds everything of these months of one year, as the consumers of both streams do. */
  readonly fold: (months: readonly string[]) => Promise<void>;
  readonly stop: () => void;
};

export type MemoryApiOptions = {
  readonly province: string;
  readonly firstRegistrar: string;
  /** What the API's clock says, in UTC. */
  readonly now: string;
  /** Where exports lie; in memory, behind this server, unless told. */
  readonly objects?: ObjectStore;
};

const OBJECTS = '/objects/';

export async function startMemoryApi(options: MemoryApiOptions): Promise<MemoryApi> {
  const { province, firstRegistrar } = options;
  const [registry, events, scorecards, stored] = [
    memoryRegistry(),
    memoryEventStore(),
    memoryScorecardStore(),
    memoryObjectStore(),
  ];
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const objects: ObjectStore = options.objects ?? {
    ...stored,
    signedUrl: async (key: string) => `${baseUrl}${OBJECTS}${encodeURIComponent(key)}`,
  };
  const now = () => options.now;
  const base = {
    ...{ registry, events, scorecards, objects, province, firstRegistrar, now, newExportId },
    newPreviewId: newExportId,
    criteriaSets: presetCriteriaSets,
    presets: allPresetCriteriaSets(),
    caps: excellenceCaps(),
    defaultCriteriaSet: { id: 'binh-thuan', revision: 1 },
    formats: exportFormats,
    decodeCompared,
    parseManifest,
    root: province,
    wait: async () => undefined,
  };
  const jobs = {
    async advancePeriods() {
      for (const state of await registry.periods()) {
        if (state.status !== 'opening') continue;
        await planSubtree(base, province, state.month);
        await registry.putPeriod({ ...state, status: 'open', revision: state.revision + 1 }, aNote());
      }
    },
    publishExport: async (exportId: string) => void (await publishExport(base, exportId)),
    previewAdoption: async (previewId: string) =>
      void (await runPreview(base, previewId, () => Number.POSITIVE_INFINITY)),
  };
  const deps = { ...base, jobs };
  const functions: Readonly<Record<string, ApiFunction>> = {
    'record-meeting': createRecorder(deps),
    'record-inspection': createInspections(deps),
    'keep-facts': createFacts(deps),
    'keep-schedule': createSchedule(deps),
    'review-meeting': createReviews(deps),
    'read-meetings': createMeetings(deps),
    'read-scorecards': createScorecards(deps),
    'keep-roster': createRoster(deps),
    'keep-grants': createGrants(deps),
    'keep-periods': createPeriods(deps),
    'keep-criteria-sets': createCriteriaSets(deps),
    'keep-programmes': createProgrammes(deps),
    'keep-duties': createDuties(deps),
    'request-export': createExports(deps),
  };
  const answer = async (method: string, url: string, subject: string, headers: object, rawBody: string) => {
    if (url.startsWith(OBJECTS)) {
      const body = await stored.get(decodeURIComponent(url.slice(OBJECTS.length)));
      return { statusCode: body === null ? 404 : 200, headers: {}, body };
    }
    const { pathname } = new URL(url, baseUrl);
    const handler = functions[functionOf(method, pathname) ?? ''];
    if (handler === undefined) throw new Error(`No function here answers ${method} ${pathname}`);
    const request = { subject, headers: { ...headers } as Record<string, string> };
    return handler(eventOf(method, url, rawBody === '' ? request : { ...request, rawBody }), {} as Context);
  };
  server.on('request', async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const subject = (request.headers.authorization ?? '').replace('Bearer ', '');
    try {
      const { method = '', url = '', headers } = request;
      const told = await answer(method, url, subject, headers, Buffer.concat(chunks).toString());
      response.writeHead(told.statusCode ?? 500, told.headers as Record<string, string>);
      response.end(told.body ?? undefined);
    } catch (error) {
      response.writeHead(501).end(String(error));
    }
  });
  return {
    baseUrl,
    fold: async (months) => {
      for (const month of months) await planSubtree(base, province, month);
      await sweepMonths({ registry, events, scorecards, criteriaSets: presetCriteriaSets }, province, months);
    },
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function functionOf(method: string, pathname: string): string | undefined {
  const key = eventOf(method, pathname).routeKey;
  return routes.find((route) => routeKeyOf(route) === key)?.function;
}
