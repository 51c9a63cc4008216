import * as xlsx from '@e965/xlsx';
import { describe, expect, test } from 'vitest';
import { readRosterFile } from '../../infra/roster/roster-file.ts';

const CELL = {
  organization: 'cb-1',
  name: 'Chi bộ Thôn 1',
  kind: 'cell',
  parent: 'db-1',
  meets: 'monthly',
  unit: 'residential',
  from: '2026-01',
};

describe('a roster in CSV', () => {
  const title =
    'organization,name,kind,parent,meets,unit,hasCommittee,handbook,members,codes,predecessors,from';

  test('says the same as the list in JSON, the root with an empty parent', () => {
    const csv = [
      `\uFEFF${title}`,
      'tinh,"Đảng bộ tỉnh, thành",province,,none,other,true,false,0,,,2026-01',
      'cb-1,Chi bộ Thôn 1,cell,db-1,monthly,residential,true,false,24,so-tay:HD:1;khac:7,cu-1;cu-2,2026-01',
    ].join('\r\n');
    const json = JSON.stringify([
      {
        ...{ ...CELL, organization: 'tinh', name: 'Đảng bộ tỉnh, thành', kind: 'province', parent: null },
        ...{ meets: 'none', unit: 'other', hasCommittee: true },
      },
      {
        ...CELL,
        hasCommittee: true,
        members: 24,
        codes: [
          { system: 'so-tay', code: 'HD:1' },
          { system: 'khac', code: '7' },
        ],
        predecessors: ['cu-1', 'cu-2'],
      },
    ]);
    const read = readRosterFile(csv, 'csv');
    expect(read.faults).toEqual([]);
    expect(read.entries.map(({ line }) => line)).toEqual([2, 3]);
    const withoutLines = ({ entries }: typeof read) => entries.map(({ line: _, ...entry }) => entry);
    expect(withoutLines(read)).toEqual(withoutLines(readRosterFile(json, 'json')));
  });

  test('says of a cell left empty which names there are, and does not say nothing back', () => {
    const csv = [
      'organization,name,kind,parent,meets,unit,from',
      'cb-1,Chi bộ,cell,db-1,monthly,,2026-01',
    ].join('\n');
    const [fault, ...others] = readRosterFile(csv, 'csv').faults;
    expect(others).toEqual([]);
    expect(fault).toMatchObject({ line: 2, column: 'unit', rule: 'one-of' });
    expect(fault?.vi).toMatch(/^Ô này đang để trống\. Phải là một trong: residential, /);
  });

  test('names the line, the organization and the field of every fault, and keeps the rest', () => {
    const csv = [
      'organization,name,kind,parent,meets,unit,from',
      'cb-1,Chi bộ 1,cell,db-1,monthly,residential,2026-01',
      'cb-2,Chi bộ 2,zelle,db-1,monthly,residential,2026-13',
    ].join('\n');
    const { entries, faults } = readRosterFile(csv, 'csv');
    expect(entries.map(({ organization }) => organization)).toEqual(['cb-1']);
    expect(faults).toMatchObject([
      { line: 3, column: 'kind', organization: 'cb-2', rule: 'one-of' },
      { line: 3, column: 'from', organization: 'cb-2', rule: 'month' },
    ]);
    for (const { vi, en } of faults) expect([vi, en].every((text) => text.length > 10)).toBe(true);
  });
});

test('a line of CSV that is too short is that line’s fault alone', () => {
  const csv = [
    'organization,name,kind,parent,meets,unit,from',
    'cb-1,Chi bộ 1',
    '',
    'cb-2,Chi bộ 2,cell,db-1,monthly,residential,2026-01',
  ].join('\n');
  const { entries, faults } = readRosterFile(csv, 'csv');
  expect(entries.map(({ organization }) => organization)).toEqual(['cb-2']);
  expect(entries.map(({ line }) => line)).toEqual([4]);
  expect(new Set(faults.map(({ line }) => line))).toEqual(new Set([2]));
});

test('a cell of CSV that holds line breaks moves nobody’s line, whatever ends the lines', () => {
  const lines = [
    'organization,name,kind,parent,meets,unit,from',
    'cb-1,"Chi bộ 1,',
    'Thôn 1",cell,db-1,monthly,residential,2026-01',
    '',
    'cb-2,Chi bộ 2,zelle,db-1,monthly,residential,2026-01',
    'cb-3,Chi bộ 3,cell,db-1,monthly,residential,2026-01',
  ];
  for (const ending of ['\n', '\r\n', '\r']) {
    const { entries, faults } = readRosterFile(`\uFEFF${lines.join(ending)}${ending}`, 'csv');
    const faulty = faults.map(({ line, organization, column }) => [line, organization, column]);
    // A name stands on one line.
    expect(faulty, JSON.stringify(ending)).toEqual([
      [2, 'cb-1', 'name'],
      [5, 'cb-2', 'kind'],
    ]);
    const entered = entries.map(({ line, organization }) => [line, organization]);
    expect(entered, JSON.stringify(ending)).toEqual([[6, 'cb-3']]);
  }
});

describe('a roster that Excel saved as text', () => {
  const lines = [
    'Mã tổ chức,Tên tổ chức,Loại,Cấp trên trực tiếp,Chế độ sinh hoạt,Loại hình,Có chi ủy,Mã hệ thống khác,Từ tháng',
    'cb-1,Chi bộ 1,cell,db-1,monthly,residential,TRUE,"so-tay:1;khac:2",2026-01',
  ].join('\r\n');
  const expected = readRosterFile(lines, 'csv');

  test('is read with the separator of the country, the list of codes in quotes', () => {
    expect(expected.entries[0]?.body).toMatchObject({ hasCommittee: true, codes: [{}, {}] });
    for (const separator of [';', '\t'])
      expect(readRosterFile(`\uFEFF${lines.replaceAll(',', separator)}`, 'csv')).toEqual(expected);
  });

  test('is read as Unicode text, and refused whole where the encoding has lost letters', () => {
    const tabbed = `\uFEFF${lines.replaceAll(',', '\t')}`;
    expect(readRosterFile(new Uint8Array(Buffer.from(tabbed, 'utf16le')), 'csv')).toEqual(expected);
    expect(readRosterFile(new Uint8Array(Buffer.from(lines)), 'csv')).toEqual(expected);
    expect(() => readRosterFile(new Uint8Array(Buffer.from(lines, 'latin1')), 'csv')).toThrow(/UTF-8/);
  });

  test('without a column of ids is refused whole, not line by line', () => {
    expect(() => readRosterFile(lines.replace('Mã tổ chức', 'STT'), 'csv')).toThrow(/organization/);
  });
});

test('a line says from when an organization is closed', () => {
  const csv = [
    'organization,name,kind,parent,meets,unit,from,closed',
    'cb-1,Chi bộ 1,cell,db-1,monthly,residential,2026-01,',
    'cb-1,Chi bộ 1,cell,db-1,monthly,residential,2026-07,TRUE',
  ].join('\n');
  const { entries, faults } = readRosterFile(csv, 'csv');
  expect(faults).toEqual([]);
  expect(entries.map(({ body: { from, closed } }) => [from, closed])).toEqual([
    ['2026-01', false],
    ['2026-07', true],
  ]);
});

test('a JSON file that is no list is refused', () => {
  expect(() => readRosterFile('{}', 'json')).toThrow(SyntaxError);
});

describe('a roster as a workbook', () => {
  const workbook = (rows: unknown[][]): Uint8Array => {
    const book = xlsx.utils.book_new();
    xlsx.utils.book_append_sheet(book, xlsx.utils.aoa_to_sheet(rows, { UTC: true }), 'Danh mục');
    return new Uint8Array(xlsx.write(book, { type: 'array', bookType: 'xlsx' }));
  };
  const titles = ['Mã tổ chức', 'Tên tổ chức', 'Loại', 'Cấp trên trực tiếp', 'Chế độ sinh hoạt'];
  const more = ['Loại hình', 'Có chi ủy', 'Số đảng viên', 'Từ tháng'];

  test('says the same as the CSV, with Vietnamese titles, numbers, yes and no, and a month taken for a date', () => {
    const day = new Date('2026-01-01T00:00:00.000Z');
    const read = readRosterFile(
      workbook([
        [...titles, ...more],
        ['cb-1', 'Chi bộ Thôn 1', 'cell', 'db-1', 'monthly', 'residential', true, 24, day],
      ]),
      'xlsx',
    );
    expect(read.faults).toEqual([]);
    const csv = [
      'organization,name,kind,parent,meets,unit,hasCommittee,members,from',
      'cb-1,Chi bộ Thôn 1,cell,db-1,monthly,residential,true,24,2026-01',
    ].join('\n');
    expect(read).toEqual(readRosterFile(csv, 'csv'));
  });

  test('names the line of the sheet, blank lines counted, and the column', () => {
    const good = ['cb-1', 'Chi bộ 1', 'cell', 'db-1', 'monthly', 'residential', 'true', 24, '2026-01'];
    const read = readRosterFile(
      workbook([[...titles, ...more], good, [], ['cb-2', 'Chi bộ 2', 'zelle', ...good.slice(3)], []]),
      'xlsx',
    );
    expect(read.entries.map(({ organization, line }) => [organization, line])).toEqual([['cb-1', 2]]);
    expect(read.faults).toMatchObject([{ line: 4, column: 'kind', organization: 'cb-2', rule: 'one-of' }]);
  });

  test('without a column of ids is refused', () => {
    expect(() => readRosterFile(workbook([['Tên tổ chức'], ['Chi bộ']]), 'xlsx')).toThrow(SyntaxError);
  });
});
