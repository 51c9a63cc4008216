/** A roster from the file to the API and back as a report: faults named line by line, cut off anywhere, loaded again. */
import * as xlsx from '@e965/xlsx';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { enterRoster } from '../../infra/roster/enter-roster.ts';
import { readRosterFile } from '../../infra/roster/roster-file.ts';
import { reportFile, reportOf } from '../../infra/roster/roster-report.ts';
import { type Client, createClient, UnreachableError } from '../../shared/contracts/client.ts';
import {
  getOrganization,
  listOrganizations,
  postClosing,
  postOpening,
  putOrganization,
} from '../../shared/contracts/routes.ts';
import { FIRST_REGISTRAR } from '../support/api-world.ts';
import { type MemoryApi, startMemoryApi } from '../support/memory-api.ts';

const ROOT = 'tinh-a';
const TITLES = ['organization', 'name', 'kind', 'parent', 'meets', 'unit', 'codes', 'from'];
/** Children before their parents: the file need not be in order. */
const ROSTER = [
  ['cb-1', 'Chi bộ 1', 'cell', 'db-c', 'monthly', 'residential', 'so-tay:17', '2026-01'],
  ['cb-2', 'Chi bộ 2', 'cell', 'db-c', 'monthly', 'residential', '', '2026-01'],
  ['cb-1', 'Chi bộ Thôn 1', 'cell', 'db-c', 'monthly', 'residential', 'so-tay:17', '2026-06'],
  ['db-c', 'Đảng bộ xã C', 'base-committee', 'huyen-b', 'none', 'other', '', '2026-01'],
  ['huyen-b', 'Đảng bộ huyện B', 'district', ROOT, 'none', 'other', '', '2026-01'],
  [ROOT, 'Đảng bộ tỉnh A', 'province', '', 'none', 'other', '', '2026-01'],
];
const csv = (lines: readonly (readonly string[])[]) =>
  [TITLES, ...lines].map((line) => line.join(',')).join('\n');

function workbook(lines: readonly (readonly string[])[]): Uint8Array {
  const book = xlsx.utils.book_new();
  xlsx.utils.book_append_sheet(book, xlsx.utils.aoa_to_sheet([TITLES, ...lines.map((one) => [...one])]));
  return new Uint8Array(xlsx.write(book, { type: 'array', bookType: 'xlsx' }));
}

let api: MemoryApi;
let registrar: Client;

beforeEach(async () => {
  api = await startMemoryApi({
    province: ROOT,
    firstRegistrar: FIRST_REGISTRAR,
    now: '2026-06-15T02:00:00.000Z',
  });
  registrar = createClient({ baseUrl: api.baseUrl, token: FIRST_REGISTRAR, attempts: 1 });
});
afterEach(() => api.stop());

async function load(content: string | Uint8Array, client = registrar, overwrite = false) {
  const { entries, faults } = readRosterFile(content, typeof content === 'string' ? 'csv' : 'xlsx');
  const results = await enterRoster(client, entries, { overwrite, progress: () => undefined });
  return reportOf(faults, results);
}
const outcomes = (rows: Awaited<ReturnType<typeof load>>) =>
  rows.map(({ line, organization, outcome }) => `${line} ${organization} ${outcome}`);
const everyLine = (outcome: string) => ROSTER.map(([id], i) => `${i + 2} ${id} ${outcome}`);

describe('loading a roster', () => {
  it('enters every line, parents first and an organization’s versions in their order; again, it changes nothing', async () => {
    expect(outcomes(await load(csv(ROSTER)))).toEqual(everyLine('entered'));
    const cell = () => registrar.need(getOrganization, { params: { organization: 'cb-1' } });
    const entered = await cell();
    expect(entered).toMatchObject({ name: 'Chi bộ Thôn 1', from: '2026-06' });
    expect(outcomes(await load(csv(ROSTER)))).toEqual(everyLine('unchanged'));
    expect(outcomes(await load(workbook(ROSTER)))).toEqual(everyLine('unchanged'));
    expect(await cell()).toEqual(entered);
    const query = { system: 'so-tay', code: '17' };
    const found = await registrar.need(listOrganizations, { query });
    expect(found.items.map(({ organization }) => organization)).toEqual(['cb-1']);
  });

  it('enters a history with what was closed: a district whose commune and cells went elsewhere', async () => {
    const titles = [...TITLES, 'closed'];
    const gone = ROSTER.map((line) => [...line, '']);
    const reform = [
      ['huyen-b', 'Đảng bộ huyện B', 'district', ROOT, 'none', 'other', '', '2026-07', 'TRUE'],
      ['db-c', 'Đảng bộ xã C', 'base-committee', 'huyen-b', 'none', 'other', '', '2026-07', 'TRUE'],
      ['cb-2', 'Chi bộ 2', 'cell', 'db-c', 'monthly', 'residential', '', '2026-07', 'TRUE'],
      ['cb-1', 'Chi bộ Thôn 1', 'cell', 'xa-m', 'monthly', 'residential', '', '2026-07', ''],
      ['xa-m', 'Đảng bộ xã M', 'base-committee', ROOT, 'none', 'other', '', '2026-07', ''],
    ];
    const lines = [titles, ...reform, ...gone].map((line) => line.join(';')).join('\n');
    expect(new Set((await load(lines)).map(({ outcome }) => outcome))).toEqual(new Set(['entered']));
    expect(new Set((await load(lines)).map(({ outcome }) => outcome))).toEqual(new Set(['unchanged']));
    const stands = async (organization: string) => {
      const query = { month: '2026-07' };
      const { parent, closed } = await registrar.need(getOrganization, { params: { organization }, query });
      return [parent, closed];
    };
    expect(await Promise.all(['cb-1', 'cb-2', 'db-c', 'huyen-b'].map(stands))).toEqual([
      ['xa-m', false],
      ['db-c', true],
      ['huyen-b', true],
      [ROOT, true],
    ]);
  });

  it('reports faults of the file and refusals of the API by line, column and code, and enters the rest', async () => {
    const faulty = ROSTER.map(([...line]) => line);
    faulty[1] = ['cb-2', 'Chi bộ 2', 'zelle', 'db-c', 'monthly', 'residential', '', '2026-01'];
    faulty.push(['cb-3', 'Chi bộ 3', 'cell', 'db-x', 'monthly', 'residential', '', '2026-01']);
    const rows = await load(csv(faulty));
    expect(rows.filter(({ code }) => code !== '')).toMatchObject([
      { line: 3, column: 'kind', organization: 'cb-2', outcome: 'refused', code: 'one-of' },
      { line: 8, column: 'parent', organization: 'cb-3', outcome: 'refused', code: 'parent-exists' },
    ]);
    expect(rows.filter(({ outcome }) => outcome === 'entered')).toHaveLength(5);
    const [title, ...lines] = parse(reportFile(rows), { bom: true });
    expect(title).toEqual([
      'Dòng | line',
      'Mã tổ chức | organization',
      'Kết quả | outcome',
      'Cột | column',
      'Mã lỗi | code',
      'Cần làm gì | what to do',
    ]);
    expect(lines).toHaveLength(7);
    expect(lines[1]?.slice(0, 5)).toEqual(['3', 'cb-2', 'Không nhận | refused', 'kind', 'one-of']);
    expect(lines.every(([, , , , code, advice]: string[]) => (code === '') === (advice === ''))).toBe(true);
  });

  it('says in Vietnamese and English why a line was refused, by the file’s rules or by the API', async () => {
    await load(csv(ROSTER));
    for (const route of [postOpening, postClosing])
      await registrar.need(route, { params: { period: '2026-03' }, body: {} });
    const asked: string[] = [];
    const counting: Client = {
      ...registrar,
      call: (route, request) => {
        asked.push(`${(request as { params: { organization: string } }).params.organization}`);
        return registrar.call(route, request);
      },
    };
    const others = ROSTER.filter(([id]) => id !== 'cb-1');
    const wrong = [
      ['cb-3', 'Chi bộ 3', 'cell', 'db-x', 'monthly', 'residential', '', '2026-06'],
      ['cb-4', 'Chi bộ 4', 'cell', 'db-x', 'monthly', 'residential', '', '2026-02'],
      ['cb-5', 'Chi bộ 5', 'cell', 'db-c', 'monthly', '', '', '2026-06'],
      ['cb-1', 'Chi bộ Hai', 'cell', 'db-c', 'monthly', 'residential', '', '2026-06'],
    ];
    const faulty = (await load(csv([...others, ...wrong]), counting)).filter(({ code }) => code !== '');
    expect(faulty.map(({ organization, code }) => `${organization} ${code}`)).toEqual([
      ...['cb-3 parent-exists', 'cb-4 PERIOD_CLOSED', 'cb-5 one-of', 'cb-1 PRECONDITION_REQUIRED'],
    ]);
    expect(faulty.map(({ advice }) => advice)).toEqual([
      expect.stringMatching(/^Trong tháng 2026-06 không có .* \| In 2026-06 there is no such parent/),
      expect.stringMatching(
        /^Kỳ 2026-03 đã khóa.*2026-04 trở đi\. \| Period 2026-03 has been .*2026-04 on\.$/,
      ),
      expect.stringMatching(/^Ô này đang để trống.* \| The cell is empty/),
      expect.stringMatching(/^Tổ chức này.* \| From this month/),
    ]);
    const times = (id: string) => asked.filter((one) => one === id).length;
    expect(['cb-3', 'cb-4', 'cb-5', 'cb-1', 'db-c', ROOT].map(times)).toEqual([2, 2, 0, 1, 1, 1]);
  });

  it('takes a line that goes in when it is asked about once more for entered', async () => {
    await load(csv(ROSTER.slice(4)));
    const parent = readRosterFile(csv(ROSTER.slice(3, 4)), 'csv').entries[0];
    const late: Client = {
      ...registrar,
      call: async (route, request) => {
        const answer = await registrar.call(route, request);
        if (!answer.ok && parent !== undefined)
          await registrar.need(putOrganization, { params: { organization: 'db-c' }, body: parent.body });
        return answer;
      },
    };
    expect(outcomes(await load(csv(ROSTER.slice(1, 2)), late))).toEqual(['2 cb-2 entered']);
  });

  it('refuses what stands there otherwise, unless it is to be overwritten', async () => {
    await load(csv(ROSTER));
    const other = ROSTER.map(([...line]) => line);
    other[1] = ['cb-2', 'Chi bộ Thôn 2', 'cell', 'db-c', 'monthly', 'residential', '', '2026-01'];
    const kept = (await load(csv(other))).filter(({ code }) => code !== '');
    expect(kept).toMatchObject([{ line: 3, organization: 'cb-2', code: 'PRECONDITION_REQUIRED' }]);
    expect(kept[0]?.advice).toMatch(/nạp lại tệp với --overwrite.*with --overwrite/);
    const changed = (await load(csv(other), registrar, true)).filter(
      ({ outcome }) => outcome !== 'unchanged',
    );
    expect(changed).toMatchObject([{ line: 3, organization: 'cb-2', outcome: 'changed', code: '' }]);
  });

  it('cut off after any line, it says which were not judged, and the same file finishes it', async () => {
    for (let answered = 0; answered < ROSTER.length; answered += 1) {
      api.stop();
      api = await startMemoryApi({
        province: ROOT,
        firstRegistrar: FIRST_REGISTRAR,
        now: '2026-06-15T02:00:00.000Z',
      });
      registrar = createClient({ baseUrl: api.baseUrl, token: FIRST_REGISTRAR, attempts: 1 });
      let left = answered;
      const failing: Client = {
        ...registrar,
        call: (route, request) => {
          left -= 1;
          if (left < 0) throw new UnreachableError('cut off');
          return registrar.call(route, request);
        },
      };
      const rows = await load(csv(ROSTER), failing);
      expect(rows).toHaveLength(ROSTER.length);
      expect(rows.filter(({ outcome }) => outcome === 'entered')).toHaveLength(answered);
      const silent = rows.filter(({ outcome }) => outcome === 'unanswered');
      expect(silent).toHaveLength(ROSTER.length - answered);
      expect(new Set(silent.map(({ code }) => code))).toEqual(new Set(['UNREACHABLE']));
      const again = await load(csv(ROSTER));
      expect(again.filter(({ outcome }) => outcome === 'entered')).toHaveLength(ROSTER.length - answered);
      expect(outcomes(await load(csv(ROSTER)))).toEqual(everyLine('unchanged'));
    }
  });

  it('does not take a token that ran out for a refusal of the line', async () => {
    const call: Client['call'] = async () => ({ ok: false, status: 401, etag: null, problem: null });
    const rows = await load(csv(ROSTER), { ...registrar, call });
    expect(rows.map(({ outcome, code }) => `${outcome} ${code}`)).toEqual(ROSTER.map(() => 'unanswered 401'));
  });
});
