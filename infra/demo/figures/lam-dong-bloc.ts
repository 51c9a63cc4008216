/** The report of 15 September 2023 on the bloc of Lâm Đồng prints no figure; what the data set holds is ours. */
import { MONTH } from '../seed.ts';
import { counted, number, ofCard, ours, type SeedFigures } from './figure.ts';

const card = ofCard('lam-dong-bloc', MONTH);

export const figures: SeedFigures = {
  title: {
    vi: 'Đảng bộ Khối Các cơ quan tỉnh Lâm Đồng, bài viết ngày 15/09/2023',
    en: 'Provincial agencies’ bloc of Lâm Đồng, report of 15 September 2023',
  },
  remarks: [
    {
      vi: 'Bài viết không nêu số liệu nào; điều được nêu là chín nội dung đánh giá, nay là bộ tiêu chí.',
      en: 'The article prints no figure; what it gives is nine things that are assessed, here the criteria set.',
    },
    {
      vi: 'Vì không có số nên không có gì để cộng; chữ "cơ bản thực hiện tốt" không nói bao nhiêu chi bộ.',
      en: 'Where no figure is given none can disagree; “largely done well” does not say by how many cells.',
    },
  ],
  figures: [
    ours('held', 'Chi bộ đã sinh hoạt', 'cells that met', '16/16', card(counted('reported', 'expected'))),
    ours('graded', 'Chi bộ được xếp loại', 'cells graded', '16/16', card(counted('graded', 'expected'))),
    ours(
      'attended',
      'Đảng ủy Khối dự và chấm điểm',
      'attended and scored by the bloc committee',
      '4/4',
      card(counted('superiorScored', 'attendances')),
    ),
    ours(
      'gap',
      'Tổng chênh lệch tự chấm và cấp trên chấm (phần trăm điểm)',
      'gap between self and superior scores (hundredths)',
      '600',
      card(number('absoluteGapSum')),
    ),
    ours(
      'present',
      'Lượt đảng viên có mặt trên phải dự',
      'members present of required',
      '249/260',
      card(counted('membersPresent', 'membersRequired')),
    ),
    ours(
      'grades',
      'Tốt · Khá · Trung bình · Kém',
      'grades from the best to the worst',
      '12 · 4 · 0 · 0',
      card((of) => ['tot', 'kha', 'trungBinh', 'kem'].map(of).join(' · ')),
    ),
    ours(
      'points',
      'Tổng điểm các buổi (phần trăm điểm)',
      'points of all meetings (hundredths)',
      '145.900',
      card(number('pointsSum')),
    ),
  ],
};
