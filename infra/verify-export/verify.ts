/** Whether a downloaded export holds: its files are the manifest's, and every figure follows from its own records. */
import type { CriteriaSet } from '../../shared/domain/criteria/criteria.ts';
import type { ExportFile, Manifest } from '../../shared/domain/exports/export.ts';
import { parseExportId } from '../../shared/domain/exports/export-names.ts';
import type { PlanEntry, ScorecardEntry } from '../../shared/domain/exports/export-tables.ts';
import { isLastOfQuarter, monthsOf, YEAR } from '../../shared/domain/period.ts';
import { isCommittee, type OrganizationId } from '../../shared/domain/roster/organization.ts';
import { classifiedDifferences, classifiedOf, groupDifferences } from './classification.ts';
import { expectedCell, expectedCells } from './columns.ts';
import { type Difference, differs, type Events, eventDifferences } from './differences.ts';
import { dutyDifferences, dutyOf } from './duties.ts';
import { factsOf } from './facts.ts';
import {
  fileFault,
  type Line,
  readCriteriaSets,
  readManifest,
  readReport,
  readTable,
  type TableName,
  UnreadableExportError,
} from './files.ts';
import { identityDifferences, nameDifferences } from './identity.ts';
import { findingOf, inspectionOf, withFindings } from './inspections.ts';
import { meetingOf } from './meetings.ts';
import { planOf } from './plans.ts';
import { placeOf, refold } from './refold.ts';

export type Verdict = {
  readonly exportId: string;
  readonly organizations: number;
  readonly meetings: number;
  /** Cells of scorecards, and of a year's classification, that were computed again. */
  readonly figures: number;
  /** In the order of the export, the lowest organizations first; empty: the export holds. */
  readonly differences: readonly Difference[];
};

/** @throws UnreadableExportError if it cannot be read although every file is the manifest's */
export async function verifyExport(folder: string): Promise<Verdict> {
  const manifest = await readManifest(folder);
  const spoilt = [...nameDifferences(manifest), ...(await fileDifferences(folder, manifest.files))];
  try {
    const verdict = await computeAgain(folder, manifest);
    return { ...verdict, differences: [...spoilt, ...verdict.differences] };
  } catch (error) {
    // A file that is not the manifest's is the finding; that it cannot be read either only follows from it.
    if (!(error instanceof UnreadableExportError) || spoilt.length === 0) throw error;
    const halted = differs('', '', '', error.message, 'readable');
    const { exportId } = manifest;
    return { exportId, organizations: 0, meetings: 0, figures: 0, differences: [...spoilt, ...halted] };
  }
}

async function computeAgain(folder: string, manifest: Manifest): Promise<Verdict> {
  const criteriaSets = await readCriteriaSets(folder);
  const events = await readEvents(folder, criteriaSets);
  const plans = await readRows(folder, 'plans', planOf);
  const duties = await readRows(folder, 'duties', dutyOf);
  const inspections = withFindings(events.inspections, events.findings);
  const { meetings } = events;
  const entries = refold({
    period: manifest.period,
    top: manifest.organization,
    plans,
    meetings,
    inspections,
    criteriaSets,
  });
  const compared = await compareScorecards(readTable(folder, 'scorecards'), entries);
  const year = YEAR.test(manifest.period) ? await verifyYear(folder, manifest, plans, events.facts) : null;
  const rows = {
    scorecards: compared.rows,
    meetings: meetings.length,
    inspections: inspections.length,
    findings: events.findings.length,
    facts: events.facts.length,
    duties: duties.length,
    plans: plans.length,
    ...year?.rows,
  };
  const differences = [
    ...identityDifferences(manifest, await readReport(folder)),
    ...rowDifferences(manifest, rows),
    ...planDifferences(manifest, plans),
    ...eventDifferences(events, { plans, criteriaSets }),
    ...dutyDifferences(duties, plans),
    ...compared.differences,
    ...(year?.differences ?? []),
    ...manifestDifferences(manifest, entries, criteriaSets),
  ];
  return {
    exportId: manifest.exportId,
    organizations: entries.size,
    meetings: meetings.length,
    figures: compared.figures + (year?.figures ?? 0),
    differences,
  };
}

const readEvents = async (folder: string, sets: readonly CriteriaSet[]): Promise<Events> => ({
  meetings: await readRows(folder, 'meetings', (line) => meetingOf(line, sets)),
  inspections: await readRows(folder, 'inspections', (line) => inspectionOf(line, sets)),
  findings: await readRows(folder, 'findings', findingOf),
  facts: await readRows(folder, 'facts', factsOf),
});

/** The tables that a year's export has besides. */
async function verifyYear(
  folder: string,
  { organization: top, period: year }: Manifest,
  plans: readonly PlanEntry[],
  facts: Events['facts'],
) {
  const classified = await readRows(folder, 'classified', classifiedOf);
  const groups = await readRows(folder, 'classification', (line) => line);
  return {
    rows: { classified: classified.length, classification: groups.length },
    figures: groups.reduce((sum, { columns }) => sum + columns.length, 0),
    differences: [
      ...classifiedDifferences({ top, year, plans, facts }, classified),
      ...groupDifferences(groups, classified, plans),
    ],
  };
}

async function readRows<Row>(folder: string, table: TableName, of: (line: Line) => Row): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const line of readTable(folder, table)) rows.push(of(line));
  return rows;
}

async function fileDifferences(folder: string, files: readonly ExportFile[]): Promise<Difference[]> {
  const found: Difference[] = [];
  for (const file of files) {
    const fault = await fileFault(folder, file);
    if (fault !== null) found.push(...differs(file.name, '', '', fault, 'as in the manifest'));
  }
  return found;
}

/** Rows of the CSV tables; a Parquet file has the rows of its table. */
function rowDifferences({ files }: Manifest, held: Readonly<Record<string, number>>): Difference[] {
  return files.flatMap(({ name, rows }) => {
    const [table = '', format] = name.split('.');
    const expected = format === 'json' ? 0 : held[table];
    return expected === undefined ? [] : differs('manifest.json', '', `rows of ${name}`, rows, expected);
  });
}

/** What plan rows must say whatever the roster says. */
function planDifferences({ organization: top, period }: Manifest, plans: readonly PlanEntry[]): Difference[] {
  const known = new Set(plans.map(({ organization, month }) => placeOf(organization, month)));
  const months = monthsOf(period);
  return plans.flatMap(({ organization, month, parent, path, kind, basis }) => {
    const differ = (column: string, found: unknown, expected: unknown) =>
      differs('plans', organization, column, found, expected);
    const found = [
      ...(months.includes(month) ? [] : differ('period', month, period)),
      ...differ('path', path.at(-1), organization),
      ...differ('parent', parent ?? '', path.at(-2) ?? ''),
    ];
    if (organization !== top && !known.has(placeOf(parent ?? '', month)))
      found.push(...differ('parent', parent, 'an organization of the export'));
    if (basis === null) return isCommittee(kind) ? found : [...found, ...differ('meets', '', 'a basis')];
    const owed = basis.meets === 'monthly' || (basis.meets === 'quarterly' && isLastOfQuarter(month));
    const held = basis.heldBefore.filter((each) => basis.owedBefore.includes(each));
    const { open = 0, overdue = 0 } = basis.findingsBefore ?? {};
    return [
      ...found,
      ...(overdue > open ? differ('findingsOverdueBefore', overdue, `at most ${open}`) : []),
      ...differ('expected', basis.expected, owed),
      ...differ('heldBefore', basis.heldBefore.join(' '), held.join(' ')),
    ];
  });
}

type Compared = {
  readonly rows: number;
  readonly figures: number;
  readonly differences: readonly Difference[];
};

/** Every cell of every row against its figure computed again; the lowest organizations first, so that causes lead. */
async function compareScorecards(
  lines: AsyncIterable<Line>,
  entries: ReadonlyMap<OrganizationId, ScorecardEntry>,
): Promise<Compared> {
  const left = new Set(entries.keys());
  const counts = { rows: 0, figures: 0 };
  const found: { readonly depth: number; readonly differences: readonly Difference[] }[] = [];
  for await (const line of lines) {
    const organization = line.get('organization') ?? '';
    const entry = entries.get(organization);
    counts.rows += 1;
    if (entry === undefined || !left.delete(organization)) {
      const must = entry === undefined ? 'an organization of plans' : 'once only';
      found.push({
        depth: 0,
        differences: differs('scorecards', organization, 'organization', organization, must),
      });
      continue;
    }
    counts.figures += line.columns.length;
    const differences = lineDifferences(line, entry);
    if (differences.length > 0) found.push({ depth: entry.path.length, differences });
  }
  const absent = [...left].flatMap((id) => differs('scorecards', id, 'organization', 'no row', id));
  const ordered = found.toSorted((a, b) => b.depth - a.depth).flatMap(({ differences }) => differences);
  return { ...counts, differences: [...absent, ...ordered] };
}

function lineDifferences(line: Line, entry: ScorecardEntry): Difference[] {
  const cells = expectedCells(entry);
  const missing = [...cells.keys()].filter((column) => line.get(column) === undefined);
  const differ = (column: string, found: unknown, expected: unknown) =>
    differs('scorecards', entry.organization, column, found, expected);
  return [
    ...line.columns.flatMap((column) =>
      differ(column, line.get(column), expectedCell(cells, column) ?? 'no column of scorecards'),
    ),
    ...missing.flatMap((column) => differ(column, 'no column', cells.get(column))),
  ];
}

/** The manifest's totals are the top organization's. */
function manifestDifferences(
  manifest: Manifest,
  entries: ReadonlyMap<OrganizationId, ScorecardEntry>,
  criteriaSets: readonly CriteriaSet[],
): Difference[] {
  const differ = (column: string, found: unknown, expected: unknown) =>
    differs('manifest.json', manifest.organization, column, found, expected);
  const owner = parseExportId(manifest.exportId);
  const top = entries.get(manifest.organization);
  const names = (sets: readonly { readonly id: string; readonly revision: number }[]) =>
    sets.map(({ id, revision }) => `${id}/${revision}`).join(' ');
  return [
    ...differ(
      'exportId',
      `${owner?.organization} ${owner?.period}`,
      `${manifest.organization} ${manifest.period}`,
    ),
    ...differ('criteriaSets', names(manifest.criteriaSets), names(criteriaSets)),
    ...differ('watermark', manifest.watermark, top?.watermark ?? 0),
    ...differ('acceptedRevisions', manifest.acceptedRevisions, top?.measures.revisions ?? 0),
    ...(top === undefined
      ? differ('organization', manifest.organization, entries.size === 0 ? manifest.organization : 'in plans')
      : differ('asOf', manifest.asOf, top.asOf)),
  ];
}
