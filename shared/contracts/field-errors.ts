/** Words for what a schema refuses: zod's issues become rule violations with a pointer, in both languages. */
import * as z from 'zod';
import type { Bilingual } from '../domain/bilingual.ts';
import { nearestName } from '../domain/nearest-name.ts';
import type { RuleViolation } from '../domain/rule-violation.ts';
import { RULES } from './field-rules.ts';

export type { RuleViolation };

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

const MISSING: Bilingual = { vi: 'Thiếu trường bắt buộc này.', en: 'This field is needed and missing.' };
const ANYTHING_ELSE: Worded = {
  rule: 'invalid',
  vi: 'Giá trị không hợp lệ.',
  en: 'The value is not allowed.',
};

function wrongType(expected: string, isMissing: boolean): Worded {
  if (isMissing) return { rule: 'required', ...MISSING };
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

/** How much of a name that is not known is said back. */
const SAID_BACK = 60;

/** Which names there are, and which one was probably meant. */
function namesOf(value: unknown, known: readonly string[]): Bilingual {
  const names = known.join(', ');
  const list = { vi: `Phải là một trong: ${names}.`, en: `It must be one of: ${names}.` };
  if (typeof value !== 'string' || value === '' || value.length > SAID_BACK) return list;
  const meant = nearestName(value, known);
  const hint =
    meant === null ? { vi: '', en: '' } : { vi: ` Có phải "${meant}"?`, en: ` Was "${meant}" meant?` };
  return {
    vi: `Không có "${value}".${hint.vi} ${list.vi}`,
    en: `There is no "${value}".${hint.en} ${list.en}`,
  };
}

function notOneOf(value: unknown, known: readonly string[]): Worded {
  if (value !== undefined) return { rule: 'one-of', ...namesOf(value, known) };
  const { vi, en } = namesOf(value, known);
  return { rule: 'required', vi: `${MISSING.vi} ${vi}`, en: `${MISSING.en} ${en}` };
}

function worded(issue: Issue, input: unknown): Worded {
  const isMissing = issue.code === 'invalid_type' && valueAt(input, issue.path) === undefined;
  const rule = RULES[issue.message];
  if (rule !== undefined)
    return isMissing
      ? { rule: 'required', vi: `${MISSING.vi} ${rule.vi}`, en: `${MISSING.en} ${rule.en}` }
      : { rule: issue.message, ...rule };
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue.expected, isMissing);
    case 'too_small':
    case 'too_big':
      return wrongSize(issue);
    case 'invalid_value':
      return notOneOf(valueAt(input, issue.path), issue.values.map(String));
    case 'invalid_key': {
      const [inner] = issue.issues;
      return inner === undefined
        ? { rule: 'key', vi: 'Tên trường không hợp lệ.', en: 'The field name is not allowed.' }
        : worded(inner, input);
    }
    default:
      return ANYTHING_ELSE;
  }
}

function unknownField(path: readonly PropertyKey[], field: string, known: readonly string[]): RuleViolation {
  const meant = nearestName(field, known);
  const hint =
    meant === null ? { vi: '', en: '' } : { vi: ` Có phải "${meant}"?`, en: ` Was "${meant}" meant?` };
  const names = known.join(', ');
  return {
    pointer: pointerTo([...path, field]),
    rule: 'unknown-field',
    vi: `Trường này không có trong quy định; hãy bỏ đi hoặc sửa tên.${hint.vi} Các trường: ${names}.`,
    en: `There is no such field; leave it out or correct its name.${hint.en} Fields: ${names}.`,
  };
}

/** More than these say no more; a body made of faults must make neither a larger answer nor long work. */
const MOST = 50;

function violationsOf(issue: Issue, input: unknown): RuleViolation[] {
  if (issue.code === 'unrecognized_keys') {
    const known = issue.message.split(' ');
    return issue.keys.slice(0, MOST).map((key) => unknownField(issue.path, key, known));
  }
  if (issue.code === 'invalid_union') return ofUnion(issue, input);
  return [{ pointer: pointerTo(issue.path), ...worded(issue, input) }];
}

type UnionIssue = Extract<Issue, { code: 'invalid_union' }>;

/** Of several forms, what is wrong is said of the one that was meant, which its tag or its fields tell. */
function ofUnion(issue: UnionIssue, input: unknown): RuleViolation[] {
  const at = pointerTo(issue.path);
  if ('options' in issue && issue.options !== undefined)
    return [{ pointer: at, ...notOneOf(valueAt(input, issue.path), issue.options.map(String)) }];
  const forms = issue.errors.map((errors) =>
    errors.map((error) => ({ ...error, path: [...issue.path, ...error.path] })),
  );
  const tagged = forms.filter((errors) => !errors.some(isOtherTag));
  const tags = forms.flatMap((errors) => errors.filter(isOtherTag));
  if (tagged.length === 0 && tags[0] !== undefined) {
    const values = new Set(tags.flatMap((tag) => tag.values.map(String)));
    return [{ pointer: pointerTo(tags[0].path), ...notOneOf(valueAt(input, tags[0].path), [...values]) }];
  }
  return ofLikeForms(
    tagged.map((errors) => errors.flatMap((error) => violationsOf(error, input))),
    at,
  );
}

/** A form that is told from others by one constant, and that constant is another one here. */
const isOtherTag = (issue: Issue): issue is Extract<Issue, { code: 'invalid_value' }> =>
  issue.code === 'invalid_value' && issue.values.length === 1;

/** Forms that differ in which of some fields they have: the nearest one, or, between them, which fields there are. */
function ofLikeForms(forms: readonly RuleViolation[][], at: string): RuleViolation[] {
  const [nearest, next] = forms.toSorted((a, b) => a.length - b.length);
  if (nearest === undefined) return [{ pointer: at, ...ANYTHING_ELSE }];
  if (next === undefined || nearest.length < next.length) return nearest;
  const isCommon = (one: RuleViolation) =>
    forms.every((form) => form.some(({ pointer, rule }) => pointer === one.pointer && rule === one.rule));
  const fields = forms.flatMap((form) =>
    form.filter((one) => !isCommon(one)).map(({ pointer }) => pointer.slice(at.length + 1)),
  );
  const names = [...new Set(fields)].join(', ');
  const common = nearest.filter(isCommon);
  if (names === '') return common;
  return [
    ...common,
    {
      pointer: at,
      rule: 'one-field-of',
      vi: `Ghi đúng một trong các trường: ${names}.`,
      en: `Give exactly one of the fields: ${names}.`,
    },
  ];
}

/** What an object may hold is known to its schema alone: the finished issue does not name it. */
const KNOWN_FIELDS: z.core.ParseContext<z.core.$ZodIssue> = {
  error: ({ code, inst }) =>
    code === 'unrecognized_keys' && inst instanceof z.ZodObject
      ? Object.keys(inst.shape).join(' ')
      : undefined,
};

export type Fields<T> =
  | { readonly success: true; readonly data: T }
  | { readonly success: false; readonly violations: readonly RuleViolation[] };

/** What a schema makes of an input, or in words what is wrong with it. */
export function readFields<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
): Fields<z.output<Schema>> {
  const { success, data, error } = schema.safeParse(input, KNOWN_FIELDS);
  if (success) return { success, data };
  const violations: RuleViolation[] = [];
  for (const issue of error.issues) {
    violations.push(...violationsOf(issue, input));
    if (violations.length >= MOST) break;
  }
  return { success, violations: eachOnce(violations).slice(0, MOST) };
}

/** A number past all whole ones breaks zod's bound and the field's own, which comes last and is the one to keep to. */
const eachOnce = (violations: readonly RuleViolation[]): RuleViolation[] => [
  ...new Map(violations.map((one) => [`${one.pointer} ${one.rule}`, one])).values(),
];

/** A violation outside the schemas, worded where it is found. */
export const violation = (pointer: string, rule: string, vi: string, en: string): RuleViolation => ({
  pointer,
  rule,
  vi,
  en,
});
