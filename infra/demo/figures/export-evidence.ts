/** The figures' evidence out of the CSV files of downloaded exports. */
import { ANNUAL_COUNTS } from '../../../shared/domain/events/annual-facts.ts';
import { type Line, readTable, type TableName } from '../../verify-export/files.ts';
import { type Card, type Evidence, type Facts, MissingEvidenceError } from './evidence.ts';

/** @param folders of one export each, by the period that it is of */
export function exportEvidence(folders: Readonly<Record<string, string>>): Evidence {
  const read = new Map<string, Promise<readonly Line[]>>();
  const rows = (period: string, table: TableName): Promise<readonly Line[]> => {
    const folder = folders[period];
    if (folder === undefined) throw new MissingEvidenceError(`no export of ${period}`);
    const name = `${folder} ${table}`;
    const found = read.get(name) ?? allOf(readTable(folder, table));
    read.set(name, found);
    return found;
  };
  const rowsOf = async (period: string, table: TableName, organization: string) =>
    (await rows(period, table)).filter((row) => row.get('organization') === organization);
  const [anyPeriod = ''] = Object.keys(folders);

  return {
    async card(organization, period) {
      const [row] = await rowsOf(period, 'scorecards', organization);
      if (row === undefined) throw new MissingEvidenceError(`no row of ${organization} in ${period}`);
      return cardOf(row);
    },
    children: async (organization, period) =>
      (await rows(period, 'scorecards')).filter((row) => row.get('parent') === organization).map(cardOf),
    async facts(organization) {
      const row = (await rowsOf(anyPeriod, 'facts', organization)).at(-1);
      return row === undefined ? null : factsOf(row);
    },
    meetings: async (organization, month) =>
      (await rowsOf(month, 'meetings', organization))
        .filter((row) => row.get('period') === month)
        .map((row) => ({
          key: text(row, 'key'),
          heldOn: text(row, 'heldOn'),
          startedAt: text(row, 'startedAt'),
          endedAt: text(row, 'endedAt'),
        })),
    inspections: async (organization, month) =>
      (await rowsOf(month, 'inspections', organization))
        .filter((row) => row.get('period') === month)
        .map((row) => ({ key: text(row, 'key'), plan: row.get('plan') || null })),
  };
}

async function allOf(lines: AsyncIterable<Line>): Promise<readonly Line[]> {
  const all: Line[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

function text(row: Line, column: string): string {
  const value = row.get(column);
  if (value === undefined) throw new MissingEvidenceError(`no column ${column}`);
  return value;
}

function cardOf(row: Line): Card {
  const numbers = row.columns.flatMap((column): [string, number][] => {
    const value = row.get(column) ?? '';
    return /^-?\d+$/.test(value) ? [[column, Number(value)]] : [];
  });
  return {
    organization: text(row, 'organization'),
    name: text(row, 'name'),
    kind: text(row, 'kind'),
    parent: row.get('parent') || null,
    measures: Object.fromEntries(numbers),
  };
}

function factsOf(row: Line): Facts {
  const counts = ANNUAL_COUNTS.map((column) => [column, numberOrNull(row.get(column))]);
  return { classification: row.get('classification') || null, ...Object.fromEntries(counts) };
}

const numberOrNull = (value: string | undefined): number | null =>
  value === undefined || value === '' ? null : Number(value);
