/** Whether a downloaded export is found out, wherever it lies. */
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UnreadableExportError } from '../../infra/verify-export/files.ts';
import { sentence } from '../../infra/verify-export/sentence.ts';
import { type Verdict, verifyExport } from '../../infra/verify-export/verify.ts';
import type { Classification } from '../../shared/domain/events/annual-facts.ts';
import { ANNUAL_COUNTS } from '../../shared/domain/events/annual-facts.ts';
import { meetingAt } from '../../shared/domain/events/event.ts';
import { dataLines, type Manifest } from '../../shared/domain/exports/export.ts';
import { SUMMARIES } from '../../shared/domain/exports/export-names.ts';
import { aNote } from '../support/audited.ts';
import { factsRevision } from '../support/inspections.ts';
import { meetingRecord, meetingRevision } from '../support/records.ts';
import { inspect } from './inspected-province.ts';
import { publish, saveInto } from './published-files.ts';
import { MEMBERS, MONTHS, type SmallProvince, smallProvince } from './small-province.ts';

type Table =
  | 'scorecards'
  | 'meetings'
  | 'inspections'
  | 'findings'
  | 'facts'
  | 'duties'
  | 'plans'
  | 'classified'
  | 'classification';

let folders: string;
beforeAll(async () => {
  folders = await mkdtemp(join(tmpdir(), 'verify-'));
});
afterAll(() => rm(folders, { recursive: true }));

/** The small province, with facts on which every column has a bearing: a thematic meeting owed, a committee that did not meet. */
async function telling(): Promise<SmallProvince> {
  const world = await smallProvince();
  for (const organization of ['to-1', 'to-2']) {
    const plan = await world.registry.planRow(organization, '2026-10');
    if (plan === null) throw new Error('to-1 and to-2 are planned');
    await world.registry.putPlanRow({ ...plan, thematicOwed: true, version: 2 });
  }
  const amended = {
    month: '2026-10',
    revision: 2,
    recordedAt: '2026-10-15T02:00:00.000Z',
    reason: 'chi ủy chưa họp',
  };
  const record = meetingRecord({
    preparation: { committeeMet: false },
    members: { repeatedAbsences: 1 },
    selfScore: { attendance: 2000, duration: 500 },
  });
  await world.events.append(meetingRevision({ ...amended, organization: 'to-1', record }));
  await inspect(world);
  return world;
}

/** Facts told in the year and in the next one, which was opened since, month by month; one cell is closed. */
async function classifiedYear(): Promise<SmallProvince> {
  const world = await telling();
  const say = (organization: string, classification: Classification | null, month: string, revision = 1) =>
    world.events.append(
      factsRevision(
        { classification },
        { organization, month, revision, key: '2026', recordedAt: `${month}-26T02:00:00.000Z` },
      ),
    );
  await say('to-2', 'tot', '2026-10');
  await say('to-4', 'hoan-thanh', '2026-10');
  await say('xa-1', 'xuat-sac', '2026-09');
  const plan = await world.registry.planRow('to-4', '2026-10');
  const period = await world.registry.period('2026-10');
  if (plan === null || period === null) throw new Error('to-4 is planned');
  const closed = { exists: false, meets: 'none', expected: false } as const;
  await world.registry.putPlanRow({ ...plan, ...closed, version: plan.version + 1 });
  for (const month of ['2026-11', '2026-12', '2027-01']) {
    await world.registry.putPeriod({ ...period, month, revision: 1 }, aNote());
    for (const { organization } of month < '2027' ? MEMBERS : []) {
      const before = await world.registry.planRow(organization, '2026-10');
      if (before !== null) await world.registry.putPlanRow({ ...before, month, version: 1 });
    }
  }
  await world.fold([...MONTHS, '2026-11', '2026-12']);
  await say('to-2', 'khong-hoan-thanh', '2027-01', 2);
  await say('xa-2', 'tot', '2027-01');
  return world;
}

async function download(
  world: SmallProvince,
  period?: string,
  organization?: string,
  csv?: 'excel',
): Promise<string> {
  const state = await publish(world, period, organization, csv);
  const folder = await mkdtemp(join(folders, 'export-'));
  await saveInto(folder, world, state);
  return folder;
}

async function copyOf(folder: string): Promise<string> {
  const copy = await mkdtemp(join(folders, 'copy-'));
  await cp(folder, copy, { recursive: true });
  return copy;
}

async function changeManifest<Changed extends object>(
  folder: string,
  change: (manifest: Manifest) => Changed,
): Promise<Changed> {
  const path = join(folder, 'manifest.json');
  const changed = change(JSON.parse(await readFile(path, 'utf8')));
  await writeFile(path, JSON.stringify(changed));
  return changed;
}

/** Makes the manifest agree with a file that was tampered with, and the report with the manifest. */
async function sign(folder: string, name: string): Promise<void> {
  await signOne(folder, name);
  if (SUMMARIES.some((summary) => summary === name)) return;
  const dataSha256 = await changeManifest(folder, (manifest) => ({
    ...manifest,
    dataSha256: hashOf(dataLines(manifest.files)),
  })).then((manifest) => manifest.dataSha256);
  await changeReport(folder, (page) =>
    page.replace(/(nennep\.dataSha256" content=")[^"]*/, `$1${dataSha256}`),
  );
}

async function signOne(folder: string, name: string): Promise<void> {
  const body = await readFile(join(folder, name));
  await changeManifest(folder, (manifest) => ({
    ...manifest,
    files: manifest.files.map((file) =>
      file.name === name ? { ...file, sha256: hashOf(body), bytes: body.byteLength } : file,
    ),
  }));
}

async function changeReport(folder: string, change: (page: string) => string): Promise<void> {
  const path = join(folder, 'report.html');
  await writeFile(path, change(await readFile(path, 'utf8')));
  await signOne(folder, 'report.html');
}

const hashOf = (body: Uint8Array | string): string => createHash('sha256').update(body).digest('hex');

type Described = {
  readonly name: string;
  readonly type: string;
  readonly codes: { readonly code: string }[] | null;
};

async function columnsOf(folder: string, table: Table): Promise<Described[]> {
  const { tables }: { tables: Record<Table, Described[]> } = JSON.parse(
    await readFile(join(folder, 'columns.json'), 'utf8'),
  );
  return tables[table];
}

/** Rewrites a table and signs it. */
async function tamper(
  folder: string,
  table: Table,
  change: (lines: string[][]) => string[][],
): Promise<void> {
  const path = join(folder, `${table}.csv`);
  const [titles = [], ...lines]: string[][] = parse(await readFile(path), { record_delimiter: '\r\n' });
  await writeFile(path, stringify([titles, ...change(lines)], { record_delimiter: 'windows', quoted: true }));
  await sign(folder, `${table}.csv`);
}

/** What else could stand there, of the same kind. */
function another({ name, type, codes }: Described, cell: string): string {
  if (name === 'heldBefore') return '1';
  if (codes !== null) return codes.find(({ code }) => code !== cell)?.code ?? '';
  if (type === 'integer') return String(Number(cell) + 1);
  if (type === 'boolean') return cell === 'true' ? 'false' : 'true';
  if (type === 'date') return '2027-01-01';
  if (type === 'instant') return '2027-01-01T00:00:00.000Z';
  if (/^(startedAt|endedAt)$/.test(name)) return '12:34';
  return `${cell}x`;
}

const tell = (verdict: Verdict): string => sentence(verdict, 'en');

async function verdictOf(folder: string): Promise<string> {
  try {
    return tell(await verifyExport(folder));
  } catch (error) {
    if (error instanceof UnreadableExportError) return `UNREADABLE: ${error.message}`;
    throw error;
  }
}

describe('an export as it was published', () => {
  it.each(['2026-10', '2026-09', '2026-Q3', '2026'])('of %s holds', async (period) => {
    const folder = await download(await telling(), period);
    expect(await verdictOf(folder)).toMatch(
      /^HOLDS: tinh_[^ ]+: 11 organizations, \d+ records; all [\d,]+ figures/,
    );
  });

  it('in the flavour for Excel holds', async () => {
    const folder = await download(await telling(), '2026-10', 'tinh', 'excel');
    expect((await readFile(join(folder, 'scorecards.csv'))).subarray(0, 3).toString('hex')).toBe('efbbbf');
    expect(await verdictOf(folder)).toMatch(/^HOLDS/);
  });

  it.each(['huyen', 'xa-1', 'to-2'])('of %s alone holds', async (organization) => {
    const folder = await download(await telling(), '2026-10', organization);
    expect(await verdictOf(folder)).toMatch(/^HOLDS/);
  });

  it('holds after organizations moved within the year', async () => {
    const world = await telling();
    const plan = await world.registry.planRow('to-2', '2026-10');
    if (plan === null) throw new Error('to-2 is planned');
    const path = ['tinh', 'huyen', 'xa-2', 'to-2'];
    await world.registry.putPlanRow({ ...plan, parent: 'xa-2', path, formerParents: ['xa-1'], version: 3 });
    await world.fold();
    expect(await verdictOf(await download(world, '2026-10'))).toMatch(/^HOLDS/);
    expect(await verdictOf(await download(world, '2026'))).toMatch(/^HOLDS/);
  });

  it.each(['2026-10', '2026'])(
    'of %s holds when cells are scored by other sets, one of which grades years',
    async (period) => {
      const world = await telling();
      const sets = ['phu-tho-bloc', 'hd12-2018', 'nghe-an-08'];
      for (const [i, organization] of ['to-1', 'to-2', 'co-quan'].entries())
        for (const month of MONTHS) {
          const plan = await world.registry.planRow(organization, month);
          if (plan === null) throw new Error('all are planned');
          const criteriaSet = { id: sets[i] ?? '', revision: 1 };
          await world.registry.putPlanRow({ ...plan, criteriaSet, version: plan.version + 1 });
        }
      for (const month of MONTHS) {
        const recordedAt = `${month}-16T02:00:00.000Z`;
        const record = meetingRecord({ heldOn: `${month}-13`, selfScore: { 'discussion-quality': 500 } });
        const amended = { organization: 'to-1', month, recordedAt, reason: 'tự chấm', record };
        const stored = await world.events.latest(meetingAt('to-1', month, 'regular'));
        await world.events.append(meetingRevision({ ...amended, revision: (stored?.revision ?? 0) + 1 }));
      }
      await world.fold();
      const folder = await download(world, period);
      expect(await readFile(join(folder, 'plans.csv'), 'utf8')).toMatch(
        /phu-tho-bloc.*,(tot|kha|trung-binh|kem)( |,)/,
      );
      expect(await verdictOf(folder)).toMatch(/^HOLDS/);
    },
  );

  it('of a month before anything was scored holds, empty as it is', async () => {
    const world = await smallProvince();
    const period = await world.registry.period('2026-10');
    if (period === null) throw new Error('October is opened');
    await world.registry.putPeriod({ ...period, month: '2026-11', revision: 1 }, aNote());
    expect(await verdictOf(await download(world, '2026-11'))).toMatch(/^HOLDS: [^ ]+: 0 organizations/);
  });

  it('is told in Vietnamese, in one line', async () => {
    const folder = await download(await telling());
    const told = sentence(await verifyExport(folder), 'vi');
    expect(told).toMatch(
      /^KHỚP: tinh_2026-10_\w+: 11 tổ chức, 5 bản ghi; cả [\d.]+ số liệu tính lại đều đúng/,
    );
    await tamper(folder, 'scorecards', (lines) => lines.map((line) => line.with(7, '1')));
    expect(sentence(await verifyExport(folder), 'vi')).toMatch(
      /^KHÔNG KHỚP: [^ ]+: 11 chỗ khác, ở 11 tổ chức: scorecards \S+ \w+ = “1” \(tính lại “[^”]*”\).*; và 6 chỗ nữa\.$/,
    );
  });
});

describe('one wrong cell in a signed table', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await download(await telling());
  });

  /** The columns in which a wrong cell stays unnoticed, in whichever row it stands. */
  async function unnoticed(table: Table, whole = folder): Promise<string[]> {
    const missed: string[] = [];
    for (const [place, column] of (await columnsOf(whole, table)).entries()) {
      const copy = await copyOf(whole);
      const count = (await readFile(join(whole, `${table}.csv`), 'utf8')).split('\r\n').length - 2;
      let found = false;
      for (let row = 0; row < count && !found; row += 1) {
        await cp(join(whole, `${table}.csv`), join(copy, `${table}.csv`));
        await tamper(copy, table, (lines) =>
          lines.map((line, i) => (i === row ? line.with(place, another(column, line[place] ?? '')) : line)),
        );
        found = !(await verdictOf(copy)).startsWith('HOLDS');
        if (!found && table === 'scorecards') break;
      }
      if (!found) missed.push(column.name);
    }
    return missed;
  }

  it('of the scorecards is found, whichever column it is in', async () => {
    expect(await unnoticed('scorecards')).toEqual([]);
  });

  it('of the plan facts is found, but for what no figure rests on', async () => {
    expect(await unnoticed('plans')).toEqual(['dueAt']);
  });

  it('of the meetings is found, but for facts that no figure counts', async () => {
    expect(await unnoticed('meetings')).toEqual([
      'official',
      'votesFor',
      'votesAgainst',
      'abstained',
      'theme',
      'jointWith',
      'reviewedBy',
      'reviewDueOn',
    ]);
  });

  it('of the inspections is found, but for what no figure rests on', async () => {
    expect(await unnoticed('inspections')).toEqual(['plan']);
  });

  it('of the findings is found, but for what no figure rests on', async () => {
    expect(await unnoticed('findings')).toEqual(['severity', 'remediedOn', 'verifiedBy']);
  });

  it('of the annual facts is found, but for what they say', async () => {
    expect(await unnoticed('facts')).toEqual(['revision', 'classification', ...ANNUAL_COUNTS]);
  });

  it('of the duties is found, but for what a report says', async () => {
    const quarter = await download(await telling(), '2026-Q3');
    expect(await unnoticed('duties', quarter)).toEqual(['revision', 'recordedAt']);
  });

  it('of what a year was classified as is found, in every column', async () => {
    const year = await download(await classifiedYear(), '2026');
    expect(await verdictOf(year)).toMatch(/^HOLDS/);
    expect(await unnoticed('classification', year)).toEqual([]);
    expect(await unnoticed('classified', year)).toEqual([]);
  });

  it('is told with its organization and column, and what it should be', async () => {
    const copy = await copyOf(folder);
    const columns = await columnsOf(copy, 'scorecards');
    const place = columns.findIndex(({ name }) => name === 'points_binh_thuan_attendance');
    const organization = columns.findIndex(({ name }) => name === 'organization');
    await tamper(copy, 'scorecards', (lines) =>
      lines.map((line) => (line[organization] === 'to-2' ? line.with(place, '1') : line)),
    );
    expect(await verdictOf(copy)).toMatch(
      /^DIFFERS: [^ ]+: 1 differences, in 1 organizations: scorecards to-2 points_binh_thuan_attendance = “1” \(computed “\d+”\)\.$/,
    );
  });
});

describe('an export that was tampered with', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await download(await telling());
  });

  it.each([
    'scorecards.csv',
    'scorecards.parquet',
    'scorecards.xlsx',
    'meetings.csv',
    'meetings.parquet',
    'inspections.csv',
    'findings.csv',
    'facts.csv',
    'plans.csv',
    'plans.parquet',
    'columns.json',
    'criteria-sets.json',
  ])('is found out by the hash of %s', async (name) => {
    const copy = await copyOf(folder);
    const body = await readFile(join(copy, name));
    // One bit of the text or of the footer, the length unchanged; whatever can still be read, the hash tells.
    body.writeUInt8(body.readUInt8(body.length - 3) ^ 1, body.length - 3);
    await writeFile(join(copy, name), body);
    expect(await verdictOf(copy)).toMatch(new RegExp(`^DIFFERS: .*${name} = “another SHA-256`));
  });

  it('is found out by a file that is missing, or longer', async () => {
    const copy = await copyOf(folder);
    await unlink(join(copy, 'meetings.parquet'));
    await writeFile(join(copy, 'plans.parquet'), 'x');
    expect(await verdictOf(copy)).toMatch(/meetings\.parquet = “missing”.*plans\.parquet = “1 bytes/);
  });

  it.each<readonly [string, (manifest: Manifest) => object]>([
    ['watermark', (manifest) => ({ ...manifest, watermark: manifest.watermark + 1 })],
    ['acceptedRevisions', (manifest) => ({ ...manifest, acceptedRevisions: 1 })],
    ['asOf', (manifest) => ({ ...manifest, asOf: '2026-10-01T00:00:00.000Z' })],
    ['exportId', (manifest) => ({ ...manifest, organization: 'huyen' })],
    ['period', (manifest) => ({ ...manifest, period: '2026-09' })],
    ['criteriaSets', (manifest) => ({ ...manifest, criteriaSets: [] })],
    ['kind', (manifest) => ({ ...manifest, kind: 'final' })],
    ['exportId', (manifest) => ({ ...manifest, exportId: manifest.exportId.replace(/.$/, 'Z') })],
    ['previous', (manifest) => ({ ...manifest, previous: manifest.exportId })],
    ['dataSha256', (manifest) => ({ ...manifest, dataSha256: '0'.repeat(64) })],
    ...['scorecards.csv', 'findings.parquet', 'report.html', 'compared.ndjson.gz'].map(
      (name) =>
        [
          'files',
          (manifest: Manifest) => ({
            ...manifest,
            files: manifest.files.filter((file) => file.name !== name),
          }),
        ] as const,
    ),
    ['files', (manifest) => ({ ...manifest, files: [...manifest.files, ...manifest.files.slice(0, 1)] })],
    [
      'files',
      (manifest) => ({
        ...manifest,
        files: [...manifest.files, { name: 'more.csv', bytes: 0, sha256: hashOf(''), rows: 0 }],
      }),
    ],
    [
      'rows of meetings.parquet',
      (manifest) => ({
        ...manifest,
        files: manifest.files.map((file) => (file.name === 'meetings.parquet' ? { ...file, rows: 4 } : file)),
      }),
    ],
  ])('is found out by the manifest’s %s', async (column, change) => {
    const copy = await copyOf(folder);
    await changeManifest(copy, change);
    const { differences } = await verifyExport(copy);
    expect(differences.map((difference) => difference.column)).toContain(column);
  });

  it('is found out by a file that was replaced together with its hash in the manifest', async () => {
    const copy = await copyOf(folder);
    const wrong = (await readFile(join(copy, 'meetings.parquet'))).toReversed();
    await writeFile(join(copy, 'meetings.parquet'), wrong);
    await signOne(copy, 'meetings.parquet');
    expect(await verdictOf(copy)).toMatch(/manifest\.json tinh dataSha256 = /);
    await changeManifest(copy, (manifest) => ({
      ...manifest,
      dataSha256: hashOf(dataLines(manifest.files)),
    }));
    expect(await verdictOf(copy)).toMatch(/report\.html dataSha256 = /);
  });

  it('is unreadable by a report that does not say whose it is', async () => {
    const copy = await copyOf(folder);
    await changeReport(copy, (page) => page.replaceAll('nennep.', ''));
    expect(await verdictOf(copy)).toMatch(/^UNREADABLE: report\.html: /);
  });

  it.each<[Table, string, (lines: string[][]) => string[][]]>([
    ['scorecards', 'to-1 organization = “no row”', (lines) => lines.filter((line) => line[1] !== 'to-1')],
    [
      'scorecards',
      'to-1 organization = “to-1” (computed “once only”)',
      (lines) => [...lines, ...lines.filter((line) => line[1] === 'to-1')],
    ],
    [
      'meetings',
      'to-1 status = “reported” (computed “awaiting”)',
      (lines) => lines.filter((line) => line[1] !== 'to-1'),
    ],
    [
      'plans',
      'bo-phan organization = “bo-phan” (computed “an organization of plans”)',
      (lines) => lines.filter((line) => line[1] !== 'bo-phan'),
    ],
  ])('is found out by the rows of %s: %s', async (table, told, change) => {
    const copy = await copyOf(folder);
    await tamper(copy, table, change);
    const verdict = await verifyExport(copy);
    const each = verdict.differences.map((difference) => tell({ ...verdict, differences: [difference] }));
    expect(each).toEqual(expect.arrayContaining([expect.stringContaining(told)]));
  });

  it('is found out by a digit of its classification, and by a row that is gone', async () => {
    const year = await download(await classifiedYear(), '2026');
    const place = (await columnsOf(year, 'classification')).findIndex(({ name }) => name === 'tot');
    const spoil = async (table: Table, change: (lines: string[][]) => string[][]) => {
      const copy = await copyOf(year);
      await tamper(copy, table, change);
      return verdictOf(copy);
    };
    const digit = await spoil('classification', (lines) =>
      lines.map((line) =>
        line[2] === 'huyen' && line[4] === 'base-committee' ? line.with(place, '2') : line,
      ),
    );
    expect(digit).toMatch(
      /^DIFFERS: [^ ]+: 1 differences, in 1 organizations: classification huyen tot = “2” \(computed “1”\)\.$/,
    );
    const [gone, group] = [
      await spoil('classified', (lines) => lines.filter((line) => line[2] !== 'to-2')),
      await spoil('classification', (lines) => lines.slice(1)),
    ];
    expect(gone).toContain('classified to-2 organization = “no row”');
    expect(group).toContain('superior = “no row”');
  });

  it('is found out by a month in which nobody can have told what a year was classified as', async () => {
    const world = await classifiedYear();
    const begun = await telling();
    const facts = { month: '2026-10', organization: 'to-4', key: '2026', recordedAt: world.now() };
    await begun.events.append(factsRevision({ classification: 'hoan-thanh' }, facts));
    await begun.fold();
    const years = {
      tinh: await download(world, '2026'),
      huyen: await download(world, '2026', 'huyen'),
      begun: await download(begun, '2026'),
    };
    const [last = ''] = (await columnsOf(years.tinh, 'classified')).map(({ name }) => name).slice(-1);
    expect(last).toBe('told');
    const spoilt = async (year: keyof typeof years, told: string) => {
      const copy = await copyOf(years[year]);
      await tamper(copy, 'classified', (lines) =>
        lines.map((line) => (line[2] === 'to-4' ? line.with(-1, told) : line)),
      );
      const { differences } = await verifyExport(copy);
      const rows = differences.filter(({ where }) => where === 'classified');
      return rows.map(({ organization, column }) => `${organization} ${column}`);
    };
    for (const told of ['2026-05', '2026-09', '2026-12', '2026-13', '2027-13', '2028-01'])
      expect([told, await spoilt('tinh', told)]).toEqual([told, ['to-4 told']]);
    for (const told of ['2026-09', '2026-13', '2027-00'])
      expect([told, await spoilt('huyen', told)]).toEqual([told, ['to-4 told']]);
    for (const told of ['2026-05', '2027-01'])
      expect([told, await spoilt('begun', told)]).toEqual([told, ['to-4 told']]);
    // What a district's export does not have may stand in another's, and what comes next year in next year's.
    expect([await spoilt('huyen', '2026-05'), await spoilt('tinh', '2027-01')]).toEqual([[], []]);
  });

  it('names the table that is gone, or that a program wrote with other line ends', async () => {
    const copy = await copyOf(folder);
    await unlink(join(copy, 'meetings.csv'));
    const facts = join(copy, 'facts.csv');
    await writeFile(facts, (await readFile(facts, 'utf8')).replaceAll('\r\n', '\n'));
    expect(await verdictOf(copy)).toMatch(
      /^DIFFERS: .*meetings\.csv = “missing”.*facts\.csv = “\d+ bytes, .*“meetings\.csv: ENOENT.*“readable”\)\.$/,
    );
  });

  it('is unreadable where its own files do not fit together', async () => {
    const copy = await copyOf(folder);
    const name = 'criteria-sets.json';
    await writeFile(join(copy, name), '[]');
    const sha256 = createHash('sha256').update('[]').digest('hex');
    await changeManifest(copy, (manifest) => ({
      ...manifest,
      files: manifest.files.map((file) => (file.name === name ? { ...file, bytes: 2, sha256 } : file)),
    }));
    expect(await verdictOf(copy)).toMatch(/^UNREADABLE: criteria-sets\.json has no /);
  });

  it('is found out when a criterion was worth something else', async () => {
    const copy = await copyOf(folder);
    const path = join(copy, 'criteria-sets.json');
    const [set] = JSON.parse(await readFile(path, 'utf8'));
    set.thresholds[0].atLeast = 10_000;
    set.thresholds[1].atLeast = 9_999;
    await writeFile(path, JSON.stringify([set]));
    await sign(copy, 'criteria-sets.json');
    expect(await verdictOf(copy)).toMatch(/^DIFFERS: .* grade = “/);
  });
});
