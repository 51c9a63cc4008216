/**
 * Sa Pa (Lào Cai, Directive 47-CT/TU of 11 November 2014).
 *
 * Printed, as observed by inspection: the meeting is on Tuesday of the second week; it takes 3 to 3.5 hours; at
 * least 90 % of members attend on average; 3 opinions a meeting on average; residential cells are attended once
 * a quarter.
 * Reconstructed: the mean of 3 to 3.5 hours is 195 minutes, every third cell at 180, 195, 210; 2, 3 and 4 opinions
 * in turn are 3 on average; the day is the second Tuesday, 8 December 2026.
 * Public: names of wards and communes. Ours: one residential cell each, five base cells, members, attendance of
 * the single cell, which office has the duty of which, and on which of the quarter's meetings a residential cell was attended.
 */
import { above, type CellSeed, cellOf, type DemoOrganization, isCell, type Unit } from '../organization.ts';
import { dutyOf } from '../programmes.ts';
import { seeded } from '../random.ts';
import { dayOf, fullRecord, simpleMembers, startOf } from '../record.ts';
import {
  type DemoDuty,
  type DemoInspection,
  type DemoMeeting,
  type DemoRemedy,
  type DemoSeed,
  MONTH,
  PROVINCE,
  QUARTER,
} from '../seed.ts';

const DISTRICT = 'sa-pa';
const TEAM = 'sp-to-kiem-tra';
/** The second Tuesday of December 2026. */
const SECOND_TUESDAY = 8;

const COMMITTEES = [
  ['cau-may', 'Phường Cầu Mây'],
  ['ham-rong', 'Phường Hàm Rồng'],
  ['o-quy-ho', 'Phường Ô Quý Hồ'],
  ['phan-si-pang', 'Phường Phan Si Păng'],
  ['sa-pa', 'Phường Sa Pả'],
  ['trung-tam', 'Phường Sa Pa'],
  ['ban-ho', 'Xã Bản Hồ'],
  ['hoang-lien', 'Xã Hoàng Liên'],
  ['lien-minh', 'Xã Liên Minh'],
  ['muong-bo', 'Xã Mường Bo'],
  ['muong-hoa', 'Xã Mường Hoa'],
  ['ngu-chi-son', 'Xã Ngũ Chỉ Sơn'],
  ['ta-phin', 'Xã Tả Phìn'],
  ['ta-van', 'Xã Tả Van'],
  ['thanh-binh', 'Xã Thanh Bình'],
  ['trung-chai', 'Xã Trung Chải'],
] as const;
const BASE_CELLS: readonly (readonly [id: string, name: string, unit: Unit])[] = [
  ['van-phong', 'Văn phòng Thị ủy', 'agency'],
  ['ban-to-chuc', 'Ban Tổ chức Thị ủy', 'agency'],
  ['ban-tuyen-giao', 'Ban Tuyên giáo Thị ủy', 'agency'],
  ['thpt', 'Trường THPT', 'school'],
  ['y-te', 'Trung tâm Y tế', 'health'],
];

function treeOf(): DemoOrganization[] {
  const random = seeded(47_2014);
  const cells: CellSeed[] = [
    ...COMMITTEES.map(([id]) => ({
      id: `sp-${id}-1`,
      name: 'Chi bộ Tổ dân phố, thôn 1',
      parent: `sp-${id}`,
      unit: 'residential' as const,
      kind: 'cell' as const,
    })),
    ...BASE_CELLS.map(([id, name, unit]) => ({
      id: `sp-${id}`,
      name: `Chi bộ ${name}`,
      parent: DISTRICT,
      unit,
      kind: 'base-cell' as const,
    })),
  ];
  return [
    above({ id: DISTRICT, name: 'Đảng bộ Thị xã Sa Pa', parent: PROVINCE }, 'district', MONTH),
    above({ id: TEAM, name: 'Tổ kiểm tra, giám sát của Thị ủy Sa Pa', parent: DISTRICT }, 'body', MONTH),
    ...COMMITTEES.map(([id, name]) =>
      above(
        { id: `sp-${id}`, name: `Đảng bộ ${name}`, parent: DISTRICT },
        'base-committee',
        MONTH,
        'residential',
      ),
    ),
    ...cells.map((cell) => cellOf(cell, random.between(14, 34), MONTH)),
  ];
}

/** Every criterion is one point, met or not; the cell's own sheet claims what its record shows. */
const selfScoreOf = (opinions: number) => ({
  day: 1,
  duration: 1,
  order: 1,
  attendance: 1,
  opinions: opinions >= 3 ? 1 : 0,
  leading: 1,
  educating: 1,
  fighting: 1,
});

const meetingsOf = (tree: readonly DemoOrganization[]): DemoMeeting[] =>
  tree.filter(isCell).map((cell, i) => {
    const total = cell.body.members ?? 0;
    const turn = i % 3;
    return {
      organization: cell.organization,
      period: MONTH,
      key: 'regular',
      record: fullRecord(cell, {
        heldOn: dayOf(MONTH, SECOND_TUESDAY),
        start: startOf(cell.body.unit),
        minutes: 180 + 15 * turn,
        // At most a tenth is away, so at least 90 % are there.
        members: simpleMembers(total, total - (turn === 0 ? 0 : Math.floor(total / 10))),
        speakers: 2 + turn,
        opinions: 2 + turn,
        proposals: turn,
        tasks: 3 + turn,
        more: { selfScore: selfScoreOf(2 + turn) },
      }),
    };
  });

const { every: RESIDENTIAL, officeOf } = dutyOf('sa-pa-47', 'residential-cells');
const residential = (tree: readonly DemoOrganization[]) => tree.filter(({ body }) => body.kind === 'cell');

/** Cells of town offices, and whom they look after: a cell every month, a cell and a committee every quarter. */
const LOOKED_AFTER = [
  ['sp-van-phong', 'sp-thpt', dutyOf('sa-pa-47', 'cells-every-month')],
  ['sp-ban-to-chuc', 'sp-y-te', dutyOf('sa-pa-47', 'others-every-quarter')],
  ['sp-ban-tuyen-giao', 'sp-hoang-lien', dutyOf('sa-pa-47', 'others-every-quarter')],
] as const;

const dutyId = (organization: string) => `pc-${organization}`;
const report = (proposals: number): DemoDuty['reports'] => ({
  [QUARTER]: { proposals, text: 'Đã dự sinh hoạt trong quý; có đề xuất biện pháp khắc phục hạn chế.' },
});

/** Every residential cell is attended once a quarter; each quarter it is reported of. */
const dutiesOf = (tree: readonly DemoOrganization[]): NonNullable<DemoSeed['duties']> =>
  Object.fromEntries([
    ...residential(tree).map(({ organization }, i): [string, DemoDuty] => [
      dutyId(organization),
      {
        body: { by: DISTRICT, office: officeOf(i), attends: organization, every: RESIDENTIAL, from: MONTH },
        reports: report(i % 3),
      },
    ]),
    ...LOOKED_AFTER.map(([by, attends, duty], i): [string, DemoDuty] => [
      dutyId(attends),
      {
        body: { by, office: duty.officeOf(i), attends, every: duty.every, from: MONTH },
        reports: report(1),
      },
    ]),
  ]);

/** @param meeting null at a committee, which holds no cell meeting of its own */
const attendance = (
  organization: string,
  by: string,
  office: string,
  meeting: 'regular' | null,
): DemoInspection => ({
  organization,
  period: MONTH,
  key: `${dayOf(MONTH, SECOND_TUESDAY)}-attendance-${by}`,
  body: {
    ...{ office, duty: dutyId(organization), meeting },
    conclusion: meeting === null ? 'noted' : 'confirmed',
  },
});

/** Two residential cells that the inspection team visits, each with a finding. */
const INSPECTED = ['sp-ta-van-1', 'sp-ban-ho-1'] as const;
const inspectionKeyOfTeam = `${dayOf(MONTH, 22)}-inspection-${TEAM}`;

const inspectionsOf = (tree: readonly DemoOrganization[]): DemoInspection[] => [
  ...residential(tree).map(({ organization }, i) =>
    attendance(organization, DISTRICT, officeOf(i), 'regular'),
  ),
  ...LOOKED_AFTER.map(([by, attends, duty], i) =>
    attendance(attends, by, duty.officeOf(i), attends === 'sp-hoang-lien' ? null : 'regular'),
  ),
  ...INSPECTED.map((organization) => ({
    organization,
    period: MONTH,
    key: inspectionKeyOfTeam,
    body: {
      office: 'to-kiem-tra',
      plan: 'Kế hoạch số 99-KH/TU',
      conclusion: 'noted' as const,
      findings: [
        {
          n: 1,
          severity: 'minor' as const,
          text: 'Dự thảo nghị quyết gửi trước chưa đủ',
          remedyDue: '2027-01-31',
        },
      ],
    },
  })),
];

/** The first of them has put it right already. */
const REMEDIES: readonly DemoRemedy[] = INSPECTED.slice(0, 1).map((organization) => ({
  organization,
  period: MONTH,
  inspection: inspectionKeyOfTeam,
  finding: 1,
  body: { remediedOn: '2026-12-29', verifiedBy: TEAM },
}));

export function saPa(): DemoSeed {
  const tree = treeOf();
  return {
    id: 'sa-pa-47',
    district: DISTRICT,
    months: [MONTH],
    tree,
    meetings: meetingsOf(tree),
    inspections: inspectionsOf(tree),
    remedies: REMEDIES,
    facts: [],
    duties: dutiesOf(tree),
  };
}
