/** Figures of Hoài Đức's review of 6 June 2024. */
import { MONTH } from '../seed.ts';
import { CITY_OFFICE, DISTRICT, DISTRICT_OFFICE } from '../seeds/hoai-duc-tree.ts';
import { cellsBelow, factsOf, grassroots, inspectionsBelow, kindAndBy } from './below.ts';
import type { Evidence } from './evidence.ts';
import {
  above,
  all,
  allOf,
  atLeastOf,
  counted,
  countOf,
  type Figure,
  ofCard,
  ours,
  percent,
  printed,
  reconstructed,
  type SeedFigures,
  sum,
  written,
} from './figure.ts';

const card = ofCard(DISTRICT, MONTH);
const facts = async (evidence: Evidence) => factsOf(evidence, await grassroots(evidence, DISTRICT, MONTH));

/** `12 + 4`: committees and cells that this office inspected. */
const inspectedBy =
  (office: string): Figure['read'] =>
  async (evidence) => {
    const kinds = (await inspectionsBelow(evidence, DISTRICT, MONTH))
      .filter((one) => kindAndBy(one).by === office)
      .map(({ kind }) => kind);
    return `${countOf(kinds, 'base-committee')} + ${countOf(kinds, 'cell')}`;
  };

export const figures: SeedFigures = {
  title: {
    vi: 'Huyện Hoài Đức (Hà Nội), Đề án 11-ĐA/TU, báo cáo ngày 06/06/2024',
    en: 'Hoài Đức (Hà Nội), Scheme 11-ĐA/TU, report of 6 June 2024',
  },
  remarks: [
    {
      vi: 'Không lưu: 1 đề án, 1 hướng dẫn, 1 công văn, 4 kế hoạch đã ban hành (không phải dữ kiện của buổi sinh hoạt, cuộc kiểm tra hay của năm).',
      en: 'Not held: 1 scheme, 1 guidance, 1 letter, 4 plans issued (no facts of a meeting, an inspection or a year).',
    },
    {
      vi: 'Bài viết không khớp: "sơ kết 03 năm" nhưng từ 06/12/2021 đến 06/6/2024 là hai năm rưỡi; một chỗ ghi "Đề án số 1" thay cho số 11; "đa số" mục tiêu đạt, mà mục tiêu nào được nêu cũng đạt.',
      en: 'The article does not agree with itself: it reviews “three years”, and from 6 December 2021 to 6 June 2024 are two and a half; once the scheme is number 1, not 11; “most” targets are met, and none that is named was missed.',
    },
  ],
  figures: [
    printed(
      'held',
      'Chi bộ sinh hoạt thường kỳ',
      'cells that held the regular meeting',
      '100 %',
      card(all('reported', 'expected')),
    ),
    printed('content', 'Đủ nội dung', 'full content', '100 %', card(all('agendaComplete', 'expected'))),
    printed(
      'steps',
      'Đúng trình tự các bước',
      'steps in order',
      '100 %',
      card(all('stepsInOrder', 'expected')),
    ),
    printed(
      'documents',
      'Có đủ tài liệu',
      'full documents',
      '100 %',
      card(all('documentsDistributed', 'expected')),
    ),
    printed(
      'attendance',
      'Đảng viên dự sinh hoạt',
      'attendance',
      '> 90 %',
      card(above('membersPresent', 'membersRequired', 90)),
    ),
    printed(
      'tasks',
      'Đảng viên đang công tác được giao nhiệm vụ',
      'working members given tasks',
      '100 %',
      card(all('workingAssigned', 'workingMembers')),
    ),
    printed(
      'thematic',
      'Chi bộ sinh hoạt chuyên đề trong quý',
      'cells with a thematic meeting in the quarter',
      '100 %',
      card(all('thematicMet', 'thematicExpected')),
    ),
    printed(
      'scheduled',
      'Sổ tay: chi bộ đã tạo lịch họp',
      'meeting created in the handbook',
      '358/358',
      card(counted('handbookScheduled', 'handbookExpected')),
    ),
    printed(
      'roll',
      'Sổ tay: chi bộ đã điểm danh',
      'roll taken in the handbook',
      '358/358',
      card(counted('handbookRollTaken', 'handbookExpected')),
    ),
    printed(
      'posted',
      'Sổ tay: chi bộ đã đăng nghị quyết',
      'resolution posted in the handbook',
      '358/358',
      card(counted('handbookResolutionPosted', 'handbookExpected')),
    ),
    printed('accounts', 'Tài khoản sổ tay', 'handbook accounts', '7.406/7.965 = 93 %', async (evidence) => {
      const told = await facts(evidence);
      const made = sum(told.map(({ handbookAccounts }) => handbookAccounts));
      const due = sum(told.map(({ handbookEligible }) => handbookEligible));
      return `${written(made)}/${written(due)} = ${percent(made, due, 0)}`;
    }),
    printed(
      'trained',
      'Cấp ủy chi bộ được bồi dưỡng',
      'members of cell committees trained',
      '100 %',
      async (evidence) => {
        const told = await facts(evidence);
        const trained = sum(told.map(({ committeeTrained }) => committeeTrained));
        return allOf(trained, sum(told.map(({ committeeMembers }) => committeeMembers)));
      },
    ),
    printed(
      'briefed',
      'Cán bộ được quán triệt đề án',
      'officials briefed on the scheme',
      '125',
      async (evidence) => written((await evidence.facts(DISTRICT))?.officialsBriefed ?? 0),
    ),
    printed(
      'studied',
      'Đảng viên học tập đề án',
      'members who studied the scheme',
      '≥ 95 %',
      async (evidence) => {
        const { studyDone, studyExpected } = (await evidence.facts(DISTRICT)) ?? {};
        return atLeastOf(studyDone ?? 0, studyExpected ?? 0, 95);
      },
    ),
    printed(
      'inspected',
      'Ban Tổ chức Huyện ủy kiểm tra: đảng ủy + chi bộ',
      'inspected by the district: committees + cells',
      '12 + 4',
      inspectedBy(DISTRICT_OFFICE),
    ),
    printed(
      'inspected-by-city',
      'Ban Tổ chức Thành ủy kiểm tra: đảng ủy + chi bộ',
      'inspected by the city: committees + cells',
      '2 + 2',
      inspectedBy(CITY_OFFICE),
    ),
    printed(
      'plans',
      'Kế hoạch kiểm tra của huyện',
      'inspection plans of the district',
      '3',
      async (evidence) => {
        const inspections = await inspectionsBelow(evidence, DISTRICT, MONTH);
        const ofDistrict = inspections.filter((one) => kindAndBy(one).by === DISTRICT_OFFICE);
        return written(new Set(ofDistrict.map(({ plan }) => plan)).size);
      },
    ),
    reconstructed(
      'cells',
      'Chi bộ: dùng sổ tay + công an, quân sự',
      'cells: with the handbook + police and military',
      '358 + 4',
      async (evidence) => {
        const { measures } = await evidence.card(DISTRICT, MONTH);
        const cells = await cellsBelow(evidence, DISTRICT, MONTH);
        const withHandbook = measures.handbookExpected ?? 0;
        return `${written(withHandbook)} + ${written(cells.length - withHandbook)}`;
      },
    ),
    ours(
      'present',
      'Lượt đảng viên có mặt trên phải dự',
      'members present of required',
      '7.316/7.637',
      card(counted('membersPresent', 'membersRequired')),
    ),
    ours(
      'met',
      'Buổi đạt khung của chương trình trên đã xếp loại',
      'meetings that meet the frame of those graded',
      '318/362',
      card(counted('dat', 'graded')),
    ),
  ],
};
