/** Orders exports, says how far they are, and hands out their files by short-lived signed URLs. */
import * as z from 'zod';
import { exportToWire } from '../../shared/contracts/exports.ts';
import { violation } from '../../shared/contracts/field-errors.ts';
import { notFound, periodNotOpen, type Refusal, validation } from '../../shared/contracts/problem.ts';
import {
  getExport,
  getExportFile,
  listExportChanges,
  listExports,
  postExport,
} from '../../shared/contracts/routes.ts';
import type { CsvFlavour, ExportState } from '../../shared/domain/exports/export.ts';
import {
  CHANGE_LINES,
  exportObjectKey,
  MANIFEST,
  parseExportId,
} from '../../shared/domain/exports/export-names.ts';
import { downloadNote } from '../../shared/domain/log/registry-audit.ts';
import { type Month, monthsOf, type Period, yearOf } from '../../shared/domain/period.ts';
import type { Role } from '../../shared/domain/roster/access.ts';
import type { OrganizationId } from '../../shared/domain/roster/organization.ts';
import type { PlanRow } from '../../shared/domain/roster/plan.ts';
import { type QueueingDeps, queueExport } from '../../shared/jobs/queue-export.ts';
import type { Jobs } from '../../shared/ports/jobs.ts';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import type { AuditRegistry, ExportRegistry } from '../../shared/ports/registry.ts';
import type { AccessDeps, AccessGuard, Caller } from '../../shared/runtime/access.ts';
import { type ApiOptions, apiHandler, endpoint } from '../../shared/runtime/api-handler.ts';
import { decodeCursor, encodeCursor } from '../../shared/runtime/cursor.ts';
import { logger } from '../../shared/runtime/logger.ts';
import { changesPage } from './changes-page.ts';
import { downloadName } from './download-name.ts';

export type Deps = AccessDeps &
  QueueingDeps & {
    readonly registry: AccessDeps['registry'] &
      QueueingDeps['registry'] &
      Pick<ExportRegistry, 'export' | 'exportsOf'> &
      Pick<AuditRegistry, 'putAudit'>;
    readonly objects: Pick<ObjectStore, 'signedUrl' | 'getRange'>;
    readonly jobs: Pick<Jobs, 'publishExport'>;
  };

type Call = { readonly subject: string; readonly guard: AccessGuard };
type Place = { readonly organization: OrganizationId; readonly period: Period | null };

type Found = { readonly state: ExportState; readonly plan: PlanRow | null };

type Ordered = {
  readonly organization: OrganizationId;
  readonly period: Period;
  readonly csv: CsvFlavour;
};

const MONTHS_OF_OTHERS = violation(
  '/period',
  'months-of-others',
  'Trong kỳ này có tháng tổ chức còn thuộc cấp trên khác, và tệp xuất ghi từng bản ghi của tháng đó. Hãy xuất từng tháng, hoặc xuất của cấp trên trực tiếp.',
  'In some months of this period the organization stood below somebody else, and an export tells each record of them. Order it month by month, or order that of its superior.',
);

const NOT_IN_PERIOD = violation(
  '/period',
  'organization-in-period',
  'Trong các tháng đã mở của kỳ này không có tổ chức này: khi đó tổ chức chưa thành lập hoặc đã giải thể. Hãy chọn kỳ có tổ chức, hoặc xuất của cấp trên.',
  'The organization is in no opened month of this period: it did not exist yet, or no longer. Choose a period that has it, or export its superior.',
);

const position = z.tuple([z.string()]);

export const createHandler = (deps: Deps, options?: ApiOptions) =>
  apiHandler(
    deps,
    [
      endpoint(postExport, async ({ body }, call) => {
        const state = await order(deps, call, postExport.access.roles, body);
        const location = `/exports/${state.exportId}`;
        return { status: 202, location, body: { exportId: state.exportId, status: state.status } };
      }),
      endpoint(listExports, async ({ query }, call) => {
        const { organization, period = null, limit, cursor } = query;
        const { roles } = listExports.access;
        const { caller } = await placeIn(call, roles, { organization, period });
        const [after] = decodeCursor(cursor, position) ?? [null];
        const { exports, more } = await deps.registry.exportsOf(organization, { period, limit, after });
        const last = exports.at(-1);
        const next = more && last !== undefined ? encodeCursor([last.exportId]) : null;
        const items = await readable(deps, call, { caller, roles }, organization, exports);
        return { status: 200, body: { items: items.map(exportToWire), next } };
      }),
      endpoint(getExport, async ({ params }, call) => {
        const { state } = await find(deps, call, getExport.access.roles, params.export);
        return { status: 200, body: exportToWire(state) };
      }),
      endpoint(listExportChanges, async ({ params, query }, call) => {
        const found = await find(deps, call, listExportChanges.access.roles, params.export);
        const page = await changesPage(deps, found.state, query);
        await noteDownload(deps, call, found, CHANGE_LINES);
        return { status: 200, body: page };
      }),
      endpoint(getExportFile, async ({ params: { export: exportId, name } }, call) => {
        const found = await find(deps, call, getExportFile.access.roles, exportId);
        const { state, plan } = found;
        if (!downloadable(state).includes(name)) throw notFound();
        const fileName = downloadName(name, plan?.name ?? state.organization, state.period);
        await noteDownload(deps, call, found, name);
        const location = await deps.objects.signedUrl(exportObjectKey(state, name), fileName);
        return { status: 303, location };
      }),
    ],
    options,
  );

/** Where the organization stood in the export's last month, or stands today. */
const placeOf = async (
  { guard }: Pick<Call, 'guard'>,
  { organization }: Pick<ExportState, 'organization'>,
  plan: PlanRow | null,
): Promise<readonly OrganizationId[]> =>
  plan?.path ?? (await guard.pathToday(organization)) ?? [organization];

/** Written before anything is given: nothing leaves without a trace, neither a file nor a page of one. */
async function noteDownload(
  { registry, now }: Deps,
  call: Call,
  { state, plan }: Found,
  name: string,
): Promise<void> {
  const { exportId, organization } = state;
  const place = { organization, path: await placeOf(call, state, plan) };
  await registry.putAudit(downloadNote({ at: now(), by: call.subject }, { exportId, name }, place));
}

/** Nothing before it is published; then what the manifest names, and the manifest. */
const downloadable = ({ manifest }: ExportState): string[] =>
  manifest === null ? [] : [...manifest.files.map(({ name }) => name), MANIFEST];

/**
 * Writes the order down and nudges whoever runs it.
 * @throws Refusal
 */
async function order(
  deps: Deps,
  call: Call,
  roles: readonly Role[],
  { organization, period, csv }: Ordered,
): Promise<ExportState> {
  const { plan, whole } = await placeIn(call, roles, { organization, period });
  if (!whole) throw validation([MONTHS_OF_OTHERS]);
  const wanted = { organization, period, csv, by: call.subject };
  const state = plan === null ? null : await queueExport(deps, { ...wanted, path: plan.path });
  if (state === null) throw await whyNothing(deps, period);
  try {
    await deps.jobs.publishExport(state.exportId);
  } catch (error) {
    // The order stands: the schedule takes up what was not begun.
    logger.warn('An export could not be started at once', {
      exportId: state.exportId,
      error: error instanceof Error ? error : new Error(String(error)),
    });
  }
  return state;
}

/** Nothing of the period is opened, or what is has nobody of that name. */
async function whyNothing({ registry }: Deps, period: Period): Promise<Refusal> {
  const months = monthsOf(period);
  const opened = (await registry.periods()).some(
    ({ month, status }) => months.includes(month) && status !== 'opening',
  );
  return opened ? validation([NOT_IN_PERIOD]) : periodNotOpen(months[0] ?? period);
}

/** @throws Refusal 404 for what is not there and for what is not the caller's */
async function find(deps: Deps, call: Call, roles: readonly Role[], exportId: string): Promise<Found> {
  const owner = parseExportId(exportId);
  if (owner === null) throw notFound();
  const { plan, whole } = await placeIn(call, roles, owner);
  const state = whole ? await deps.registry.export(exportId) : null;
  if (state === null) throw notFound();
  return { state, plan };
}

/**
 * The plan row of the period's last opened month, if there is one; where the organization stands follows from it,
 * or from today's roster. `whole`: every opened month of the period is the caller's (decision 72).
 * @throws Refusal 404 unless the caller holds one of the roles over it
 */
async function placeIn(
  { subject, guard }: Call,
  roles: readonly Role[],
  { organization, period }: Place,
): Promise<{ readonly caller: Caller; readonly plan: PlanRow | null; readonly whole: boolean }> {
  const months = period === null ? [] : monthsOf(period);
  const { caller, plans } = await guard.planned(subject, organization, months);
  const plan = plans.toSorted((a, b) => (a.month < b.month ? -1 : 1)).at(-1) ?? null;
  const path = plan?.path ?? (await guard.pathToday(organization));
  if (path === null || !guard.allows(caller, roles, path)) throw notFound();
  return { caller, plan, whole: plans.every((each) => guard.allows(caller, roles, each.path)) };
}

/** Of some exports of an organization those whose every opened month is the caller's: the others are 404 to them. */
async function readable(
  { registry }: Deps,
  { guard }: Call,
  may: { readonly caller: Caller; readonly roles: readonly Role[] },
  organization: OrganizationId,
  exports: readonly ExportState[],
): Promise<readonly ExportState[]> {
  const years = [...new Set(exports.map(({ period }) => yearOf(period)))];
  const plans = await Promise.all(years.map((year) => registry.planRowsOfYear(organization, year)));
  const others = plans.flat().filter(({ path }) => !guard.allows(may.caller, may.roles, path));
  const months = new Set<Month>(others.map(({ month }) => month));
  return exports.filter(({ period }) => !monthsOf(period).some((month) => months.has(month)));
}
