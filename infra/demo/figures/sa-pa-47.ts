/** Figures of the report on Sa Pa under Directive 47-CT/TU. */

import pMap from 'p-map';
import { spoken } from '../../../shared/domain/spoken-date.ts';
import { MONTH } from '../seed.ts';
import { cellsBelow, inspectionsBelow, kindAndBy } from './below.ts';
import type { Evidence, HeldMeeting } from './evidence.ts';
import {
  all,
  atLeast,
  counted,
  number,
  ofCard,
  ours,
  printed,
  reconstructed,
  type SeedFigures,
  written,
} from './figure.ts';

const DISTRICT = 'sa-pa';
const AT_ONCE = 8;
const card = ofCard(DISTRICT, MONTH);
const mean = (part: string, of: string) =>
  card((told) => (told(part) / told(of)).toLocaleString('vi-VN', { maximumFractionDigits: 2 }));

const meetings = async (evidence: Evidence): Promise<readonly HeldMeeting[]> => {
  const cells = await cellsBelow(evidence, DISTRICT, MONTH);
  const lists = await pMap(cells, ({ organization }) => evidence.meetings(organization, MONTH), {
    concurrency: AT_ONCE,
  });
  return lists.flat().filter(({ key }) => key === 'regular');
};

const minutesOf = ({ startedAt, endedAt }: HeldMeeting): number => minutes(endedAt) - minutes(startedAt);
const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

export const figures: SeedFigures = {
  title: {
    vi: 'Thị xã Sa Pa (Lào Cai), Chỉ thị 47-CT/TU ngày 11/11/2014',
    en: 'Sa Pa (Lào Cai), Directive 47-CT/TU of 11 November 2014',
  },
  remarks: [
    {
      vi: 'Bài viết không ghi ngày và kỳ của các số liệu, và nêu mức trung bình bằng một khoảng (3 đến 3,5 giờ): ở đây từng buổi nằm trong khoảng ấy. Nghị quyết 40 mang ký hiệu của huyện ủy (HU), ban hành khi Sa Pa còn là huyện.',
      en: 'The article bears no date and names no period, and gives an average as a range (3 to 3.5 hours): here every meeting lies in it. Resolution 40 bears the mark of a rural district (HU), which Sa Pa was then.',
    },
    {
      vi: 'Không lưu: nội dung báo cáo quý của người được phân công (gửi cùng nhiệm vụ, không vào điểm); ba tính chất lãnh đạo, giáo dục, chiến đấu chỉ được tính qua các dữ kiện của bộ tiêu chí.',
      en: 'Not counted: quarterly reports of those in charge (they stay with their duties); the three properties, leading, educating, fighting, count only by the facts of the criteria set.',
    },
  ],
  figures: [
    reconstructed(
      'day',
      'Ngày họp: thứ Ba, tuần thứ hai của tháng',
      'the day: Tuesday of the second week',
      '08/12/2026',
      async (evidence) =>
        [...new Set((await meetings(evidence)).map((one) => spoken(one.heldOn)))].join(', '),
    ),
    reconstructed(
      'on-schedule',
      'Sinh hoạt đúng lịch',
      'meetings on that day',
      '100 %',
      card(all('onSchedule', 'expected')),
    ),
    printed(
      'duration',
      'Thời lượng mỗi buổi',
      'how long each meeting took',
      '3–3,5 giờ',
      async (evidence) => {
        const outside = (await meetings(evidence)).map(minutesOf).filter((one) => one < 180 || one > 210);
        return outside.length === 0 ? '3–3,5 giờ' : `${outside.join(', ')} phút`;
      },
    ),
    reconstructed(
      'mean-duration',
      'Thời lượng bình quân (phút)',
      'mean duration (minutes)',
      '195',
      mean('minutesHeld', 'reported'),
    ),
    printed(
      'attendance',
      'Đảng viên dự sinh hoạt',
      'attendance',
      '≥ 90 %',
      card(atLeast('membersPresent', 'membersRequired', 90)),
    ),
    printed(
      'opinions',
      'Ý kiến bình quân một buổi',
      'opinions a meeting',
      '3',
      mean('opinions', 'discussionKnown'),
    ),
    reconstructed(
      'attended',
      'Chi bộ khu dân cư được dự trong quý',
      'residential cells attended in the quarter',
      '16/16',
      async (evidence) => {
        const cells = (await cellsBelow(evidence, DISTRICT, MONTH)).filter(({ kind }) => kind === 'cell');
        const attended = (await inspectionsBelow(evidence, DISTRICT, MONTH)).filter(
          (one) => one.kind === 'cell' && kindAndBy(one).by === DISTRICT,
        );
        const times = new Set(attended.map(({ organization }) => organization)).size;
        return `${written(times)}/${written(cells.length)}`;
      },
    ),
    ours(
      'duties',
      'Lượt dự được phân công đã làm',
      'duties done',
      '19/19',
      card(counted('dutiesDone', 'dutiesExpected')),
    ),
    ours(
      'inspected',
      'Cuộc kiểm tra của tổ kiểm tra',
      'inspections by the team',
      '2',
      card(number('inspections')),
    ),
    ours(
      'findings',
      'Hạn chế chưa khắc phục trên số nêu ra',
      'findings still open of those made',
      '1/2',
      card(counted('findingsOpen', 'findings')),
    ),
    ours(
      'present',
      'Lượt đảng viên có mặt trên phải dự',
      'members present of required',
      '467/493',
      card(counted('membersPresent', 'membersRequired')),
    ),
    ours(
      'met',
      'Buổi đạt khung của chương trình trên đã xếp loại',
      'meetings that meet the frame of those graded',
      '14/21',
      card(counted('dat', 'graded')),
    ),
  ],
};
