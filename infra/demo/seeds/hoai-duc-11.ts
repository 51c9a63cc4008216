/**
 * Hoài Đức (Hà Nội, Scheme 11-ĐA/TU, report of 6 June 2024): one month of regular meetings, the year's facts, and
 * the inspections.
 *
 * Printed as met, so every record says so: the regular meeting held, full content, steps in order, full documents,
 * every working member given a task; meeting created, roll taken and resolution posted in the handbook app
 * (358 of 358); attendance above 90 %; a thematic meeting each quarter; all cell committees trained; 7,406 of 7,965 accounts (93 %); three
 * inspection plans; twelve committees and four cells inspected by the district's organizing committee, two and
 * two by the city's; 125 officials briefed on the scheme, at least 95 % studied it.
 * Ours: the month (December 2026), days, hours and themes, attendance of the single cell, speakers and opinions, tasks;
 * where the 559 missing accounts are; which organizations were inspected and under which of the plans;
 * that 95 % are of all members of the cells, and just enough of them.
 */
import { type DemoOrganization, isCell } from '../organization.ts';
import { type Random, seeded } from '../random.ts';
import { dayOf, fullRecord, startOf } from '../record.ts';
import {
  type DemoFacts,
  type DemoInspection,
  type DemoMeeting,
  type DemoSeed,
  MONTH,
  YEAR,
} from '../seed.ts';
import { CITY_OFFICE, DISTRICT, DISTRICT_OFFICE, hoaiDucTree, PRINTED } from './hoai-duc-tree.ts';

function members(total: number, random: Random) {
  const exempt = total > 12 && random.percent(60) ? random.between(1, Math.floor(total / 10) + 1) : 0;
  const temporaryOut = total > 15 && random.percent(25) ? 1 : 0;
  const required = total - exempt - temporaryOut;
  const absent = Math.floor((required * random.between(0, 13)) / 100);
  const absentUnexcused = absent > 0 && random.percent(12) ? 1 : 0;
  return {
    total,
    exempt,
    temporaryOut,
    temporaryIn: 0,
    suspended: 0,
    official: total - (random.percent(30) ? 1 : 0),
    working: Math.max(1, Math.floor((required * random.between(40, 80)) / 100)),
    present: required - absent,
    absentExcused: absent - absentUnexcused,
    absentUnexcused,
    repeatedAbsences: absent > 1 && random.percent(10) ? 1 : 0,
  };
}

function recordOf(cell: DemoOrganization, random: Random): DemoMeeting['record'] {
  const counts = members(cell.body.members ?? 0, random);
  const speakers = Math.min(counts.present, Math.ceil((counts.present * random.between(22, 62)) / 100));
  const posted = { scheduled: true, rollTaken: true, resolutionPosted: true };
  return fullRecord(cell, {
    heldOn: dayOf(MONTH, random.between(2, 28)),
    start: startOf(cell.body.unit),
    minutes: random.percent(88) ? random.between(90, 190) : random.between(60, 89),
    members: counts,
    speakers,
    opinions: speakers + random.between(0, 6),
    proposals: random.between(1, 4),
    tasks: random.between(3, 8),
    more: { minutesComplete: !random.percent(4), ...(cell.body.handbook === true && { handbook: posted }) },
  });
}

/** Of the quarter's thematic meeting; the report names none. */
const THEMES = [
  'Học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh',
  'Chuyển đổi số, sử dụng Sổ tay đảng viên điện tử',
  'Vệ sinh môi trường, xây dựng nếp sống văn minh',
] as const;

/** On another day of the month than the regular one, which `heldOn` tells. */
function thematicRecordOf(cell: DemoOrganization, heldOn: string, random: Random): DemoMeeting {
  const counts = members(cell.body.members ?? 0, random);
  const speakers = Math.ceil((counts.present * random.between(22, 62)) / 100);
  const other = dayOf(MONTH, (Number(heldOn.slice(-2)) % 28) + 1);
  return {
    organization: cell.organization,
    period: MONTH,
    key: `thematic-${other}`,
    record: fullRecord(cell, {
      heldOn: other,
      start: startOf(cell.body.unit),
      minutes: random.between(90, 150),
      members: counts,
      speakers,
      opinions: speakers + random.between(0, 4),
      proposals: random.between(0, 3),
      tasks: random.between(1, 4),
      theme: THEMES[random.between(0, THEMES.length - 1)] ?? null,
    }),
  };
}

/** Each cell's regular meeting and then its thematic one: sent together, they are folded together. */
function meetingsOf(tree: readonly DemoOrganization[]): DemoMeeting[] {
  const random = seeded(202610);
  const thematic = seeded(2026_04);
  return tree.filter(isCell).flatMap((cell) => {
    const record = recordOf(cell, random);
    const { organization } = cell;
    return [
      { organization, period: MONTH, key: 'regular', record },
      thematicRecordOf(cell, record.heldOn, thematic),
    ];
  });
}

/** Members of a cell committee; the article says only that all were trained. */
const COMMITTEE_SIZE = 3;

const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0);

const cellsOf = (tree: readonly DemoOrganization[], { organization }: DemoOrganization) =>
  tree.filter(
    (one) => isCell(one) && (one.organization === organization || one.body.parent === organization),
  );

/** What each grassroots organization says of its year. */
function factsOf(tree: readonly DemoOrganization[]): DemoFacts[] {
  const grassroots = tree.filter(({ body }) => body.parent === DISTRICT && body.kind !== 'body');
  let due = 0;
  let setUp = 0;
  const ofEach = grassroots.map((one) => {
    const cells = cellsOf(tree, one);
    const eligible = sum(cells.filter(({ body }) => body.handbook).map(({ body }) => body.members ?? 0));
    // The printed share of all accounts due so far, less what was set up already: the last one meets it exactly.
    due += eligible;
    const accounts = Math.floor((due * PRINTED.accounts) / PRINTED.accountsDue) - setUp;
    setUp += accounts;
    const trained = cells.filter(({ body }) => body.hasCommittee).length * COMMITTEE_SIZE;
    return {
      organization: one.organization,
      year: YEAR,
      body: {
        committeeMembers: trained,
        committeeTrained: trained,
        ...(eligible > 0 && { handbookEligible: eligible, handbookAccounts: accounts }),
      },
    };
  });
  return [...ofEach, { organization: DISTRICT, year: YEAR, body: briefed(tree) }];
}

/** What the district says of the scheme. */
function briefed(tree: readonly DemoOrganization[]): DemoFacts['body'] {
  const members = sum(tree.filter(isCell).map(({ body }) => body.members ?? 0));
  return {
    officialsBriefed: PRINTED.officialsBriefed,
    studyExpected: members,
    studyDone: Math.ceil((members * PRINTED.studied) / 100),
  };
}

const PLANS = [2022, 2023, 2024].map((year) => `Kế hoạch kiểm tra công tác xây dựng Đảng năm ${year}`);

/** Twelve committees and four cells by the district, two and two by the city. */
function inspectionsOf(tree: readonly DemoOrganization[]): DemoInspection[] {
  const committees = tree.filter(({ body }) => body.kind === 'base-committee');
  const cells = tree.filter(({ body }) => body.kind === 'cell' && body.handbook);
  const inspect = (office: string, plan: string, day: number) => (one: DemoOrganization) => ({
    organization: one.organization,
    period: MONTH,
    key: `${dayOf(MONTH, day)}-inspection-${office}`,
    body: { office: 'ban-to-chuc', plan, conclusion: 'noted' as const },
  });
  const [first = '', second = '', third = ''] = PLANS;
  return [
    ...committees.slice(0, 6).map(inspect(DISTRICT_OFFICE, first, 15)),
    ...committees.slice(6, 12).map(inspect(DISTRICT_OFFICE, second, 16)),
    ...[0, 40, 80, 120].flatMap((i) => cells.slice(i, i + 1)).map(inspect(DISTRICT_OFFICE, third, 17)),
    ...committees.slice(12, 14).map(inspect(CITY_OFFICE, CITY_PLAN, 22)),
    ...[160, 200].flatMap((i) => cells.slice(i, i + 1)).map(inspect(CITY_OFFICE, CITY_PLAN, 23)),
  ];
}
const CITY_PLAN = 'Kế hoạch kiểm tra của Ban Tổ chức Thành ủy năm 2023';

export function hoaiDuc(): DemoSeed {
  const tree = hoaiDucTree();
  return {
    id: 'hoai-duc-11',
    district: DISTRICT,
    months: [MONTH],
    tree,
    meetings: meetingsOf(tree),
    inspections: inspectionsOf(tree),
    facts: factsOf(tree),
  };
}
