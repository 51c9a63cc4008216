/**
 * The handbook district of Hoài Đức (Hà Nội, Scheme 11-ĐA/TU, report of 6 June 2024) as a tree.
 *
 * Printed in the report: 358 cells use the handbook app (police and military cells stand outside it);
 * 7,965 accounts were due, 7,406 were set up. Public: the names of the district's twenty communes and towns.
 * Ours: how the 358 cells are spread over committees, how the 7,965 members are spread over cells, the names
 * of cells, the agencies, schools and health units chosen as examples, and the four cells outside the app.
 */
import { above, type CellSeed, cellOf, type DemoOrganization, spread, type Unit } from '../organization.ts';
import { seeded } from '../random.ts';
import { MONTH, PROVINCE } from '../seed.ts';

export const PRINTED = {
  cells: 358,
  accountsDue: 7965,
  accounts: 7406,
  officialsBriefed: 125,
  studied: 95,
} as const;

export const DISTRICT = 'hoai-duc';
/** Who inspects: the district's and the city's organizing committees (printed). */
export const DISTRICT_OFFICE = 'hoai-duc-ban-to-chuc';
export const CITY_OFFICE = 'ha-noi-ban-to-chuc';

/** Commune or town, and how many village cells it has in this data set; each also has the three of PUBLIC_SERVICES. */
const COMMUNES: readonly (readonly [id: string, name: string, villages: number])[] = [
  ['tram-troi', 'Thị trấn Trạm Trôi', 9],
  ['an-khanh', 'Xã An Khánh', 20],
  ['an-thuong', 'Xã An Thượng', 14],
  ['cat-que', 'Xã Cát Quế', 17],
  ['dac-so', 'Xã Đắc Sở', 8],
  ['di-trach', 'Xã Di Trạch', 9],
  ['dong-la', 'Xã Đông La', 11],
  ['duc-giang', 'Xã Đức Giang', 13],
  ['duc-thuong', 'Xã Đức Thượng', 14],
  ['duong-lieu', 'Xã Dương Liễu', 18],
  ['kim-chung', 'Xã Kim Chung', 13],
  ['la-phu', 'Xã La Phù', 13],
  ['lai-yen', 'Xã Lại Yên', 11],
  ['minh-khai', 'Xã Minh Khai', 9],
  ['son-dong', 'Xã Sơn Đồng', 12],
  ['song-phuong', 'Xã Song Phương', 13],
  ['tien-yen', 'Xã Tiền Yên', 9],
  ['van-canh', 'Xã Vân Canh', 17],
  ['van-con', 'Xã Vân Côn', 17],
  ['yen-so', 'Xã Yên Sở', 12],
];

const PUBLIC_SERVICES: readonly (readonly [id: string, name: string, unit: Unit])[] = [
  ['uy-ban', 'Cơ quan Ủy ban nhân dân', 'agency'],
  ['truong-hoc', 'Liên trường học', 'school'],
  ['tram-y-te', 'Trạm y tế', 'health'],
];

/** Committees of the district's own offices, with their number of cells. */
const OFFICES: readonly (readonly [id: string, name: string, unit: Unit, cells: number])[] = [
  ['co-quan-huyen-uy', 'Cơ quan Huyện ủy', 'agency', 7],
  ['co-quan-uy-ban', 'Cơ quan Ủy ban nhân dân huyện', 'agency', 11],
  ['trung-tam-y-te', 'Trung tâm Y tế huyện', 'health', 10],
];

/** Base cells: they meet, and stand directly under the district. */
const BASE_CELLS: readonly (readonly [id: string, name: string, unit: Unit])[] = [
  ['thpt-1', 'Trường THPT số 1', 'school'],
  ['thpt-2', 'Trường THPT số 2', 'school'],
  ['thpt-3', 'Trường THPT số 3', 'school'],
  ['giao-duc-thuong-xuyen', 'Trung tâm Giáo dục thường xuyên', 'school'],
  ['thue', 'Cơ quan thuế', 'agency'],
  ['kho-bac', 'Kho bạc', 'agency'],
  ['toa-an', 'Tòa án', 'agency'],
  ['kiem-sat', 'Viện kiểm sát', 'agency'],
  ['thi-hanh-an', 'Thi hành án dân sự', 'agency'],
  ['bao-hiem', 'Bảo hiểm xã hội', 'agency'],
  ['doanh-nghiep-1', 'Doanh nghiệp số 1', 'enterprise'],
];

/** Police and military cells, which stand outside the handbook app (printed); how many there are is ours. */
const OUTSIDE: readonly CellSeed[] = [
  ...[1, 2, 3].map((n) => ({
    id: `hd-cong-an-${n}`,
    name: `Chi bộ Công an ${n}`,
    parent: 'hd-cong-an',
    unit: 'police' as const,
    kind: 'cell' as const,
  })),
  {
    id: 'hd-quan-su',
    name: 'Chi bộ Ban Chỉ huy quân sự huyện',
    parent: DISTRICT,
    unit: 'military',
    kind: 'base-cell',
  },
];
const MEMBERS_OUTSIDE = 14;

const committee = (id: string, name: string, unit: Unit): DemoOrganization =>
  above({ id, name: `Đảng bộ ${name}`, parent: DISTRICT }, 'base-committee', MONTH, unit);

function cellsOfCommune([commune, , villages]: (typeof COMMUNES)[number]): CellSeed[] {
  const residential = Array.from({ length: villages }, (_, i) => ({
    id: `${commune}-thon-${i + 1}`,
    name: `Chi bộ Thôn ${i + 1}`,
    parent: commune,
    unit: 'residential' as const,
    kind: 'cell' as const,
  }));
  const services = PUBLIC_SERVICES.map(([id, name, unit]) => ({
    id: `${commune}-${id}`,
    name: `Chi bộ ${name}`,
    parent: commune,
    unit,
    kind: 'cell' as const,
  }));
  return [...residential, ...services];
}

function handbookCells(): CellSeed[] {
  const offices = OFFICES.flatMap(([parent, , unit, cells]) =>
    Array.from({ length: cells }, (_, i) => ({
      id: `${parent}-${i + 1}`,
      name: `Chi bộ ${i + 1}`,
      parent,
      unit,
      kind: 'cell' as const,
    })),
  );
  const base = BASE_CELLS.map(([id, name, unit]) => ({
    id,
    name: `Chi bộ ${name}`,
    parent: DISTRICT,
    unit,
    kind: 'base-cell' as const,
  }));
  return [...COMMUNES.flatMap(cellsOfCommune), ...offices, ...base].map((cell, i) => ({
    ...cell,
    handbook: true,
    codes: [{ system: 'so-tay-dang-vien', code: `HD-${String(i + 1).padStart(3, '0')}` }],
  }));
}

/** Parents before children: the district, its committees, its 358 handbook cells and the four outside. */
export function hoaiDucTree(): DemoOrganization[] {
  const cells = handbookCells();
  const members = spread(PRINTED.accountsDue, cells.length, [6, 38], seeded(358));
  return [
    above({ id: DISTRICT, name: 'Đảng bộ Huyện Hoài Đức', parent: PROVINCE }, 'district', MONTH),
    above({ id: DISTRICT_OFFICE, name: 'Ban Tổ chức Huyện ủy Hoài Đức', parent: DISTRICT }, 'body', MONTH),
    above({ id: CITY_OFFICE, name: 'Ban Tổ chức Thành ủy Hà Nội', parent: PROVINCE }, 'body', MONTH),
    ...COMMUNES.map(([id, name]) => committee(id, name, 'residential')),
    ...OFFICES.map(([id, name, unit]) => committee(id, name, unit)),
    committee('hd-cong-an', 'Công an huyện', 'police'),
    ...cells.map((cell, i) => cellOf(cell, members[i] ?? 0, MONTH)),
    ...OUTSIDE.map((cell) => cellOf(cell, MEMBERS_OUTSIDE, MONTH)),
  ];
}
