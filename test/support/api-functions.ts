/** Every function behind a token, on the stores of a world in memory: what a test of all routes asks. */
import { createHandler as createCriteriaSets } from '../../functions/keep-criteria-sets/handler.ts';
import { createHandler as createDuties } from '../../functions/keep-duties/handler.ts';
import { createHandler as createFacts } from '../../functions/keep-facts/handler.ts';
import { createHandler as createGrants } from '../../functions/keep-grants/handler.ts';
import { createHandler as createPeriods } from '../../functions/keep-periods/handler.ts';
import { createHandler as createProgrammes } from '../../functions/keep-programmes/handler.ts';
import { createHandler as createRoster } from '../../functions/keep-roster/handler.ts';
import { createHandler as createSchedule } from '../../functions/keep-schedule/handler.ts';
import { createHandler as createPublisher } from '../../functions/publish-export/handler.ts';
import { createHandler as createAttention } from '../../functions/read-attention/handler.ts';
import { createHandler as createLog } from '../../functions/read-log/handler.ts';
import { createHandler as createMeetings } from '../../functions/read-meetings/handler.ts';
import { createHandler as createScorecards } from '../../functions/read-scorecards/handler.ts';
import { createHandler as createInspections } from '../../functions/record-inspection/handler.ts';
import { createHandler as createRecorder } from '../../functions/record-meeting/handler.ts';
import { createHandler as createExports } from '../../functions/request-export/handler.ts';
import { createHandler as createReviews } from '../../functions/review-meeting/handler.ts';
import { createHandler as createService } from '../../functions/serve-api/handler.ts';
import { exportFormats } from '../../shared/adapters/formats/export-formats.ts';
import { decodeCompared } from '../../shared/adapters/formats/lines.ts';
import { memoryChangeLog } from '../../shared/adapters/memory/change-log.ts';
import { memoryObjectStore } from '../../shared/adapters/memory/object-store.ts';
import { memoryTablesCatalog } from '../../shared/adapters/memory/tables-catalog.ts';
import { allPresetCriteriaSets } from '../../shared/adapters/presets/criteria-sets.ts';
import type { Route } from '../../shared/contracts/route.ts';
import { routes } from '../../shared/contracts/routes.ts';
import { type ApiFunction, type ApiOptions, routeKeyOf } from '../../shared/runtime/api-handler.ts';
import type { ApiEvent } from '../../shared/runtime/api-request.ts';
import type { ApiResult } from '../../shared/runtime/api-response.ts';
import { newExportId } from '../../shared/runtime/export-ids.ts';
import { type Answer, type ApiWorld, call, PROVINCE, type Request } from './api-world.ts';

export type ApiFunctions = {
  readonly objects: ReturnType<typeof memoryObjectStore>;
  readonly log: ReturnType<typeof memoryChangeLog>;
  /** Does what an order of an export asks for. */
  readonly publish: (exportId: string) => Promise<void>;
  /** Asks the function of a route, at this address. */
  readonly ask: (id: string, url: string, request: Request) => Promise<Answer>;
  /** Answers an event as the gateway hands it on. */
  readonly answer: (event: ApiEvent) => Promise<ApiResult>;
};

export function apiFunctions(world: ApiWorld, options: ApiOptions = {}): ApiFunctions {
  const [objects, log] = [memoryObjectStore(), memoryChangeLog()];
  const presets = allPresetCriteriaSets();
  const wait = async () => {};
  const deps = { ...world, ...world.planning, objects, log, presets, newExportId, wait };
  const functions: Readonly<Record<string, ApiFunction>> = {
    'record-meeting': createRecorder(deps, options),
    'record-inspection': createInspections(deps, options),
    'review-meeting': createReviews(deps, options),
    'keep-facts': createFacts(deps, options),
    'keep-schedule': createSchedule(deps, options),
    'read-meetings': createMeetings(deps, options),
    'read-scorecards': createScorecards(deps, options),
    'read-attention': createAttention(deps, options),
    'keep-criteria-sets': createCriteriaSets(deps, options),
    'keep-roster': createRoster(deps, options),
    'keep-grants': createGrants(deps, options),
    'keep-programmes': createProgrammes(deps, options),
    'keep-duties': createDuties(deps, options),
    'keep-periods': createPeriods(deps, options),
    'request-export': createExports(deps, options),
    'read-log': createLog(deps, options),
    'serve-api': createService({ ...deps, openApi: {} }, options),
  };
  const functionOf = (route: Route | undefined): ApiFunction => {
    const handler = functions[route?.function ?? ''];
    if (handler === undefined) throw new Error(`No function answers ${route?.id}`);
    return handler;
  };
  const publisher = createPublisher({
    ...{ ...deps, formats: exportFormats, decodeCompared, root: PROVINCE, catalog: memoryTablesCatalog() },
  });
  return {
    objects,
    log,
    publish: async (exportId) => void (await publisher({ exportId }, Object.create(null))),
    ask: (id, url, request) => {
      const route = routes.find((one) => one.id === id);
      return call(functionOf(route), route?.method ?? '', url, request);
    },
    answer: (event) => {
      const route = routes.find((one) => routeKeyOf(one) === event.routeKey);
      return functionOf(route)(event, Object.create(null));
    },
  };
}
