/**
 * Văn Quan (Lạng Sơn, report of 6 May 2021): a whole year of months.
 *
 * Printed: of committees and cells, 33 % held all twelve regular meetings, 51 % nine to eleven, 16 % five to eight;
 * attendance of 85 to 90 %; opinions from 40 to 50 %; 3,768 members, 26 committees, 37 base cells; more than 200
 * admitted a year; thematic meetings of the town, the police and two upper-secondary schools.
 * Reconstructed: "of whom" the 40 to 50 % is not said; we take speakers of those present.
 * The shares are those of 21, 32 and 10 among the 26 + 37 = 63 grassroots organizations.
 * Ours: one cell, the model cell, under each committee (a committee holds no regular meeting here, its cell does),
 * so that 63 organizations meet; who held how many meetings and in which months; 203 admitted; every record.
 * Printed, too: 91.7, 26.45 and 8.98 % of the admitted by schooling. No number below 1,002 prints all three, so they are
 * of several years together: the district tells them of 1,002 (ours).
 */
import {
  above,
  type CellSeed,
  cellOf,
  type DemoOrganization,
  isCell,
  spread,
  type Unit,
} from '../organization.ts';
import { seeded } from '../random.ts';
import { dayOf, fullRecord, simpleMembers, startOf } from '../record.ts';
import { type DemoFacts, type DemoMeeting, type DemoSeed, PROVINCE, YEAR } from '../seed.ts';

const DISTRICT = 'van-quan';
const MEMBERS = 3768;
const COMMITTEES = 26;
const BASE_CELLS = 37;
const ADMITTED = 203;
/** The fewest of whom some are 91.7, 26.45 and 8.98 %. */
const SCHOOLING = {
  schoolingCounted: 1002,
  schoolingUpperSecondary: 919,
  schoolingVocational: 265,
  schoolingUniversity: 90,
};

const MONTHS = Array.from({ length: 12 }, (_, i) => `${YEAR}-${String(i + 1).padStart(2, '0')}`);
const [JANUARY = ''] = MONTHS;

/** The two committees and two schools that the article names; the others are numbered. */
const COMMITTEE_NAMES = ['Thị trấn', 'Công an huyện'] as const;
const SCHOOL_NAMES = ['Trường THPT Lương Văn Tri', 'Trường THPT Văn Quan'] as const;
const THEMES = [
  'Phát triển kinh tế – xã hội',
  'Làm đường, bê tông hóa giao thông nông thôn',
  'Trồng rừng',
] as const;

const committeeId = (i: number) => `vq-dang-bo-${i + 1}`;
const committeeUnit = (i: number): Unit => (i === 1 ? 'police' : 'residential');

function cellSeeds(): CellSeed[] {
  const cells = Array.from(
    { length: COMMITTEES },
    (_, i): CellSeed => ({
      id: `${committeeId(i)}-chi-bo-1`,
      name: 'Chi bộ 1 (chi bộ điểm)',
      parent: committeeId(i),
      unit: committeeUnit(i),
      kind: 'cell',
    }),
  );
  const base = Array.from(
    { length: BASE_CELLS },
    (_, i): CellSeed => ({
      id: `vq-chi-bo-${i + 1}`,
      name: `Chi bộ ${SCHOOL_NAMES[i] ?? `Cơ quan số ${i + 1 - SCHOOL_NAMES.length}`}`,
      parent: DISTRICT,
      unit: i < SCHOOL_NAMES.length ? 'school' : 'agency',
      kind: 'base-cell',
    }),
  );
  return [...cells, ...base];
}

function treeOf(): DemoOrganization[] {
  const cells = cellSeeds();
  const members = spread(MEMBERS, cells.length, [34, 86], seeded(3768));
  return [
    above({ id: DISTRICT, name: 'Đảng bộ Huyện Văn Quan', parent: PROVINCE }, 'district', JANUARY),
    ...Array.from({ length: COMMITTEES }, (_, i) =>
      above(
        {
          id: committeeId(i),
          name: `Đảng bộ ${COMMITTEE_NAMES[i] ?? `Xã số ${i + 1 - COMMITTEE_NAMES.length}`}`,
          parent: DISTRICT,
        },
        'base-committee',
        JANUARY,
        committeeUnit(i),
      ),
    ),
    ...cells.map((cell, i) => cellOf(cell, members[i] ?? 0, JANUARY)),
  ];
}

/** How many of the 63 held all twelve meetings, and nine to eleven; the others held five to eight. */
const HELD_ALL = 21;
const HELD_MOST = 32;

const heldBy = (place: number): number => {
  if (place < HELD_ALL) return 12;
  return place < HELD_ALL + HELD_MOST ? 9 + (place % 3) : 5 + (place % 4);
};

/** `held` of the twelve months, evenly apart, beginning at another month for each organization. */
const monthsHeld = (held: number, first: number): string[] =>
  MONTHS.filter((_, i) => {
    const turn = (i + first) % 12;
    return Math.floor(((turn + 1) * held) / 12) > Math.floor((turn * held) / 12);
  });

/** A number without a common divisor with 63 scatters the places over the tree. */
const placeOf = (i: number) => (i * 25) % (COMMITTEES + BASE_CELLS);

const isThematic = ({ organization, body }: DemoOrganization): boolean =>
  organization === 'vq-chi-bo-1' ||
  organization === 'vq-chi-bo-2' ||
  body.parent === committeeId(0) ||
  body.parent === committeeId(1);

function meetingsOf(tree: readonly DemoOrganization[]): DemoMeeting[] {
  const random = seeded(2021);
  const recordOn = (cell: DemoOrganization, heldOn: string, theme: string | null) => {
    const total = cell.body.members ?? 0;
    const present = Math.round((total * random.between(86, 88)) / 100);
    const speakers = Math.round((present * random.between(43, 47)) / 100);
    return fullRecord(cell, {
      heldOn,
      start: startOf(cell.body.unit),
      minutes: random.between(90, 150),
      members: simpleMembers(total, present),
      speakers,
      opinions: speakers + random.between(0, 3),
      proposals: random.between(0, 3),
      tasks: random.between(3, 6),
      theme,
    });
  };
  const regular = (cell: DemoOrganization, i: number): DemoMeeting[] =>
    monthsHeld(heldBy(placeOf(i)), i).map((period) => ({
      organization: cell.organization,
      period,
      key: 'regular',
      record: recordOn(cell, dayOf(period, random.between(2, 27)), null),
    }));
  const thematic = (cell: DemoOrganization): DemoMeeting[] =>
    MONTHS.filter((_, i) => i % 3 === 2).map((period, i) => ({
      organization: cell.organization,
      period,
      key: `thematic-${dayOf(period, 28)}`,
      record: recordOn(cell, dayOf(period, 28), THEMES[i % THEMES.length] ?? null),
    }));
  return tree
    .filter(isCell)
    .flatMap((cell, i) => [...regular(cell, i), ...(isThematic(cell) ? thematic(cell) : [])]);
}

function factsOf(tree: readonly DemoOrganization[]): DemoFacts[] {
  const grassroots = tree.filter(({ body }) => body.parent === DISTRICT);
  const admitted = spread(ADMITTED, grassroots.length, [1, 5], seeded(2006));
  const ofEach = grassroots.map(({ organization }, i) => {
    const total = tree
      .filter((one) => one.organization === organization || one.body.parent === organization)
      .reduce((sum, { body }) => sum + (body.members ?? 0), 0);
    return { organization, year: YEAR, body: { members: { total }, admitted: admitted[i] ?? 0 } };
  });
  return [...ofEach, { organization: DISTRICT, year: YEAR, body: SCHOOLING }];
}

export function vanQuan(): DemoSeed {
  const tree = treeOf();
  return {
    id: 'van-quan',
    models: tree.filter(({ body }) => body.kind === 'cell').map(({ organization }) => organization),
    district: DISTRICT,
    months: MONTHS,
    tree,
    meetings: meetingsOf(tree),
    inspections: [],
    facts: factsOf(tree),
  };
}
