/** Where in a criteria set something is, in the words of whoever wrote it: a pointer counts from 0, people do not. */
import type { Bilingual } from '../domain/bilingual.ts';

/** What the items of each list are called, and which of their fields tells them apart; null: their number does. */
const LISTS: Readonly<Record<string, Bilingual & { readonly named: string | null }>> = {
  criteria: { vi: 'tiêu chí', en: 'criterion', named: 'id' },
  groups: { vi: 'nhóm', en: 'group', named: 'id' },
  thresholds: { vi: 'ngưỡng xếp loại', en: 'threshold', named: 'grade' },
  gates: { vi: 'điều kiện xếp loại', en: 'gate', named: null },
  annual: { vi: 'xếp loại năm', en: 'annual grade', named: 'grade' },
  bands: { vi: 'mức', en: 'band', named: null },
  checks: { vi: 'nội dung kiểm tra', en: 'check', named: null },
  conditions: { vi: 'điều kiện', en: 'condition', named: null },
  when: { vi: 'điều kiện', en: 'condition', named: null },
};

const stepInto = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null
    ? Object.getOwnPropertyDescriptor(value, key)?.value
    : undefined;

/** How much of a name that somebody gave is said back. */
const SAID_BACK = 40;

function itemInWords(list: string, index: string, item: unknown): Bilingual | null {
  const words = Object.hasOwn(LISTS, list) ? LISTS[list] : undefined;
  if (words === undefined) return null;
  const called = words.named === null ? null : stepInto(item, words.named);
  const nth = Number(index) + 1;
  return typeof called === 'string' && called.length <= SAID_BACK
    ? { vi: `${words.vi} "${called}"`, en: `${words.en} "${called}"` }
    : { vi: `${words.vi} thứ ${nth}`, en: `${words.en} ${nth}` };
}

/**
 * @param pointer into `set`, e.g. `/criteria/3/rule/bands/1/atLeast`
 * @returns e.g. `Tiêu chí "attendance", mức thứ 2, trường "atLeast"`; null for the set as a whole
 */
export function placeInSet(pointer: string, set: unknown): Bilingual | null {
  const steps = pointer.split('/').slice(1);
  const parts: Bilingual[] = [];
  let value = set;
  for (const [i, step] of steps.entries()) {
    value = stepInto(value, step);
    const item = itemInWords(steps[i - 1] ?? '', step, value);
    if (item !== null) parts.push(item);
    else if (step === 'thematic') parts.push({ vi: 'bảng điểm chuyên đề', en: 'thematic sheet' });
    else if (i === steps.length - 1) parts.push({ vi: `trường "${step}"`, en: `field "${step}"` });
  }
  if (parts.length === 0) return null;
  const [vi, en] = [parts.map((part) => part.vi).join(', '), parts.map((part) => part.en).join(', ')];
  return {
    vi: vi.charAt(0).toLocaleUpperCase('vi') + vi.slice(1),
    en: en.charAt(0).toUpperCase() + en.slice(1),
  };
}
