/** The columns of a roster as a sheet: what they are called, and what their cells come to. */
import * as z from 'zod';
import { type RuleViolation, violation } from '../../shared/contracts/field-errors.ts';
import { organizationBody } from '../../shared/contracts/roster.ts';

const MOST_SHOWN = 60;

/** Titles as an officer writes them, in any case; the contract's own names do as well. */
export const FIELD_BY_TITLE: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'mã tổ chức': 'organization',
    'tên tổ chức': 'name',
    loại: 'kind',
    'cấp trên trực tiếp': 'parent',
    'chế độ sinh hoạt': 'meets',
    'loại hình': 'unit',
    'có chi ủy': 'hasCommittee',
    'dùng sổ tay': 'handbook',
    'số đảng viên': 'members',
    'mã hệ thống khác': 'codes',
    'tổ chức tiền thân': 'predecessors',
    'từ tháng': 'from',
    'đã giải thể': 'closed',
  }),
);

/** In any case: Excel writes its own yes and no in capitals. A 1 or 0 says the same to whoever counts. */
export const YES = ['có', 'true', 'yes', '1'] as const;
export const NO = ['không', 'false', 'no', '0'] as const;
const isYes = (word: string): boolean => YES.some((yes) => yes === word);

const yesNo = z
  .string()
  .normalize('NFC')
  .toLowerCase()
  .pipe(z.enum([...YES, ...NO], 'yes-or-no'))
  .transform(isYes);
const listOf = (text: string) =>
  text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** The first colon parts the two: codes may hold others. */
function systemAndCode(pair: string) {
  const [system = '', ...code] = pair.split(':');
  return { system: system.trim(), code: code.join(':').trim() };
}

/** With a comma or a line break between two pairs the second would be taken for a part of the first code. */
function isPair(pair: string): boolean {
  const { system, code } = systemAndCode(pair);
  return system !== '' && code !== '' && !/\n|,.*:/.test(pair);
}

/** What stands in a cell of codes that is no pair of a system and its code. */
export const pairFaults = (text = ''): RuleViolation[] =>
  listOf(text)
    .filter((pair) => !isPair(pair))
    .map((pair) => {
      const found = pair.slice(0, MOST_SHOWN);
      return violation(
        '/codes',
        'system-and-code',
        `"${found}" không đúng dạng hệ thống:mã, ví dụ so-tay:17. Nhiều mã thì cách nhau bằng dấu chấm phẩy: so-tay:17;qldv:B-9.`,
        `"${found}" is not written system:code, such as so-tay:17. Several are separated by semicolons: so-tay:17;qldv:B-9.`,
      );
    });

/** A cell is text; `codes` as `system:code;system:code`, `predecessors` as `id;id`, an empty parent is the root's. */
export const sheetLine = z.strictObject({
  organization: z.string(),
  name: z.string(),
  kind: z.string(),
  parent: z.string().transform((text) => (text === '' ? null : text)),
  meets: z.string(),
  unit: z.string(),
  hasCommittee: yesNo.optional(),
  handbook: yesNo.optional(),
  // A thousand is written 1.000 on screens, which the program would read as one.
  members: z.string().regex(/^\d+$/, 'digits-alone').transform(Number).optional(),
  codes: z
    .string()
    .transform((text) => listOf(text).map(systemAndCode))
    .optional(),
  predecessors: z.string().transform(listOf).optional(),
  from: z.string(),
  closed: yesNo.optional(),
});

/** What the contract fills in where the field is left out; of every other one an empty cell is at fault. */
const hasDefault = (field: string): boolean =>
  Object.entries(organizationBody.shape).some(([name, { def }]) => name === field && def.type === 'default');

/** An empty cell says no more than a column that is not there, where the contract knows what to take. */
export const withoutDefaults = (fields: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(fields).filter(([field, text]) => text !== '' || !hasDefault(field)));
