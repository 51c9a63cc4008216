/** HTML that is text first: whatever is put into it is escaped, unless it is HTML itself. */

export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | Html | null | readonly Html[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string =>
  text
    .toWellFormed()
    .normalize('NFC')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);

function textOf(part: Part): string {
  if (part === null) return '–';
  if (part instanceof Html) return part.text;
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
  return part.map(({ text }) => text).join('');
}

/** Null is a dash: unknown, or nothing to compare with. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(strings.reduce((text, string, i) => text + textOf(parts[i - 1] ?? null) + string));

export const NOTHING = new Html('');

const COUNT = new Intl.NumberFormat('vi-VN');
const POINTS = new Intl.NumberFormat('vi-VN', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const SHARE = new Intl.NumberFormat('vi-VN', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** `7.406` */
export const countText = (count: number): string => COUNT.format(count);
/** `92,50` from hundredths. */
export const pointsText = (hundredths: number | null): string | null =>
  hundredths === null ? null : POINTS.format(hundredths / 100);
/** `93,5 %`; null where there is no whole to have a share of. */
export const shareText = (part: number, whole: number): string | null =>
  whole === 0 ? null : `${SHARE.format((part / whole) * 100)}\u00a0%`;
/** `19,1 %` from tenths of a percent. */
export const perMilleText = (perMille: number): string => `${SHARE.format(perMille / 10)}\u00a0%`;

/** `+1,25` or `−0,50` from hundredths; null where there is nothing to compare with. */
export function riseText(now: number | null, before: number | null): string | null {
  if (now === null || before === null) return null;
  const rise = now - before;
  return `${rise > 0 ? '+' : rise < 0 ? '−' : ''}${POINTS.format(Math.abs(rise) / 100)}`;
}
