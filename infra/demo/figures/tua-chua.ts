/** Figures of the report of 1 November 2023 on Tủa Chùa. */
import { MONTH } from '../seed.ts';
import { cellsBelow, factsOf, grassroots, inspectionsBelow, kindAndBy } from './below.ts';
import type { Evidence, Facts } from './evidence.ts';
import {
  allOf,
  counted,
  countOf,
  number,
  ofCard,
  ours,
  percent,
  printed,
  reconstructed,
  type SeedFigures,
  sum,
  written,
} from './figure.ts';

const DISTRICT = 'tua-chua';
const TOWN = 'tua-chua-thi-tran';
const HEALTH_STATION = 'tua-chua-thi-tran-tram-y-te';
const CLASSES = ['xuat-sac', 'tot', 'hoan-thanh'] as const;

const card = ofCard(DISTRICT, MONTH);
const facts = async (evidence: Evidence) => factsOf(evidence, await grassroots(evidence, DISTRICT, MONTH));
const ofTown = async (evidence: Evidence) => factsOf(evidence, await cellsBelow(evidence, TOWN, MONTH));
const classes = (all: readonly Facts[]) => {
  const found = all.map(({ classification }) => classification);
  return CLASSES.map((one) => countOf(found, one));
};
const membersOf = (all: readonly Facts[], ...columns: (keyof Facts)[]) =>
  sum(all.flatMap((one) => columns.map((column) => Number(one[column] ?? 0))));

export const figures: SeedFigures = {
  title: {
    vi: 'Huyện Tủa Chùa (Điện Biên), bài viết ngày 01/11/2023',
    en: 'Tủa Chùa (Điện Biên), report of 1 November 2023',
  },
  remarks: [
    {
      vi: 'Bài viết không khớp: 19,2 + 77,6 + 4,1 = 100,9. Không số nào trên 47 cho ra các tỷ lệ ấy; gần nhất là 9, 36 và 2 (19,1 / 76,6 / 4,3 %). Có lẽ hai mẫu số lẫn nhau: 38 và 2 trên 49 là 77,6 và 4,1 %, còn lại 9; 9 trên 47 làm tròn hai lần (19,149 → 19,15 → 19,2).',
      en: 'The article does not add up: 19.2 + 77.6 + 4.1 = 100.9. No number of 47 prints any of them; the nearest are 9, 36 and 2 (19.1 / 76.6 / 4.3 %). Two denominators may have been mixed: 38 and 2 of 49 are 77.6 and 4.1 %, which leaves 9; 9 of 47 rounded twice is 19.2 (19.149, 19.15).',
    },
    {
      vi: 'Bài viết nêu 47 tổ chức là số "hiện có" (2023), còn các tỷ lệ là của năm 2022. "100 % chi bộ hoàn thành tốt, trong đó 5 xuất sắc": hai mức tách nhau, nên hiểu là từ tốt trở lên.',
      en: 'The article has 47 organizations now (2023), and shares of 2022. “100 % of the cells good, 5 of them excellent”: the two levels exclude each other, so it is read as good or better.',
    },
    {
      vi: 'Bài viết không khớp: 0,02 % của gần 3.900 đảng viên chưa đủ một người; một người là 0,03 %.',
      en: 'The article does not add up: 0.02 % of nearly 3,900 members is less than one person; one is 0.03 %.',
    },
    {
      vi: 'Không lưu: quy chế làm việc của chi bộ, nghị quyết chuyên đề của đảng ủy thị trấn, danh hiệu "trong sạch vững mạnh" (không phải dữ kiện của buổi sinh hoạt hay của năm).',
      en: 'Not held: working rules of cells, the town committee’s resolution on meetings, its title “clean and strong” (no facts of a meeting or a year).',
    },
  ],
  figures: [
    printed(
      'grassroots',
      'Tổ chức cơ sở đảng: đảng bộ + chi bộ',
      'grassroots organizations: committees + base cells',
      '15 + 32 = 47',
      async (evidence) => {
        const kinds = (await grassroots(evidence, DISTRICT, MONTH)).map(({ kind }) => kind);
        const [committees, cells] = [countOf(kinds, 'base-committee'), countOf(kinds, 'base-cell')];
        return `${committees} + ${cells} = ${kinds.length}`;
      },
    ),
    printed(
      'cells',
      'Chi bộ trực thuộc đảng ủy cơ sở',
      'cells below the committees',
      '119',
      async (evidence) => {
        const cells = await cellsBelow(evidence, DISTRICT, MONTH);
        return written(cells.filter(({ kind }) => kind === 'cell').length);
      },
    ),
    ours(
      'members',
      'Đảng viên (bài viết: gần 3.900)',
      'members (the article: nearly 3,900)',
      '3.890',
      card(number('membersTotal')),
    ),
    reconstructed(
      'classes',
      'Tổ chức xuất sắc · tốt · hoàn thành',
      'organizations excellent · good · completed',
      '9 · 36 · 2',
      async (evidence) => classes(await facts(evidence)).join(' · '),
    ),
    reconstructed(
      'class-shares',
      'Tỷ lệ tương ứng (bài viết: 19,2 · 77,6 · 4,1)',
      'their shares (the article: 19.2, 77.6, 4.1)',
      '19,1 % · 76,6 % · 4,3 %',
      async (evidence) => {
        const all = await facts(evidence);
        return classes(all)
          .map((n) => percent(n, all.length, 1))
          .join(' · ');
      },
    ),
    printed(
      'good-members',
      'Đảng viên hoàn thành xuất sắc và tốt nhiệm vụ',
      'members excellent or good',
      '93,5 %',
      async (evidence) => {
        const all = await facts(evidence);
        return percent(membersOf(all, 'membersXuatSac', 'membersTot'), membersOf(all, 'membersTotal'), 1);
      },
    ),
    ours(
      'failed-members',
      'Đảng viên không hoàn thành (bài viết: 0,02 %)',
      'members who failed (the article: 0.02 %)',
      '1 = 0,03 %',
      async (evidence) => {
        const all = await facts(evidence);
        const failed = membersOf(all, 'membersKhongHoanThanh');
        return `${failed} = ${percent(failed, membersOf(all, 'membersTotal'), 2)}`;
      },
    ),
    printed(
      'town',
      'Thị trấn: chi bộ hoàn thành tốt trở lên',
      'the town: cells good or better',
      '100 %',
      async (evidence) => {
        const cells = await cellsBelow(evidence, TOWN, MONTH);
        const [excellent = 0, good = 0] = classes(await ofTown(evidence));
        return allOf(excellent + good, cells.length);
      },
    ),
    printed(
      'town-excellent',
      'Thị trấn: chi bộ hoàn thành xuất sắc',
      'the town: cells excellent',
      '5',
      async (evidence) => written(classes(await ofTown(evidence))[0] ?? 0),
    ),
    printed(
      'health-station',
      'Đảng ủy thị trấn kiểm tra Chi bộ Trạm Y tế',
      'the town committee inspected the health station’s cell',
      '1',
      async (evidence) => {
        const all = await evidence.inspections(HEALTH_STATION, MONTH);
        const byTown = all.map(kindAndBy).filter(({ kind, by }) => kind === 'inspection' && by === TOWN);
        return written(byTown.length);
      },
    ),
    reconstructed(
      'expected',
      'Chi bộ phải sinh hoạt: 32 + 119',
      'cells that must meet: 32 + 119',
      '151',
      card(number('expected')),
    ),
    ours(
      'attended',
      'Cấp ủy viên phụ trách dự sinh hoạt: huyện + thị trấn',
      'attended by who is in charge: district + town',
      '10 + 12',
      async (evidence) => {
        const by = (await inspectionsBelow(evidence, DISTRICT, MONTH))
          .map(kindAndBy)
          .filter(({ kind }) => kind === 'attendance')
          .map((one) => one.by);
        return `${countOf(by, DISTRICT)} + ${countOf(by, TOWN)}`;
      },
    ),
    ours(
      'duties',
      'Lượt dự được phân công đã làm',
      'duties done',
      '22/22',
      card(counted('dutiesDone', 'dutiesExpected')),
    ),
    ours(
      'present',
      'Lượt đảng viên có mặt trên phải dự',
      'members present of required',
      '3.717/3.890',
      card(counted('membersPresent', 'membersRequired')),
    ),
    ours(
      'met',
      'Buổi đạt khung của chương trình trên đã xếp loại',
      'meetings that meet the frame of those graded',
      '139/151',
      card(counted('dat', 'graded')),
    ),
  ],
};
