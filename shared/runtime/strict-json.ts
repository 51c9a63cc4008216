/**
 * JSON in which every name says one thing. `JSON.parse` takes the last of two equal names without a word, and objects
 * treat `__proto__` as no field at all: what a client sent would be stored otherwise than it reads.
 */
import { pointerTo, type RuleViolation, violation } from '../contracts/field-errors.ts';
import { validation } from '../contracts/problem.ts';

/** More levels than any body has: criteria sets go down nine. */
const DEEPEST = 20;
/** More of them say no more. */
const MOST = 50;

const malformed = () =>
  validation([
    violation(
      '',
      'json',
      'Nội dung phải là JSON hợp lệ, mã hóa UTF-8, không nén.',
      'The body must be well-formed JSON in UTF-8, not compressed.',
    ),
  ]);

const tooDeep = () =>
  violation(
    '',
    'json-depth',
    `JSON lồng nhau nhiều nhất ${DEEPEST} cấp. Hãy gửi đúng cấu trúc nêu trong tài liệu API.`,
    `JSON may be nested ${DEEPEST} levels deep at most. Send it in the form that the API's document gives.`,
  );

const twice = (pointer: string) =>
  violation(
    pointer,
    'name-once',
    'Trường này xuất hiện hai lần trong cùng một đối tượng, không rõ giá trị nào đúng. Hãy chỉ giữ một.',
    'This field stands twice in one object, so that it is unclear which value is meant. Keep one.',
  );

const noField = (pointer: string) =>
  violation(
    pointer,
    'unknown-field',
    'Trường này không có trong quy định; hãy bỏ đi hoặc sửa tên.',
    'There is no such field; leave it out or correct its name.',
  );

type Level = { readonly names: Set<string> | null; at: string | number };

/** Where the text that begins at `start` with a quotation mark ends, its own mark included. */
function endOfText(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); ; end = json.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (json[end - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return end + 1;
  }
}

const nameIn = (quoted: string): string =>
  quoted.includes('\\') ? String(JSON.parse(quoted)) : quoted.slice(1, -1);

/** What is wrong with the names of well-formed JSON. */
function violationsIn(json: string): RuleViolation[] {
  const levels: Level[] = [];
  const found: RuleViolation[] = [];
  let last = '';
  for (let i = 0; i < json.length && found.length < MOST; i += 1) {
    const here = levels.at(-1);
    switch (json[i]) {
      case '"': {
        const end = endOfText(json, i);
        last = json.slice(i, end);
        i = end - 1;
        break;
      }
      case '{':
      case '[':
        if (levels.length === DEEPEST) return [tooDeep()];
        levels.push(json[i] === '{' ? { names: new Set(), at: '' } : { names: null, at: 0 });
        break;
      case '}':
      case ']':
        levels.pop();
        break;
      case ',':
        if (typeof here?.at === 'number') here.at += 1;
        break;
      case ':':
        if (here !== undefined) {
          here.at = nameIn(last);
          found.push(...wrongName(levels, here));
        }
    }
  }
  return found;
}

function wrongName(levels: readonly Level[], { names, at }: Level): RuleViolation[] {
  const name = String(at);
  const isTwice = names?.has(name) === true;
  if (name !== '__proto__' && !isTwice) {
    names?.add(name);
    return [];
  }
  const pointer = pointerTo(levels.map((level) => level.at));
  return [isTwice ? twice(pointer) : noField(pointer)];
}

function parsed(bytes: Uint8Array): { readonly text: string; readonly value: unknown } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { text, value: JSON.parse(text) };
  } catch {
    throw malformed();
  }
}

/** @throws Refusal 422 */
export function parseJson(bytes: Uint8Array): unknown {
  const { text, value } = parsed(bytes);
  const broken = violationsIn(text);
  if (broken.length > 0) throw validation(broken);
  return value;
}
