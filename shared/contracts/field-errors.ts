/** Words for what a schema refuses: zod's issues become rule violations with a pointer, in both languages. */
import type * as z from 'zod';
import type { Bilingual } from '../domain/criteria.ts';
import type { RuleViolation } from '../domain/rule-violation.ts';

export type { RuleViolation };

/** Words for the rules that `primitives.ts` names. */
const RULES: Readonly<Record<string, Bilingual>> = {
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
  instant: { vi: 'Thời điểm phải ở dạng UTC.', en: 'An instant is written in UTC.' },
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
    vi: 'grade là tot, kha, trung-binh, kem, dat, khong-dat hoặc none, cách nhau bằng dấu phẩy.',
    en: 'grade takes tot, kha, trung-binh, kem, dat, khong-dat or none, separated by commas.',
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

const TYPES: Readonly<Record<string, Bilingual>> = {
  int: { vi: 'số nguyên', en: 'a whole number' },
  number: { vi: 'số', en: 'a number' },
  string: { vi: 'chuỗi ký tự', en: 'a text' },
  boolean: { vi: 'true hoặc false', en: 'true or false' },
  object: { vi: 'đối tượng JSON', en: 'a JSON object' },
  record: { vi: 'đối tượng JSON', en: 'a JSON object' },
  array: { vi: 'danh sách', en: 'a list' },
};

const escaped = (part: PropertyKey): string => String(part).replaceAll('~', '~0').replaceAll('/', '~1');

/** `/members/present`; the whole is the empty pointer. */
export const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${escaped(part)}`).join('');

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null
        ? Object.getOwnPropertyDescriptor(value, part)?.value
        : undefined,
    input,
  );
}

type Issue = z.core.$ZodIssue;
type Worded = Bilingual & { readonly rule: string };

function wrongType(expected: string, isMissing: boolean): Worded {
  if (isMissing) {
    return { rule: 'required', vi: 'Thiếu trường bắt buộc này.', en: 'This field is needed and missing.' };
  }
  const words = TYPES[expected] ?? { vi: expected, en: expected };
  return { rule: 'type', vi: `Phải là ${words.vi}.`, en: `It must be ${words.en}.` };
}

function wrongSize(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): Worded {
  const isSmall = issue.code === 'too_small';
  const bound = String(isSmall ? issue.minimum : issue.maximum);
  const unit: Bilingual =
    issue.origin === 'string'
      ? { vi: ' ký tự', en: ' characters' }
      : issue.origin === 'array'
        ? { vi: ' phần tử', en: ' items' }
        : { vi: '', en: '' };
  return isSmall
    ? { rule: 'at-least', vi: `Phải từ ${bound}${unit.vi} trở lên.`, en: `At least ${bound}${unit.en}.` }
    : { rule: 'at-most', vi: `Không được quá ${bound}${unit.vi}.`, en: `At most ${bound}${unit.en}.` };
}

function worded(issue: Issue, input: unknown): Worded {
  const rule = RULES[issue.message];
  if (rule !== undefined) return { rule: issue.message, ...rule };
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue.expected, valueAt(input, issue.path) === undefined);
    case 'too_small':
    case 'too_big':
      return wrongSize(issue);
    case 'invalid_value': {
      if (valueAt(input, issue.path) === undefined) return wrongType('', true);
      const values = issue.values.map(String).join(', ');
      return { rule: 'one-of', vi: `Phải là một trong: ${values}.`, en: `It must be one of: ${values}.` };
    }
    case 'invalid_key': {
      const [inner] = issue.issues;
      return inner === undefined
        ? { rule: 'key', vi: 'Tên trường không hợp lệ.', en: 'The field name is not allowed.' }
        : worded(inner, input);
    }
    default:
      return { rule: 'invalid', vi: 'Giá trị không hợp lệ.', en: 'The value is not allowed.' };
  }
}

const unknownField = (path: readonly PropertyKey[]): RuleViolation => ({
  pointer: pointerTo(path),
  rule: 'unknown-field',
  vi: 'Trường này không có trong quy định; hãy bỏ đi hoặc sửa tên.',
  en: 'There is no such field; leave it out or correct its name.',
});

/** More than these say no more; a body made of faults must not make a larger answer. */
const MOST = 50;

/** `under` is the pointer at which `input` stands in the body. */
export function fieldErrors(error: z.ZodError, input: unknown, under = ''): RuleViolation[] {
  return error.issues
    .flatMap((issue): RuleViolation[] =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => unknownField([...issue.path, key]))
        : [{ pointer: pointerTo(issue.path), ...worded(issue, input) }],
    )
    .slice(0, MOST)
    .map((violation) => ({ ...violation, pointer: under + violation.pointer }));
}

/** A violation outside the schemas, worded where it is found. */
export const violation = (pointer: string, rule: string, vi: string, en: string): RuleViolation => ({
  pointer,
  rule,
  vi,
  en,
});
