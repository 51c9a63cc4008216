/** Roster files as people make them by hand: what is not said clearly is refused where it stands, never guessed. */
import * as xlsx from '@e965/xlsx';
import { describe, expect, it, test } from 'vitest';
import { NO, YES } from '../../infra/roster/roster-columns.ts';
import { readRosterFile } from '../../infra/roster/roster-file.ts';
import { reportFile, rowsOfSheets, spokenRow } from '../../infra/roster/roster-report.ts';

const TITLES = ['Mã tổ chức', 'Tên tổ chức', 'Loại', 'Cấp trên trực tiếp', 'Chế độ sinh hoạt', 'Loại hình'];
const MORE = ['Số đảng viên', 'Tổ chức tiền thân', 'Từ tháng'];
const HEAD = [...TITLES, ...MORE];
const cell = (id: string, parts: Readonly<Record<string, string>> = {}): string[] => {
  const said = ['cell', 'db-1', 'monthly', 'residential', '24', '', '2026-01'];
  return HEAD.map((title, i) => parts[title] ?? [id, `Chi bộ ${id}`, ...said][i] ?? '');
};
const csv = (...lines: readonly (readonly string[])[]) => lines.map((line) => line.join(',')).join('\n');

type Sheet = xlsx.WorkSheet;
function workbook(rows: unknown[][], edit: (sheet: Sheet) => void = () => undefined): Uint8Array {
  const sheet = xlsx.utils.aoa_to_sheet(rows, { UTC: true });
  edit(sheet);
  const book = xlsx.utils.book_new();
  xlsx.utils.book_append_sheet(book, sheet, 'Danh mục');
  return new Uint8Array(xlsx.write(book, { type: 'array', bookType: 'xlsx' }));
}

function judged(content: string | Uint8Array) {
  const { entries, faults } = readRosterFile(content, typeof content === 'string' ? 'csv' : 'xlsx');
  for (const { vi, en } of faults) expect([vi, en].every((text) => text.length > 20)).toBe(true);
  return {
    entered: entries.map(({ line, organization }) => `${line} ${organization}`),
    refused: faults.map(({ line, organization, column, rule }) =>
      [line, organization, column, rule].filter((part) => part !== '').join(' '),
    ),
  };
}

describe('a cell of a workbook that says nothing is the fault of its line, not an empty cell', () => {
  it('where its formula went wrong, or was never computed', () => {
    const lines = ['cb-1', 'cb-2', 'cb-3', 'cb-4', 'cb-5'].map((id) => cell(id));
    const file = workbook([HEAD, ...lines], (sheet) => {
      sheet.D2 = { t: 'e', f: 'VLOOKUP(A2,X1:Y9,2)', v: 0x2a, w: '#N/A' };
      sheet.H3 = { t: 'e', f: 'Z9', v: 0x17, w: '#REF!' };
      sheet.G4 = { t: 'n', f: 'SUM(1,2)' };
      sheet.D5 = { t: 's', f: 'D2&""' };
      sheet.B6 = { t: 's', f: '"Chi bộ "&A6', v: 'Chi bộ cb-5' };
      sheet.H6 = { t: 's', f: 'IF(TRUE,"","cu-1")', v: '' };
    });
    expect(judged(file)).toEqual({
      entered: ['6 cb-5'],
      refused: [
        '2 cb-1 parent cell-error',
        '3 cb-2 predecessors cell-error',
        '4 cb-3 members cell-not-computed',
        '5 cb-4 parent cell-not-computed',
      ],
    });
  });

  it('where it is merged with the one above, but for merged cells that are empty', () => {
    const file = workbook([HEAD, cell('cb-1'), cell('cb-2'), cell('cb-3')], (sheet) => {
      sheet.D3 = { t: 'z' };
      sheet.H3 = { t: 'z' };
      sheet['!merges'] = [
        { s: { r: 1, c: 3 }, e: { r: 2, c: 3 } },
        { s: { r: 1, c: 7 }, e: { r: 3, c: 7 } },
      ];
    });
    expect(judged(file)).toEqual({
      entered: ['2 cb-1', '4 cb-3'],
      refused: ['3 cb-2 parent cell-merged'],
    });
  });
});

describe('what Excel took for a date', () => {
  const dated = (at: string, serial: number, z: string) =>
    workbook([HEAD, cell('cb-1'), cell('cb-2')], (sheet) => {
      sheet[at] = { t: 'n', v: serial, z };
    });

  it.each([
    ['A2', '2  organization cell-date'],
    ['B2', '2 cb-1 name cell-date'],
    ['G2', '2 cb-1 members cell-date'],
  ])('in any column but the month refuses its line (%s)', (at, refused) => {
    const file = dated(at, 46_056, 'd-m');
    expect(judged(file)).toEqual({ entered: ['3 cb-2'], refused: [refused.replace('  ', ' ')] });
    const [fault] = readRosterFile(file, 'xlsx').faults;
    expect(fault?.vi).toMatch(/ngày 2026-02-03.*Văn bản \(Text\)/);
  });

  it('is a month where it is the first of one; any other day is refused, as in CSV', () => {
    expect(judged(dated('I2', 46_023, 'mm/yyyy')).entered).toEqual(['2 cb-1', '3 cb-2']);
    const seen = { entered: ['3 cb-2'], refused: ['2 cb-1 from month'] };
    expect(judged(dated('I2', 46_037, 'mm/yyyy'))).toEqual(seen);
    expect(judged(csv(HEAD, cell('cb-1', { 'Từ tháng': '2026-01-15' }), cell('cb-2')))).toEqual(seen);
  });
});

test('a file that is no workbook is refused whole, whatever its name says', () => {
  const text = csv(HEAD, cell('cb-1', { 'Tên tổ chức': 'Xã Lào Cai' }));
  for (const bytes of [text, 'PK\u0003\u0004 no zip', ''])
    expect(() => readRosterFile(new TextEncoder().encode(bytes), 'xlsx')).toThrow(
      /sổ tính.*\.csv.*no \.xlsx/,
    );
});

test('sheets behind the first are not read, and the report says so of those that hold something', () => {
  const book = xlsx.utils.book_new();
  const sheet = (rows: unknown[][]) => xlsx.utils.aoa_to_sheet(rows);
  xlsx.utils.book_append_sheet(book, sheet([HEAD, cell('cb-1')]), 'Danh mục');
  xlsx.utils.book_append_sheet(book, sheet([]), 'Trống');
  xlsx.utils.book_append_sheet(book, sheet([[], [' ', 'cb-2']]), 'Huyện B');
  const { entries, unreadSheets } = readRosterFile(
    new Uint8Array(xlsx.write(book, { type: 'array', bookType: 'xlsx' })),
    'xlsx',
  );
  expect(entries.map(({ organization }) => organization)).toEqual(['cb-1']);
  expect(unreadSheets).toEqual(['Huyện B']);
  const rows = rowsOfSheets(unreadSheets);
  expect(reportFile(rows)).toMatch(/Không đọc \| not read.*first-sheet-alone.*Huyện B/);
  expect(rows.map(spokenRow)).toEqual([expect.stringMatching(/^first-sheet-alone · Không đọc trang tính/)]);
});

test('a title that means something to the program alone is an unknown field like any other', () => {
  const lines = [
    [...HEAD, 'constructor'],
    [...cell('cb-1'), 'x'],
  ];
  expect(judged(csv(...lines)).refused).toEqual(['2 cb-1 constructor unknown-field']);
});

test('lines are numbered as the sheet shows them, also where its first rows are not there at all', () => {
  const rows = [[], [], HEAD, cell('cb-1'), [], cell('cb-2', { Loại: 'zelle' })];
  const file = workbook(rows, (sheet) => {
    sheet['!ref'] = 'A3:I6';
  });
  const seen = { entered: ['4 cb-1'], refused: ['6 cb-2 kind one-of'] };
  expect(judged(file)).toEqual(seen);
  expect(judged(csv(...(rows as string[][])))).toEqual(seen);
});

describe('columns', () => {
  const wide = (...lines: readonly (readonly string[])[]) => lines.map((line) => [...line, '', '']);

  it('without a title say nothing while they are empty, and refuse the line that has something there', () => {
    const lines = [...wide(HEAD, cell('cb-1')), [...cell('cb-2'), '', 'ghi chú']];
    const seen = { entered: ['2 cb-1'], refused: ['3 cb-2 cell-without-title'] };
    expect(judged(csv(...lines))).toEqual(seen);
    expect(judged(workbook(lines))).toEqual(seen);
  });

  it('that a name with an unquoted comma has pushed aside refuse its line', () => {
    const { entered, refused } = judged(csv(HEAD, cell('cb-1', { 'Tên tổ chức': 'Chi bộ thôn 1, xã C' })));
    expect(entered).toEqual([]);
    expect(refused).toEqual(['2 cb-1 cell-without-title']);
  });

  it('with the same meaning refuse the file: which of the two holds nobody can tell', () => {
    const lines = [
      [...HEAD, 'name'],
      [...cell('cb-1'), 'Tên khác'],
    ];
    expect(() => readRosterFile(csv(...lines), 'csv')).toThrow(/Có hai cột.*name.*Two columns/);
    expect(() => readRosterFile(workbook(lines), 'xlsx')).toThrow(SyntaxError);
  });
});

test('a file without a line, and one with a heading above its titles, are refused in both languages', () => {
  for (const content of ['', '\n\n', csv(['DANH MỤC TỔ CHỨC ĐẢNG'], HEAD, cell('cb-1'))])
    expect(() => readRosterFile(content, 'csv')).toThrow(/Dòng đầu tiên .*The first line/);
});

describe('quotes', () => {
  it('inside a name are read as they stand, as Excel reads them', () => {
    const file = csv(HEAD, cell('cb-1', { 'Tên tổ chức': 'Chi bộ "Hoa Sen"' }), cell('cb-2'));
    expect(readRosterFile(file, 'csv').entries.map(({ body }) => body.name)).toEqual([
      'Chi bộ "Hoa Sen"',
      'Chi bộ cb-2',
    ]);
  });

  const named = (...names: readonly string[]) =>
    csv(HEAD, [''], ...names.map((name, i) => cell(`cb-${i}`, { 'Tên tổ chức': name })));
  it.each([
    ['never', ['A', '"Chi bộ 1', 'C'], /Dòng 4: .*không đóng.*Line 4: .*never closed/],
    ['before the end of the cell', ['A', '"Hoa Sen" chi bộ'], /Dòng 4: .*kế tiếp, ở dòng 4, .*on line 4/],
    ['before the next', ['"A, B"', '"Chi bộ 1', 'C', 'Chi bộ "D"'], /Dòng 4: .*ở dòng 6, .*on line 6/],
    ['behind a cell of two lines', ['"A\nB"', '"C" D'], /Dòng 5: .*ở dòng 5, /],
  ])('that begin a cell and close %s refuse the file, naming the line', (_, names, told) => {
    expect(() => readRosterFile(named(...names), 'csv')).toThrow(told);
    expect(() => readRosterFile(`\uFEFF${named(...names).replaceAll('\n', '\r\n')}`, 'csv')).toThrow(told);
  });
});

test('an id that is none is refused as such, not looked for', () => {
  expect(judged(csv(HEAD, cell('..'), cell('CB 2'), cell('cb/3'), cell('')))).toEqual({
    entered: [],
    refused: ['..', 'CB 2', 'cb/3', ''].map((id, i) =>
      `${i + 2} ${id} organization organization-id`.replace('  ', ' '),
    ),
  });
});

test('a number of members is digits alone: whether 1.000 is one or a thousand nobody guesses', () => {
  const written = ['1000', '', '1.000', '7.406', '1 000', '1e2', '0x10', '+5', '-0', '24.0', '٣', '24 người'];
  const lines = written.map((members, i) => cell(`cb-${i}`, { 'Số đảng viên': members }));
  const { entries, faults } = readRosterFile(csv(HEAD, ...lines), 'csv');
  expect(entries.map(({ body }) => body.members)).toEqual([1000, 0]);
  expect(faults.map(({ column, rule }) => `${column} ${rule}`)).toEqual(
    written.slice(2).map(() => 'members digits-alone'),
  );
  expect(faults[0]?.vi).toContain('một nghìn ghi là 1000');
  const file = workbook([HEAD, ...lines], (sheet) => {
    sheet.G2 = { t: 'n', v: 1000, z: '#,##0' };
  });
  expect(readRosterFile(file, 'xlsx')).toMatchObject({ entries, faults });
});

describe('yes and no', () => {
  const title = ['Có chi ủy', 'Dùng sổ tay', 'Đã giải thể'];
  const said = (words: readonly unknown[], format: 'csv' | 'xlsx') => {
    const rows = words.map((word, i) => [...cell(`cb-${i}`), word, word, word]);
    const lines = [[...HEAD, ...title], ...rows];
    return readRosterFile(format === 'csv' ? csv(...(lines as string[][])) : workbook(lines), format);
  };
  const meant = ({ entries }: ReturnType<typeof said>) =>
    entries.map(({ body: { hasCommittee, handbook, closed } }) => [hasCommittee, handbook, closed]);

  it.each(['csv', 'xlsx'] as const)(
    'are taken in Vietnamese and English, whatever their case: %s',
    (format) => {
      const yes = ['có', 'Có', 'CÓ', 'Có'.normalize('NFD'), ' có ', 'true', 'TRUE', 'Yes', '1'];
      const no = ['không', 'Không', 'KHÔNG', 'Không'.normalize('NFD'), 'false', 'False', 'NO', '0'];
      const read = said([...yes, ...no], format);
      expect(read.faults).toEqual([]);
      expect(meant(read)).toEqual([
        ...yes.map(() => [true, true, true]),
        ...no.map(() => [false, false, false]),
      ]);
    },
  );

  it('are taken as Excel keeps them, and as numbers', () => {
    expect(meant(said([true, false, 1, 0], 'xlsx')).map(([first]) => first)).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it('are no other words: the refusal says which there are', () => {
    const words = ['x', 'ko', 'co', '2', '-', 'có/không', 'đúng', '1.0'];
    const { entries, faults } = said(words, 'csv');
    expect(entries).toEqual([]);
    expect(faults.map(({ line, column, rule }) => `${line} ${column} ${rule}`)).toEqual(
      words.flatMap((_, i) =>
        ['hasCommittee', 'handbook', 'closed'].map((column) => `${i + 2} ${column} yes-or-no`),
      ),
    );
    for (const word of [...YES, ...NO])
      for (const { vi, en } of faults) expect([vi, en].every((text) => text.includes(word))).toBe(true);
  });
});

describe('a cell left empty', () => {
  const MAY = [
    'Có chi ủy',
    'Dùng sổ tay',
    'Số đảng viên',
    'Mã hệ thống khác',
    'Tổ chức tiền thân',
    'Đã giải thể',
  ];
  const others = HEAD.filter((title) => !MAY.includes(title));
  const said = cell('cb-1').filter((_, i) => others.includes(HEAD[i] ?? ''));

  it('comes to what the contract takes where the column is not there, in every column that has such a value', () => {
    const without = readRosterFile(csv(others, said), 'csv');
    const empty = [
      [...others, ...MAY],
      [...said, ...MAY.map(() => '')],
    ];
    expect(without.entries).toHaveLength(1);
    expect(readRosterFile(csv(...empty), 'csv')).toEqual(without);
    expect(readRosterFile(workbook(empty), 'xlsx')).toEqual(without);
  });

  it('is called empty in every other column but that of parents, which the root has none of', () => {
    const needed = others.filter((title) => title !== 'Cấp trên trực tiếp');
    const rules = ['organization-id', 'not-blank', 'one-of', 'one-of', 'one-of', 'month'];
    for (const [i, title] of needed.entries()) {
      const { entries, faults } = readRosterFile(csv(HEAD, cell('cb-1', { [title]: '' })), 'csv');
      expect([entries, faults.map(({ rule }) => rule)], title).toEqual([[], [rules[i]]]);
      expect([faults[0]?.vi, faults[0]?.en], title).toEqual([
        expect.stringMatching(/^Ô này đang để trống\. ./),
        expect.stringMatching(/^The cell is empty\. ./),
      ]);
    }
    const [unknown] = readRosterFile(csv([...HEAD, 'constructor'], [...cell('cb-1'), '']), 'csv').faults;
    expect(unknown?.vi).toMatch(/^Trường này không có/);
  });
});

describe('codes of other systems', () => {
  const coded = (text: string) =>
    readRosterFile(
      workbook([
        [...HEAD, 'Mã hệ thống khác'],
        [...cell('cb-1'), text],
      ]),
      'xlsx',
    );

  it('stand as system:code, several separated by semicolons, with blanks or without', () => {
    for (const text of ['so-tay:HD:1;qldv:B-9', ' so-tay : HD:1 ; qldv:B-9 ;', 'so-tay:HD:1;\nqldv:B-9'])
      expect(coded(text).entries[0]?.body.codes, text).toEqual([
        { system: 'so-tay', code: 'HD:1' },
        { system: 'qldv', code: 'B-9' },
      ]);
    expect(coded('so-tay:1,5').entries[0]?.body.codes).toEqual([{ system: 'so-tay', code: '1,5' }]);
  });

  it.each(['qldv=B-9', 'B-9', ':B-9', 'qldv:', 'qldv: ', 'so-tay:17, qldv:B-9', 'so-tay:17\nqldv'])(
    'are shown as they were found where they do not: %j',
    (text) => {
      const { entries, faults } = coded(`so-tay:1;${text}`);
      const [fault, ...others] = faults;
      expect([entries, others]).toEqual([[], []]);
      expect(fault).toMatchObject({ line: 2, column: 'codes', rule: 'system-and-code' });
      expect(fault?.vi).toContain(`"${text.trim()}" không đúng dạng hệ thống:mã`);
      expect(fault?.vi).toContain('cách nhau bằng dấu chấm phẩy');
      expect(fault?.en).toMatch(/ is not written system:code.*separated by semicolons/s);
    },
  );

  it('are refused where one stands twice', () => {
    const { entries, faults } = coded('so-tay:1;qldv:1;so-tay: 1');
    expect(entries).toEqual([]);
    expect(faults).toMatchObject([{ line: 2, column: 'codes/2', rule: 'code-once' }]);
  });

  it('are named with whatever else is wrong with their line', () => {
    const lines = [
      [...HEAD, 'Mã hệ thống khác'],
      [...cell('cb-1', { 'Số đảng viên': '1.000' }), 'B-9;qldv=B-9'],
    ];
    expect(judged(csv(lines[0] ?? [], lines[1] ?? [])).refused).toEqual([
      '2 cb-1 members digits-alone',
      '2 cb-1 codes system-and-code',
      '2 cb-1 codes system-and-code',
    ]);
  });
});

describe('lines against each other', () => {
  it('the same organization from the same month twice: the later is refused, whatever it says', () => {
    const lines = [
      cell('cb-1'),
      cell('cb-1', { 'Từ tháng': '2026-07' }),
      cell('cb-1', { 'Số đảng viên': '25' }),
    ];
    const { faults } = readRosterFile(csv(HEAD, ...lines, cell('cb-1')), 'csv');
    expect(judged(csv(HEAD, ...lines, cell('cb-1')))).toEqual({
      entered: ['2 cb-1', '3 cb-1'],
      refused: ['4 cb-1 from version-once', '5 cb-1 from version-once'],
    });
    expect(faults[0]?.vi).toContain('Dòng 2');
  });

  it('a circle is called one, and only who stands in it is refused', () => {
    const committee = (id: string, parent: string, from = '2026-01') =>
      cell(id, {
        ...{ Loại: 'base-committee', 'Cấp trên trực tiếp': parent },
        ...{ 'Chế độ sinh hoạt': 'none', 'Từ tháng': from },
      });
    const lines = [committee('db-1', 'db-2'), committee('db-2', 'db-3'), committee('db-3', 'db-1')];
    const own = committee('db-4', 'db-4');
    const { faults } = readRosterFile(csv(HEAD, cell('cb-1'), ...lines, own), 'csv');
    expect(judged(csv(HEAD, cell('cb-1'), ...lines, own))).toEqual({
      entered: ['2 cb-1'],
      refused: ['db-1', 'db-2', 'db-3', 'db-4'].map((id, i) => `${i + 3} ${id} parent no-cycle`),
    });
    expect(faults.map(({ en }) => /: (.*?)\./.exec(en)?.[1])).toEqual([
      'db-1 → db-2 → db-3 → db-1',
      'db-2 → db-3 → db-1 → db-2',
      'db-3 → db-1 → db-2 → db-3',
      'db-4 → db-4',
    ]);
  });

  it('two that change places from one month to another are in no circle', () => {
    const committee = (id: string, parent: string, from: string) =>
      cell(id, {
        ...{ Loại: 'base-committee', 'Cấp trên trực tiếp': parent },
        ...{ 'Chế độ sinh hoạt': 'none', 'Từ tháng': from },
      });
    const lines = [
      ...[committee('db-1', 'huyen', '2026-01'), committee('db-2', 'db-1', '2026-01')],
      ...[committee('db-2', 'huyen', '2026-06'), committee('db-1', 'db-2', '2026-06')],
    ];
    expect(judged(csv(HEAD, ...lines)).refused).toEqual([]);
  });
});
