/** Words for the rules that schemas name in place of a message, e.g. `z.string().regex(MONTH, 'month')`. */
import type { Bilingual } from '../domain/bilingual.ts';

export const RULES: Readonly<Record<string, Bilingual>> = {
  'organization-id': {
    vi: 'Mã tổ chức gồm 1–40 ký tự a-z, 0-9 và dấu gạch nối.',
    en: 'An organization id has 1–40 of a-z, 0-9 and hyphen.',
  },
  month: { vi: 'Kỳ phải là tháng dạng 2026-10.', en: 'The period must be a month such as 2026-10.' },
  period: {
    vi: 'Kỳ phải có dạng 2026-10 (tháng), 2026-Q4 (quý) hoặc 2026 (năm).',
    en: 'A period is written 2026-10 (month), 2026-Q4 (quarter) or 2026 (year).',
  },
  date: {
    vi: 'Ngày phải có thật, dạng 2026-10-13.',
    en: 'The date must exist, written 2026-10-13.',
  },
  time: { vi: 'Giờ phải có dạng 19:30.', en: 'A time of day is written 19:30.' },
  instant: {
    vi: 'Thời điểm phải có thật, ở dạng UTC như 2026-10-13T15:42:07.123Z.',
    en: 'The instant must exist, written in UTC as 2026-10-13T15:42:07.123Z.',
  },
  'meeting-key': {
    vi: 'Khóa là regular, thematic-NĂM-THÁNG-NGÀY hoặc extraordinary-NĂM-THÁNG-NGÀY, ví dụ thematic-2026-10-20.',
    en: 'The key is regular, thematic-YYYY-MM-DD or extraordinary-YYYY-MM-DD, with a date that exists.',
  },
  'inspection-key': {
    vi: 'Khóa là NĂM-THÁNG-NGÀY-attendance|inspection|supervision-MÃ, ví dụ 2026-10-13-attendance-ban-to-chuc.',
    en: 'The key is YYYY-MM-DD-attendance|inspection|supervision-ID, with a date that exists.',
  },
  'finding-number': {
    vi: 'Số thứ tự hạn chế là số nguyên từ 1 đến 999.',
    en: 'A finding’s number is a whole number from 1 to 999.',
  },
  'programme-id': {
    vi: 'Mã chương trình gồm 1–40 ký tự a-z, 0-9 và dấu gạch nối.',
    en: 'A programme id has 1–40 of a-z, 0-9 and hyphen.',
  },
  'revision-number': { vi: 'Số bản là số nguyên từ 1.', en: 'A revision is a whole number from 1 on.' },
  quarter: { vi: 'Quý phải có dạng 2026-Q4.', en: 'A quarter is written 2026-Q4.' },
  'target-out-of': {
    vi: 'Tỷ lệ (share) và bình quân (mean) cần mẫu số outOf; số đếm (count) thì không có.',
    en: 'A share or a mean needs outOf, its denominator; a count has none.',
  },
  'duty-not-at-itself': {
    vi: 'Tổ chức không được phân công dự sinh hoạt của chính mình.',
    en: 'An organization is not assigned to attend itself.',
  },
  'set-or-revision': {
    vi: 'Ghi đúng một trong hai: criteriaSet (bản đã ban hành) hoặc set (bản dự thảo).',
    en: 'Give one of criteriaSet (a published revision) and set (a draft).',
  },
  'by-or-attends': {
    vi: 'Ghi đúng một trong hai: by (cấp dự) hoặc attends (nơi được dự).',
    en: 'Give one of by (whose offices come) and attends (who is attended).',
  },
  'parent-or-code': {
    vi: 'Ghi parent (cấp trên), hoặc cả system và code (mã của hệ thống khác).',
    en: 'Give parent, or both system and code (what another system calls it).',
  },
  slug: {
    vi: 'Chỉ gồm 1–60 ký tự a-z, 0-9 và dấu gạch nối; ghi chức danh, không ghi tên người.',
    en: 'It has 1–60 of a-z, 0-9 and hyphen; an office, never a person’s name.',
  },
  'something-known': {
    vi: 'Chưa có số liệu nào; hãy ghi ít nhất một mục đã biết.',
    en: 'Nothing is known in it; say at least one fact.',
  },
  'set-revision': {
    vi: 'Số lần ban hành là số nguyên từ 1 đến 999.',
    en: 'A revision is a whole number from 1 to 999.',
  },
  year: { vi: 'Năm phải có dạng 2026.', en: 'The year is written 2026.' },
  'plain-text': {
    vi: 'Văn bản không được chứa ký tự điều khiển hoặc ký tự hỏng.',
    en: 'Text may hold no control characters and no broken characters.',
  },
  'one-line': {
    vi: 'Viết trên một dòng, không có tab và không có ký tự ẩn (khoảng trắng độ rộng bằng không, dấu đổi hướng chữ).',
    en: 'Write it on one line, without tabs and without characters that cannot be seen (zero-width blanks, marks of direction).',
  },
  'not-blank': { vi: 'Không được để trống.', en: 'It must not be blank.' },
  subject: {
    vi: 'Mã người dùng gồm 1–128 chữ cái, chữ số và . _ : @ + | = -.',
    en: 'A subject has 1–128 letters, digits and . _ : @ + | = -.',
  },
  cursor: {
    vi: 'Con trỏ trang không hợp lệ. Hãy dùng đúng giá trị "next" của trang trước, hoặc bắt đầu lại không có cursor.',
    en: 'The cursor is malformed. Use the "next" of the page before as it is, or begin again without one.',
  },
  limit: { vi: 'limit là số nguyên từ 1 đến 100.', en: 'limit is a whole number from 1 to 100.' },
  'criterion-id': {
    vi: 'Mã tiêu chí gồm a-z, 0-9 và dấu gạch nối.',
    en: 'A criterion id has a-z, 0-9 and hyphen.',
  },
  hundredths: {
    vi: 'Điểm ghi bằng số nguyên phần trăm điểm, không âm: 20 điểm ghi là 2000, 2,5 điểm ghi là 250.',
    en: 'Points are whole hundredths, none negative: 20 points are written 2000, 2.5 points 250.',
  },
  bound: {
    vi: 'Mức ghi bằng số nguyên không âm: tỷ lệ bằng phần vạn (85 % ghi là 8500), số lượng là chính số đó.',
    en: 'A bound is a whole number, none negative: a share in basis points (85 % is written 8500), a count as it is.',
  },
  'digits-alone': {
    vi: 'Chỉ ghi bằng chữ số 0-9, không có dấu ngăn cách, dấu cộng trừ hay số mũ: một nghìn ghi là 1000.',
    en: 'Write it in digits 0-9 alone, without separators, signs or exponents: a thousand is written 1000.',
  },
  'code-once': {
    vi: 'Mã này của hệ thống này đã nêu ở trên. Mỗi mã chỉ nêu một lần; hãy bỏ mã trùng hoặc sửa lại.',
    en: 'This code of this system stands there already. Name each once: leave the second out, or correct it.',
  },
  'yes-or-no': {
    vi: 'Ghi "có" hoặc "không"; cũng nhận true/false, yes/no, 1/0, chữ hoa hay chữ thường. Để trống nghĩa là không.',
    en: 'Write "có" (yes) or "không" (no); true/false, yes/no and 1/0 are taken as well, in any case. A cell left empty means no.',
  },
  'two-decimals': {
    vi: 'Điểm có nhiều nhất hai chữ số thập phân.',
    en: 'Points have at most two decimals.',
  },
  'until-before-from': {
    vi: 'Ngày kết thúc không được trước ngày bắt đầu.',
    en: 'The last day cannot lie before the first.',
  },
  'from-after-to': {
    vi: 'Kỳ đầu không được sau kỳ cuối, và nhiều nhất 12 tháng.',
    en: 'The first month cannot lie after the last, and at most 12 months may be asked for.',
  },
  'grade-list': {
    vi: 'grade là tot, kha, trung-binh, kem, dat, khong-dat, mixed (nhiều bảng chấm, không xếp loại chung được) hoặc none, cách nhau bằng dấu phẩy.',
    en: 'grade takes tot, kha, trung-binh, kem, dat, khong-dat, mixed (over several sheets, with no grade in common) or none, separated by commas.',
  },
  'kind-list': {
    vi: 'Là một hay nhiều loại tổ chức, cách nhau bằng dấu phẩy.',
    en: 'One or more kinds of organization, separated by commas.',
  },
  'status-list': {
    vi: 'status là exempt, reported, late, awaiting, overdue hoặc withdrawn, cách nhau bằng dấu phẩy.',
    en: 'status takes exempt, reported, late, awaiting, overdue or withdrawn, separated by commas.',
  },
};
