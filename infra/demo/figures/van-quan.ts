/** Figures of the report of 6 May 2021 on Văn Quan. */
import type { Known } from '../../../shared/domain/events/meeting.ts';
import { YEAR } from '../seed.ts';
import { cellsBelow, factsOf, grassroots } from './below.ts';
import {
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
  within,
  written,
} from './figure.ts';

const DISTRICT = 'van-quan';
const card = ofCard(DISTRICT, YEAR);

/** Of those expected in all months. */
const heldShare = (part: string) =>
  card((of) => percent(of(part), of('held12') + of('held9to11') + of('held5to8') + of('heldUnder5'), 0));
const HELD = ['held12', 'held9to11', 'held5to8', 'heldUnder5', 'heldPartYear'] as const;

export const figures: SeedFigures = {
  title: {
    vi: 'Huyện Văn Quan (Lạng Sơn), bài viết ngày 06/05/2021',
    en: 'Văn Quan (Lạng Sơn), report of 6 May 2021',
  },
  remarks: [
    {
      vi: 'Bài viết không nói ý kiến 40–50 % là của ai: ở đây là người phát biểu trên số có mặt.',
      en: 'Of whom opinions are 40–50 % is not said: here speakers of those present.',
    },
    {
      vi: 'Ba tỷ lệ theo trình độ cộng lại là 127,13 % nên chồng lên nhau; không số nào dưới 1.002 người cho ra cả ba, nên đó không phải tỷ lệ của một năm kết nạp hơn 200 người. Hơn 200 đảng viên mới mỗi năm từ 2006 đến bài viết năm 2021 là hơn 3.000 trên tổng số 3.768. Bài viết không nói 33, 51 và 16 % là của năm nào.',
      en: 'The three shares by schooling come to 127.13 %, so they overlap; no number below 1,002 prints all three, so they are not of one year’s more than 200. More than 200 admitted each year from 2006 to the report of 2021 are more than 3,000 of 3,768 members. Of which year 33, 51 and 16 % are is not said.',
    },
  ],
  figures: [
    printed('held-12', 'Sinh hoạt đủ 12 kỳ', 'held twelve meetings', '33 %', heldShare('held12')),
    printed('held-9-11', 'Sinh hoạt 9–11 kỳ', 'held nine to eleven', '51 %', heldShare('held9to11')),
    printed('held-5-8', 'Sinh hoạt 5–8 kỳ', 'held five to eight', '16 %', heldShare('held5to8')),
    reconstructed(
      'held-counts',
      'Trong 63 tổ chức: đủ 12, 9–11, 5–8, dưới 5, không đủ năm',
      'of 63: twelve, nine to eleven, five to eight, fewer, part of the year',
      '21 · 32 · 10 · 0 · 0',
      card((of) => HELD.map(of).join(' · ')),
    ),
    printed(
      'attendance',
      'Đảng viên dự sinh hoạt',
      'attendance',
      '85–90 %',
      card(within('membersPresent', 'membersRequired', 85, 90)),
    ),
    reconstructed(
      'speakers',
      'Người phát biểu trên số có mặt',
      'speakers of those present',
      '40–50 %',
      card(within('speakers', 'membersPresent', 40, 50)),
    ),
    printed(
      'committees',
      'Đảng bộ + chi bộ cơ sở',
      'committees + base cells',
      '26 + 37',
      async (evidence) => {
        const kinds = (await grassroots(evidence, DISTRICT, YEAR)).map(({ kind }) => kind);
        return `${countOf(kinds, 'base-committee')} + ${countOf(kinds, 'base-cell')}`;
      },
    ),
    printed('members', 'Đảng viên', 'members', '3.768', async (evidence) => {
      const facts = await factsOf(evidence, await grassroots(evidence, DISTRICT, YEAR));
      return written(sum(facts.map(({ membersTotal }) => membersTotal)));
    }),
    printed(
      'admitted',
      'Đảng viên mới kết nạp trong năm',
      'admitted in the year',
      '> 200',
      async (evidence) => {
        const facts = await factsOf(evidence, await grassroots(evidence, DISTRICT, YEAR));
        const admitted = sum(facts.map((one) => one.admitted));
        return admitted > 200 ? '> 200' : written(admitted);
      },
    ),
    printed(
      'schooling',
      'Đảng viên mới có trình độ THPT · trung cấp · đại học',
      'of the admitted: upper-secondary · vocational · university',
      '91,7 % · 26,45 % · 8,98 %',
      async (evidence) => {
        const told = await evidence.facts(DISTRICT);
        const share = (part: Known<number> | undefined, decimals: number) =>
          percent(part ?? 0, told?.schoolingCounted ?? 0, decimals);
        return [
          share(told?.schoolingUpperSecondary, 1),
          share(told?.schoolingVocational, 2),
          share(told?.schoolingUniversity, 2),
        ].join(' · ');
      },
    ),
    reconstructed(
      'schooling-counted',
      'Số đảng viên mới được thống kê trình độ',
      'admitted whose schooling is counted',
      '1.002',
      async (evidence) => written((await evidence.facts(DISTRICT))?.schoolingCounted ?? 0),
    ),
    printed(
      'models',
      'Chi bộ điểm, mỗi đảng bộ một',
      'model cells, one a committee',
      '26',
      async (evidence) => {
        const cells = await cellsBelow(evidence, DISTRICT, YEAR);
        const models = cells.filter(({ name }) => name.includes('chi bộ điểm'));
        return written(new Set(models.map(({ parent }) => parent)).size);
      },
    ),
    ours(
      'thematic',
      'Buổi chuyên đề của thị trấn, công an, hai trường',
      'thematic meetings of the town, the police, two schools',
      '16',
      card(number('thematic')),
    ),
    ours(
      'present',
      'Lượt đảng viên có mặt trên phải dự',
      'members present of required',
      '33.092/38.042',
      card(counted('membersPresent', 'membersRequired')),
    ),
    ours(
      'spoke',
      'Lượt phát biểu trên có mặt',
      'speakers of those present, counted',
      '14.925/33.092',
      card(counted('speakers', 'membersPresent')),
    ),
    ours(
      'held',
      'Buổi thường kỳ đã họp trên phải họp trong năm',
      'regular meetings held of those owed in the year',
      '636/756',
      card(counted('reported', 'expected')),
    ),
    ours(
      'met',
      'Buổi đạt khung của chương trình trên đã xếp loại',
      'meetings that meet the frame of those graded',
      '636/636',
      card(counted('dat', 'graded')),
    ),
  ],
};
