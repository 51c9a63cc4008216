/** What earlier exports say: the one before of the same period, and those of earlier periods. */
import type { EarlierPeriod, EarlierPeriods } from '../domain/exports/earlier-periods.ts';
import type { ExportState } from '../domain/exports/export.ts';
import type { ComparedOrganization } from '../domain/exports/export-changes.ts';
import { COMPARED_LINES, exportObjectKey } from '../domain/exports/export-names.ts';
import { lastYearsPeriod, monthsOf, type Period, previousPeriod } from '../domain/period.ts';
import type { OrganizationId } from '../domain/roster/organization.ts';
import type { DecodeCompared } from '../ports/export-formats.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { ExportRegistry, OrganizationRegistry } from '../ports/registry.ts';
import { type Made, readFamilies } from './read-families.ts';

export type EarlierDeps = {
  readonly objects: Pick<ObjectStore, 'get' | 'head'>;
  readonly registry: Pick<ExportRegistry, 'exportsOf'> & Pick<OrganizationRegistry, 'organization'>;
  readonly decodeCompared: DecodeCompared;
  /** Root of the deployment's tree, whose exports hold everybody. */
  readonly root: OrganizationId;
};

/** A published export is not what it was: somebody must look at it. */
export class DamagedExportError extends Error {
  override readonly name = 'DamagedExportError';
}

const PAGE = 100;

/** The export of an organization and period that was published last, as far as ids tell. */
export async function newestPublished(
  { registry }: { readonly registry: Pick<ExportRegistry, 'exportsOf'> },
  organization: OrganizationId,
  period: Period,
): Promise<ExportState | null> {
  for (let after: string | null = null; ; ) {
    const { exports, more } = await registry.exportsOf(organization, { period, limit: PAGE, after });
    const found = exports.find((state) => state.status === 'published');
    if (found !== undefined) return found;
    const last = exports.at(-1);
    if (!more || last === undefined) return null;
    after = last.exportId;
  }
}

/** @throws DamagedExportError if what was published is not there as its manifest says */
export async function readCompared(
  { objects, decodeCompared }: EarlierDeps,
  state: ExportState,
): Promise<readonly ComparedOrganization[]> {
  const named = state.manifest?.files.find((file) => file.name === COMPARED_LINES);
  const key = exportObjectKey(state, COMPARED_LINES);
  const [stored, body] = [await objects.head(key), await objects.get(key)];
  if (body === null || stored?.sha256 !== named?.sha256 || body.length !== named?.bytes)
    throw new DamagedExportError(`${COMPARED_LINES} of ${state.exportId} is not what its manifest says`);
  return decodeCompared(body);
}

/**
 * The period before and the same one a year before, from the last export of the whole province, or else of the
 * organization's own.
 * @throws DamagedExportError
 */
export async function readEarlierPeriods(
  deps: EarlierDeps,
  { organization, period }: Pick<ExportState, 'organization' | 'period'>,
  made: Made,
): Promise<EarlierPeriods> {
  const [before, last] = [previousPeriod(period), lastYearsPeriod(period)];
  const read = (wanted: Period) => readEarlier(deps, organization, wanted, made);
  const earlier = await read(before);
  return { before: earlier, aYearBefore: before === last ? earlier : await read(last) };
}

/**
 * A final one before an interim one, and the province's before the organization's own, which holds of each part the
 * months alone in which it stood there: so it makes no difference who ordered one in between.
 */
async function toCompareWith(
  deps: EarlierDeps,
  organization: OrganizationId,
  period: Period,
): Promise<ExportState | null> {
  const ofProvince = await newestPublished(deps, deps.root, period);
  if (organization === deps.root || ofProvince?.kind === 'final') return ofProvince;
  const own = await newestPublished(deps, organization, period);
  return own?.kind === 'final' ? own : (ofProvince ?? own);
}

async function readEarlier(
  deps: EarlierDeps,
  organization: OrganizationId,
  period: Period,
  made: Made,
): Promise<EarlierPeriod | null> {
  const state = await toCompareWith(deps, organization, period);
  if (state === null) return null;
  // Whoever stood elsewhere then is another's to compare (decision 57), whichever export tells of it.
  const told = (await readCompared(deps, state)).filter(({ path, stood = path }) =>
    stood.includes(organization),
  );
  const rows = new Map(told.map((row) => [row.organization, row]));
  const families = await readFamilies(deps.registry, made, { rows, months: monthsOf(period) });
  return { period, exportId: state.exportId, rows, families };
}
