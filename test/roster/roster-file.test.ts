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
    expect(read).toEqual(readRosterFile(json, 'json'));
  });

  test('names the line, the organization and the field of every fault, and keeps the rest', () => {
    const csv = [
      'organization,name,kind,parent,meets,unit,from',
      'cb-1,Chi bộ 1,cell,db-1,monthly,residential,2026-01',
      'cb-2,Chi bộ 2,zelle,db-1,monthly,residential,2026-13',
    ].join('\n');
    const { entries, faults } = readRosterFile(csv, 'csv');
    expect(entries.map(({ organization }) => organization)).toEqual(['cb-1']);
    expect(faults).toEqual([
      { line: 3, organization: 'cb-2', fault: expect.stringMatching(/\/kind .*\/from .* \| /) },
    ]);
  });
});

test('a line of CSV that is too short is that line’s fault alone', () => {
  const csv = [
    'organization,name,kind,parent,meets,unit,from',
    'cb-1,Chi bộ 1',
    'cb-2,Chi bộ 2,cell,db-1,monthly,residential,2026-01',
  ].join('\n');
  const { entries, faults } = readRosterFile(csv, 'csv');
  expect(entries.map(({ organization }) => organization)).toEqual(['cb-2']);
  expect(faults).toMatchObject([{ line: 2 }]);
});

test('a JSON file that is no list is refused', () => {
  expect(() => readRosterFile('{}', 'json')).toThrow(SyntaxError);
});
