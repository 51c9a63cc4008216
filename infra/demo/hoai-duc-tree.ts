/**
 * The handbook district of Hoài Đức (Hà Nội, Scheme 11-ĐA/TU, report of 6 June 2024) as a tree.
 *
 * Printed in the report: 358 cells use the handbook app (police and military cells stand outside it);
 * 7,965 accounts were due. Public: the names of the district's twenty communes and towns.
 * Ours: how the 358 cells are spread over committees, how the 7,965 members are spread over cells, the names
 * of cells, and the agencies, schools and health units chosen as examples.
 */
import { type Random, seeded } from './random.ts';

export const PRINTED = { cells: 358, accountsDue: 7965 } as const;

export const PROVINCE = 'ha-noi';
export const DISTRICT = 'hoai-duc';

type Unit = 'residential' | 'agency' | 'school' | 'health' | 'enterprise';

export type DemoOrganization = {
  readonly id: string;
  readonly body: {
    readonly name: string;
    readonly kind: 'province' | 'district' | 'base-committee' | 'base-cell' | 'cell';
    readonly parent: string | null;
    readonly meets: 'monthly' | 'none';
    readonly unit: Unit | 'other';
    readonly hasCommittee: boolean;
    readonly handbook: boolean;
    readonly members: number;
    readonly codes: readonly { readonly system: string; readonly code: string }[];
    readonly predecessors: readonly string[];
    readonly from: string;
  };
};

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

/** A cell with fewer official members than this elects no cell committee (party charter, article 24). */
const MEMBERS_FOR_COMMITTEE = 9;
const FROM = '2026-01';

type Seed = { id: string; name: string; parent: string; unit: Unit; kind: 'cell' | 'base-cell' };

const committee = (id: string, name: string, unit: Unit): DemoOrganization => ({
  id,
  body: {
    name: `Đảng bộ ${name}`,
    kind: 'base-committee',
    parent: DISTRICT,
    meets: 'none',
    unit,
    hasCommittee: true,
    handbook: false,
    members: 0,
    codes: [],
    predecessors: [],
    from: FROM,
  },
});

function cellsOfCommune([commune, , villages]: (typeof COMMUNES)[number]): Seed[] {
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

function seeds(): Seed[] {
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
  return [...COMMUNES.flatMap(cellsOfCommune), ...offices, ...base];
}

/** Members per cell, at least 5 each, adding up to exactly the printed 7,965. */
function memberCounts(cells: number, random: Random): number[] {
  const counts = Array.from({ length: cells }, () => random.between(6, 38));
  let missing = PRINTED.accountsDue - counts.reduce((sum, n) => sum + n, 0);
  for (let i = 0; missing !== 0; i = (i + 1) % cells) {
    const step = Math.sign(missing);
    const count = counts[i] ?? 0;
    if (count + step < 5) continue;
    counts[i] = count + step;
    missing -= step;
  }
  return counts;
}

/** The tree, parents before children: the province, the district, its committees, its 358 cells. */
export function hoaiDucTree(): DemoOrganization[] {
  const above = { meets: 'none', unit: 'other', hasCommittee: true, handbook: false, members: 0 } as const;
  const root = { ...above, codes: [], predecessors: [], from: FROM };
  const cells = seeds();
  const members = memberCounts(cells.length, seeded(358));
  return [
    { id: PROVINCE, body: { ...root, name: 'Đảng bộ Thành phố Hà Nội', kind: 'province', parent: null } },
    { id: DISTRICT, body: { ...root, name: 'Đảng bộ Huyện Hoài Đức', kind: 'district', parent: PROVINCE } },
    ...COMMUNES.map(([id, name]) => committee(id, name, 'residential')),
    ...OFFICES.map(([id, name, unit]) => committee(id, name, unit)),
    ...cells.map(({ id, name, parent, unit, kind }, i) => ({
      id,
      body: {
        name,
        kind,
        parent,
        meets: 'monthly' as const,
        unit,
        hasCommittee: (members[i] ?? 0) >= MEMBERS_FOR_COMMITTEE,
        handbook: true,
        members: members[i] ?? 0,
        codes: [{ system: 'so-tay-dang-vien', code: `HD-${String(i + 1).padStart(3, '0')}` }],
        predecessors: [],
        from: FROM,
      },
    })),
  ];
}
