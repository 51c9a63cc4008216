/** The workbook, read back by a reader that shares nothing with its writer. */
import { crc32, inflateRawSync } from 'node:zlib';
import * as sheetjs from '@e965/xlsx';
import fc from 'fast-check';
import { XMLParser } from 'fast-xml-parser';
import { beforeAll, describe, expect, it } from 'vitest';
import { STATUS_WORDS } from '../../shared/adapters/formats/words.ts';
import { encodeScorecardsWorkbook } from '../../shared/adapters/formats/xlsx/scorecards-workbook.ts';
import { SheetNames } from '../../shared/adapters/formats/xlsx/sheet-names.ts';
import { allPresetCriteriaSets } from '../../shared/adapters/presets/criteria-sets.ts';
import { fromArray, type Measures, toArray } from '../../shared/domain/criteria/measures.ts';
import { comparedOf } from '../../shared/domain/exports/export-changes.ts';
import { entryOfMonth, type ScorecardEntry } from '../../shared/domain/exports/export-tables.ts';
import { ABOUT } from '../support/about-export.ts';
import { cellRow, committeeRow } from '../support/score-rows.ts';
import { batches, bytesOf } from './encoded.ts';
import { fileOf, type Published, publish, readTable } from './published-files.ts';
import { type SmallProvince, smallProvince } from './small-province.ts';

const sets = allPresetCriteriaSets().filter(({ id }) => id === 'binh-thuan');

const read = (bytes: Uint8Array): sheetjs.WorkBook =>
  sheetjs.read(bytes, { type: 'buffer', cellNF: true, cellStyles: true });

function sheetOf(book: sheetjs.WorkBook, name: string): sheetjs.WorkSheet {
  const sheet = book.Sheets[name];
  if (sheet === undefined) throw new Error(`No sheet ${name} among ${book.SheetNames.join(', ')}`);
  return sheet;
}

/** Raw values, row by row; null for an empty cell. */
const rowsOf = (sheet: sheetjs.WorkSheet): (string | number | null)[][] =>
  sheetjs.utils.sheet_to_json(sheet, { header: 1, raw: true, defval: null });

/** A table sheet as records under its titles. */
function records(sheet: sheetjs.WorkSheet): Record<string, string | number | null>[] {
  const [titles = [], ...rows] = rowsOf(sheet);
  return rows.map((row) => Object.fromEntries(titles.map((title, i) => [String(title), row[i] ?? null])));
}

const entry = (
  path: readonly string[],
  parts: Parameters<typeof cellRow>[0] & { readonly figures?: Partial<Measures> } = {},
): ScorecardEntry => {
  const { figures, ...rest } = parts;
  const leaf =
    rest.profile === undefined || rest.profile.kind === 'cell' || rest.profile.kind === 'base-cell';
  const measures = toArray({ ...fromArray(toArray({})), expected: 1, reported: 1, graded: 1, ...figures });
  const build = leaf ? cellRow : committeeRow;
  return entryOfMonth(build({ organization: path.at(-1) ?? '', measures, ...rest }), path);
};
const named = (name: string, kind: ScorecardEntry['kind']) => ({ ...cellRow().profile, name, kind });
const province = entry(['tinh'], { profile: named('Đảng bộ tỉnh', 'province') });

const encode = (rows: readonly ScorecardEntry[], rowsASheet?: number) =>
  bytesOf(encodeScorecardsWorkbook(sets, ABOUT, batches(rows), rowsASheet));

describe('the workbook of the small province', () => {
  let world: SmallProvince;
  let state: Published;
  let book: sheetjs.WorkBook;
  let bytes: Uint8Array;

  beforeAll(async () => {
    world = await smallProvince();
    state = await publish(world);
    bytes = await fileOf(world, state, 'scorecards.xlsx');
    book = read(bytes);
  });

  it('has cover, summary, committees, a sheet for each district, and a dictionary', () => {
    expect(book.SheetNames).toEqual(['Bìa', 'Tổng hợp', 'Các cấp ủy', 'Huyện Hoài Đức', 'Từ điển']);
  });

  it('says on its cover what it is', () => {
    const cover = new Map(rowsOf(sheetOf(book, 'Bìa')).map(([label, value]) => [label, value]));
    expect([...cover.keys()].slice(0, 3)).toEqual([
      'Bảng điểm sinh hoạt chi bộ',
      'Đảng bộ tỉnh',
      'Tháng 10 năm 2026',
    ]);
    expect(cover.get('Loại bản xuất')).toMatch(/^Tạm thời/);
    expect(cover.get('Dấu mốc dữ liệu')).toBe(state.manifest.watermark);
    expect(cover.get('Số lần ghi nhận')).toBe(state.manifest.acceptedRevisions);
    expect(cover.get('Mã bản xuất')).toBe(state.exportId);
    expect(cover.get('Mã băm dữ liệu (SHA-256)')).toBe(state.manifest.dataSha256);
  });

  it('has the rows of the CSV, in its order, with the same values', async () => {
    const csv = (await readTable(world, state, 'scorecards')).slice(1);
    const rows = records(sheetOf(book, 'Huyện Hoài Đức'));
    expect(rows.map((row) => row['Mã tổ chức'])).toEqual(csv.map(({ organization }) => organization));
    const hundredths = (text = '') => (text === '' ? null : Number(text) / 100);
    const share = (part = '', whole = '') => (Number(whole) === 0 ? null : Number(part) / Number(whole));
    const meanOf = (line: Record<string, string>) =>
      Number(line.points_binh_thuan_attendance) /
      100 /
      Math.max(1, Number(line.graded_binh_thuan_attendance));
    for (const [i, line] of csv.entries())
      expect(rows[i]).toMatchObject({
        'Tình trạng báo cáo': STATUS_WORDS.find(({ code }) => code === line.status)?.vi,
        Điểm: hundredths(line.points),
        'Xếp loại': { tot: 'Tốt', kha: 'Khá', '': null }[line.grade ?? ''],
        'Số báo cáo phải nộp': Number(line.expected),
        'Đã báo cáo': Number(line.reported),
        'Đảng viên: tổng số': Number(line.membersTotal),
        'Tỷ lệ dự sinh hoạt': share(line.membersPresent, line.membersRequired),
        'Đủ nội dung': share(line.agendaComplete, line.agendaKnown),
        'Tỷ lệ đảng viên dự sinh hoạt':
          line.points_binh_thuan_attendance === '' ? null : expect.closeTo(meanOf(line), 2),
      });
  });

  it('keeps text as text, whatever it looks like', () => {
    const names = records(sheetOf(book, 'Huyện Hoài Đức')).map((row) => row['Tên tổ chức']);
    expect(names).toEqual([
      'Đảng bộ huyện Hoài Đức',
      '@ban tổ chức',
      "Chi bộ cơ quan\r'tài chính'",
      'Đảng bộ xã "Một"',
      'Đảng bộ bộ phận',
      'Chi bộ\nhai dòng',
      'Chi bộ thôn 1, xã Một',
      '=HYPERLINK("http://vi.du";"Bấm")',
      'Đảng bộ xã Hưng Yên'.normalize('NFC'),
      '-5 °C',
    ]);
    for (const sheet of Object.values(book.Sheets))
      for (const [place, cell] of Object.entries(sheet))
        if (!place.startsWith('!')) expect([place, cell.f]).toEqual([place, undefined]);
  });

  it('has real numbers, percentages and dates, in Vietnam’s time', () => {
    const sheet = sheetOf(book, 'Huyện Hoài Đức');
    const [titles = []] = rowsOf(sheet);
    const at = (title: string) => sheet[sheetjs.utils.encode_cell({ r: 1, c: titles.indexOf(title) })];
    const cell = (title: string) => ({ type: at(title)?.t, format: at(title)?.z });
    expect(cell('Điểm')).toEqual({ type: 'n', format: '0.00' });
    expect(cell('Tỷ lệ dự sinh hoạt')).toEqual({ type: 'n', format: '0.0%' });
    expect(cell('Đã báo cáo')).toEqual({ type: 'n', format: '#,##0' });
    const asOf = 'Số liệu đến (giờ Việt Nam)';
    expect(cell(asOf).format).toBe('dd/mm/yyyy hh:mm');
    const { d, m, y, H, M } = sheetjs.SSF.parse_date_code(at(asOf)?.v);
    // The withdrawal at 2026-10-14T07:00Z was the last thing recorded.
    expect([d, m, y, H, M]).toEqual([14, 10, 2026, 14, 0]);
  });

  it('has a header that stays, filters and is printed again', () => {
    const parts = entriesOf(Buffer.from(bytes));
    const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' });
    const workbook = parser.parse(parts.get('xl/workbook.xml') ?? '').workbook;
    const tables = ['Các cấp ủy', 'Huyện Hoài Đức'];
    for (const { name, sheetId } of workbook.sheets.sheet) {
      const { sheetViews, autoFilter } = parser.parse(
        parts.get(`xl/worksheets/sheet${sheetId}.xml`) ?? '',
      ).worksheet;
      if (!tables.includes(name)) continue;
      expect(sheetViews.sheetView.pane).toMatchObject({ xSplit: '1', ySplit: '1', state: 'frozen' });
      expect(autoFilter.ref).toMatch(/^A1:[A-Z]+\d+$/);
    }
    const titles = workbook.definedNames.definedName
      .filter((one: { name: string }) => one.name === '_xlnm.Print_Titles')
      .map((one: { '#text': string }) => one['#text']);
    expect(titles).toEqual([...tables.map((name) => `'${name}'!$A:$A,'${name}'!$1:$1`), "'Từ điển'!$1:$1"]);
  });

  it('colours grades, the worse the darker', () => {
    const cover = sheetOf(book, 'Bìa');
    const fills = ['Tốt', 'Khá', 'Trung bình', 'Kém'].map((word) => {
      const row = rowsOf(cover).findIndex(([label]) => label === word);
      const rgb: string = cover[sheetjs.utils.encode_cell({ r: row, c: 0 })]?.s?.fgColor?.rgb ?? '';
      return [0, 2, 4].map((at) => Number.parseInt(rgb.slice(-6).slice(at, at + 2), 16));
    });
    const lightness = fills.map(([r = 0, g = 0, b = 0]) => 0.299 * r + 0.587 * g + 0.114 * b);
    for (const [i, light] of lightness.entries())
      if (i > 0) expect((lightness[i - 1] ?? 0) - light).toBeGreaterThan(20);
  });

  it('explains every column, in both languages', () => {
    const titles = rowsOf(sheetOf(book, 'Các cấp ủy'))[0] ?? [];
    const dictionary = rowsOf(sheetOf(book, 'Từ điển'));
    for (const title of titles) {
      const line = dictionary.find(([column]) => column === title) ?? [];
      expect([title, line[1], line[3], line[4]]).toEqual([
        title,
        expect.any(String),
        expect.any(String),
        expect.any(String),
      ]);
    }
  });

  it('sums up: completeness, and grades that add up to the whole', () => {
    const rows = rowsOf(sheetOf(book, 'Tổng hợp'));
    const line = (label: string) => rows.find(([first]) => first === label)?.slice(1, 3);
    expect(line('Phải báo cáo')).toEqual([5, 1]);
    expect(line('Đã báo cáo')).toEqual([4, 0.8]);
    expect(line('– quá hạn')).toEqual([1, 0.2]);
    expect(rows.some(([first]) => first === 'Đã xếp loại 3 trên 5 buổi sinh hoạt phải báo cáo.')).toBe(true);
    expect([line('Tốt'), line('Khá'), line('Cộng')]).toEqual([
      [1, 0.333],
      [2, 0.667],
      [3, 1],
    ]);
  });

  it('is a whole archive, each part as long and with the checksum that it says', () => {
    // The summary draws two charts: a drawing, its relations and the sheet's, and a part each.
    expect(entriesOf(Buffer.from(bytes)).size).toBe(book.SheetNames.length + 6 + 5);
  });

  it('draws its charts over the cells that they show', () => {
    const parts = entriesOf(Buffer.from(bytes));
    const parser = new XMLParser({
      ignoreAttributes: false,
      parseTagValue: false,
      isArray: (name) => name === 'c:pt',
    });
    const sheet = sheetOf(book, 'Tổng hợp');
    const cellsOf = (reference: string): string[] => {
      expect(reference).toMatch(/^'Tổng hợp'!/);
      const { s, e } = sheetjs.utils.decode_range(reference.replace(/^.*!/, '').replaceAll('$', ''));
      return Array.from({ length: e.r - s.r + 1 }, (_, i) =>
        String(sheet[sheetjs.utils.encode_cell({ r: s.r + i, c: s.c })]?.v),
      );
    };
    const charts = [...parts].filter(([name]) => name.startsWith('xl/charts/'));
    const shown = charts.map(([, xml]) => {
      const series = parser.parse(xml)['c:chartSpace']['c:chart']['c:plotArea']['c:barChart']['c:ser'];
      return [series['c:cat']['c:strRef'], series['c:val']['c:numRef']].map((part) => {
        const cache = part['c:strCache'] ?? part['c:numCache'];
        const kept = cache['c:pt'].map((point: Record<string, string>) => point['c:v']);
        expect(cellsOf(part['c:f'])).toEqual(kept);
        return kept;
      });
    });
    expect(shown).toEqual([
      [
        ['Tốt', 'Khá', 'Trung bình', 'Kém'],
        ['1', '2', '0', '0'],
      ],
      [['Đảng bộ huyện Hoài Đức'], ['0.8']],
    ]);
  });

  it('leads by links to every other sheet', () => {
    const cover = sheetOf(book, 'Bìa');
    const links = Object.values(cover).flatMap((cell) => cell?.l?.location ?? cell?.l?.Target ?? []);
    expect(links.map((link) => String(link).replace(/^#/, ''))).toEqual(
      book.SheetNames.slice(1).map((name) => `'${name}'!A1`),
    );
  });
});

/** Every part by its name, read through the directory; fails where a size or checksum is not what it says. */
function entriesOf(zip: Buffer): Map<string, string> {
  const parts = new Map<string, string>();
  const end = zip.lastIndexOf(Buffer.from('PK\u0005\u0006'));
  let at = zip.readUInt32LE(end + 16);
  for (let i = 0; i < zip.readUInt16LE(end + 10); i += 1) {
    const [crc, deflated, size] = [16, 20, 24].map((field) => zip.readUInt32LE(at + field));
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    const offset = zip.readUInt32LE(at + 42);
    const data = offset + 30 + zip.readUInt16LE(offset + 26);
    const body = inflateRawSync(zip.subarray(data, data + (deflated ?? 0)));
    expect([name, body.length, crc32(body)]).toEqual([name, size, crc]);
    parts.set(name, body.toString('utf8'));
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return parts;
}

describe('any workbook', () => {
  it('has the same bytes for the same rows, however they were batched', async () => {
    const rows = [province, ...Array.from({ length: 9 }, (_, i) => entry(['tinh', `to-${i}`]))];
    const whole = await encode(rows);
    const cut = await bytesOf(
      encodeScorecardsWorkbook(sets, ABOUT, batches(rows.slice(0, 1), [], rows.slice(1, 4), rows.slice(4))),
    );
    expect(cut.equals(whole)).toBe(true);
  });

  it('is written while its rows are still being read', async () => {
    const all = 400;
    let pulled = 0;
    async function* slowly() {
      yield [province, entry(['tinh', 'huyen'], { profile: named('Huyện', 'district') })];
      for (; pulled < all; pulled += 1)
        yield Array.from({ length: 200 }, (_, i) => entry(['tinh', 'huyen', `to-${pulled}-${i}`]));
    }
    let written = 0;
    for await (const chunk of encodeScorecardsWorkbook(sets, ABOUT, slowly())) {
      written += chunk.length;
      if (written > 100_000) break;
    }
    expect(pulled).toBeLessThan(all / 2);
  });

  it('goes on on another sheet where one is full', async () => {
    const below = Array.from({ length: 7 }, (_, i) => entry(['tinh', 'huyen', `to-${i}`]));
    const head = entry(['tinh', 'huyen'], { profile: named('Đảng bộ huyện', 'district') });
    const book = read(await encode([province, head, ...below], 3));
    const parts = ['Huyện', 'Huyện (2)', 'Huyện (3)'];
    expect(book.SheetNames).toEqual(['Bìa', 'Tổng hợp', 'Các cấp ủy', ...parts, 'Từ điển']);
    const ids = parts.map((name) => records(sheetOf(book, name)).map((row) => row['Mã tổ chức']));
    expect(ids).toEqual([
      ['huyen', 'to-0', 'to-1'],
      ['to-2', 'to-3', 'to-4'],
      ['to-5', 'to-6'],
    ]);
  });

  it('calls no sheet by a number where no other of that name is', async () => {
    const [one, two] = ['mot', 'hai'].map((id) =>
      entry(['tinh', id], { profile: named('Đảng bộ huyện', 'district') }),
    );
    if (one === undefined || two === undefined) throw new Error('there are two');
    const book = read(await encode([province, one, entry(['tinh', 'mot', 'to-1']), two]));
    expect(book.SheetNames.filter((name) => name.startsWith('Huyện'))).toEqual(['Huyện', 'Huyện (2)']);
  });

  it('of nothing says so', async () => {
    const book = read(await bytesOf(encodeScorecardsWorkbook(sets, { ...ABOUT, top: null }, batches([]))));
    expect(book.SheetNames).toEqual(['Bìa', 'Từ điển']);
    expect(rowsOf(sheetOf(book, 'Bìa')).flat()).toContain('Kỳ này chưa có số liệu.');
  });

  it('shows names and kinds that are longer than a line whole: wrapped, in a row that is high enough', async () => {
    const long = 'Chi bộ Trường Phổ thông dân tộc bán trú Trung học cơ sở Tả Sìn Thàng';
    const rows = [
      province,
      entry(['tinh', 'huyen'], { profile: named('Huyện', 'district') }),
      entry(['tinh', 'huyen', 'to-1'], { profile: named(long, 'cell') }),
      entry(['tinh', 'huyen', 'to-2'], { profile: named('Tổ 2', 'cell') }),
    ];
    const book = sheetjs.read(await encode(rows), { cellStyles: true });
    const heights = (book.Sheets.Huyện?.['!rows'] ?? []).map((row) => row?.hpt);
    // The last has the height that any row has.
    expect(heights.slice(1)).toEqual([30, 30]);
  });

  it('counts no office among the parts, whose sheet it has by itself', async () => {
    const office = entry(['tinh', 'ban'], { profile: named('Ban Tổ chức', 'body') });
    const head = entry(['tinh', 'huyen'], { profile: named('Đảng bộ huyện', 'district') });
    const book = read(await encode([province, office, head, entry(['tinh', 'huyen', 'to-1'])]));
    expect(rowsOf(sheetOf(book, 'Tổng hợp')).flat()).not.toContain('Ban Tổ chức');
    expect(records(sheetOf(book, 'Cơ quan')).map((row) => row['Mã tổ chức'])).toEqual(['ban']);
  });

  it('of one cell alone has that cell', async () => {
    const book = read(await encode([entry(['tinh', 'huyen', 'to-1'])]));
    expect(records(sheetOf(book, 'Chi bộ trực thuộc')).map((row) => row['Mã tổ chức'])).toEqual(['to-1']);
  });

  it('gives back any text', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), fc.constant('_x0041_')),
        async (text) => {
          fc.pre(text !== '' && text === text.toWellFormed());
          const profile = { ...named('', 'cell'), name: text };
          const book = read(await encode([entry(['tinh', 'to-1'], { profile })]));
          expect(records(sheetOf(book, 'Chi bộ trực thuộc'))[0]?.['Tên tổ chức']).toBe(text.normalize('NFC'));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('names those that rose most since the period before', async () => {
    const cell = (i: number, points: number) =>
      entry(['tinh', `to-${i}`], { profile: named(`Chi bộ ${i}`, 'base-cell'), points, grade: 'kha' });
    const rows = [province, cell(1, 8_000), cell(2, 9_000), cell(3, 7_000), cell(4, 8_500)];
    const earlier = (i: number, points: number) => ({
      ...comparedOf(cell(i, points), [], []),
      figures: comparedOf(entry(['tinh', `to-${i}`], { figures: { graded: 1, pointsSum: points } }), [], [])
        .figures,
    });
    const before = {
      period: '2026-09',
      exportId: 'x',
      families: new Map(),
      rows: new Map(
        [earlier(1, 7_000), earlier(2, 8_900), earlier(3, 7_500)].map((row) => [row.organization, row]),
      ),
    };
    const told = { ...ABOUT, earlier: { before, aYearBefore: null } };
    const book = read(await bytesOf(encodeScorecardsWorkbook(sets, told, batches(rows))));
    const summary = rowsOf(sheetOf(book, 'Tổng hợp'));
    const from = summary.findIndex(([first]) => String(first).startsWith('Tiến bộ nhất: 2 trong 2'));
    expect(summary.slice(from + 2, from + 5).map((row) => row.slice(0, 4))).toEqual([
      ['Chi bộ 1', 70, 80, 10],
      ['Chi bộ 2', 89, 90, 1],
      [null, null, null, null],
    ]);
  });

  it('names the best, and those that need help with the reason', async () => {
    const cell = (i: number, points: number | null, overdue = 0) =>
      entry(['tinh', `to-${String(i).padStart(2, '0')}`], {
        profile: named(`Chi bộ ${i}`, 'base-cell'),
        points,
        grade: points === null ? null : points >= 9_000 ? 'tot' : points >= 7_000 ? 'kha' : 'kem',
        figures: { overdue, graded: points === null ? 0 : 1 },
      });
    const rows = [
      province,
      ...Array.from({ length: 12 }, (_, i) => cell(i, 9_000 + i)),
      cell(20, 4_000),
      cell(21, 3_000),
      cell(22, null, 2),
      cell(23, 7_500),
    ];
    const summary = rowsOf(sheetOf(read(await encode(rows)), 'Tổng hợp'));
    const after = (heading: string) => {
      const from = summary.findIndex(([first]) => String(first).startsWith(heading));
      const rest = summary.slice(from + 2);
      return rest.slice(
        0,
        Math.max(
          0,
          rest.findIndex((row) => row.every((one) => one === null)),
        ),
      );
    };
    const best = summary.find(([first]) => String(first).endsWith('có điểm cao nhất'))?.[0];
    expect(best).toBe('10 tổ chức cơ sở đảng có điểm cao nhất');
    expect(after('10 tổ chức').map(([name]) => name)).toEqual(
      Array.from({ length: 10 }, (_, i) => `Chi bộ ${11 - i}`),
    );
    const weak = summary.findIndex(([first]) => first === 'Cần giúp đỡ: 3 trong 3 tổ chức cơ sở đảng');
    expect(summary.slice(weak + 2, weak + 5).map((row) => [row[0], row[8]])).toEqual([
      ['Chi bộ 21', 'xếp loại Kém'],
      ['Chi bộ 20', 'xếp loại Kém'],
      ['Chi bộ 22', '2 báo cáo quá hạn'],
    ]);
  });
});

it('sheets are called as Excel allows, each otherwise', () => {
  const wanted = fc.array(
    fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom("'a'", 'Đảng bộ huyện', 'A/B:[c]*?\\', '')),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(wanted, (texts) => {
      const names = new SheetNames();
      const given = texts.map((text) => names.next(text));
      for (const name of given) {
        expect(name.length).toBeGreaterThan(0);
        expect(name.length).toBeLessThanOrEqual(31);
        expect(name).not.toMatch(/[:\\/?*[\]]|^'|'$/);
      }
      expect(new Set(given.map((name) => name.toLocaleLowerCase('vi'))).size).toBe(given.length);
    }),
  );
});
