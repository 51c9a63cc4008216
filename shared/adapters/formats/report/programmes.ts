/** The section of the report that tells which targets of programmes are met. */
import type { ProgrammeProgress, TargetProgress } from '../../../domain/programmes/progress.ts';
import { boundsInWords, valueInWords, verdictInWords } from '../../../domain/programmes/target.ts';
import { countText, type Html, html, NOTHING } from './html.ts';
import { heads, linesOf, row, title } from './tables.ts';

const COLUMNS = ['Chỉ tiêu', 'Yêu cầu', 'Kết quả', 'Đánh giá', 'Đơn vị đạt'];
/** Of a programme's title before it is broken, and in the first columns, whose widths are the style's. */
const HEAD_CHARACTERS = 95;
const CHARACTERS = { title: 38, bounds: 18, value: 24 } as const;

type Lined = { readonly programme: ProgrammeProgress; readonly target: TargetProgress };

/**
 * @param number that the section bears
 * @param room how many lines the page has for them; of more those that are missed come first
 */
export function programmesOf(programmes: readonly ProgrammeProgress[], number: number, room: number): Html {
  const all = programmes.flatMap((programme) => programme.targets.map((target) => ({ programme, target })));
  if (all.length === 0) return NOTHING;
  const verdicts = Map.groupBy(all, ({ target }) => target.value.met);
  const [met, missed] = [verdicts.get(true)?.length ?? 0, verdicts.get(false)?.length ?? 0];
  const shown = fitting(all, room);
  return html`${title(`${number}. Chỉ tiêu của chương trình, đề án`, 'Targets of programmes')}
<p class="lead">Đạt <b>${countText(met)}</b>, chưa đạt <b>${countText(missed)}</b> trong <b>${countText(all.length)}</b> chỉ tiêu.</p>
<table class="dense targets">${heads(COLUMNS)}${[...Map.groupBy(shown, ({ programme }) => programme)].map(
    ([programme, lines]) =>
      html`<tr><th class="group" colspan="${COLUMNS.length}">${programme.title.vi}</th></tr>${lines.map(({ target }) => lineOf(target))}`,
  )}</table>${
    shown.length < all.length
      ? html`<p class="note">Chỉ nêu ${countText(shown.length)} trong ${countText(all.length)} chỉ tiêu, trước hết là chỉ tiêu chưa đạt; đầy đủ trong scorecards.xlsx.</p>`
      : NOTHING
  }`;
}

/** How many lines all targets take, the programmes' titles included. */
export const targetLines = (programmes: readonly ProgrammeProgress[]): number =>
  programmes
    .filter(({ targets }) => targets.length > 0)
    .reduce(
      (lines, programme) =>
        lines +
        headLines(programme) +
        programme.targets.reduce((sum, target) => sum + linesOfTarget(target), 0),
      0,
    );

/** As many as the column that is broken most. */
const linesOfTarget = ({ target, value }: TargetProgress): number =>
  Math.max(
    linesOf(target.title.vi, CHARACTERS.title),
    linesOf(boundsInWords(target).vi, CHARACTERS.bounds),
    linesOf(valueInWords(target, value).vi, CHARACTERS.value),
  );

const headLines = ({ title: named }: ProgrammeProgress): number => linesOf(named.vi, HEAD_CHARACTERS);

/** Missed before not judged before met, as many as there is room for; in their own order again. */
function fitting(all: readonly Lined[], room: number): readonly Lined[] {
  const urgency = ({ target: { value } }: Lined): number =>
    value.met === false ? 0 : value.met === null ? 1 : 2;
  const kept = new Set<Lined>();
  const named = new Set<ProgrammeProgress>();
  let left = room;
  for (const line of all.toSorted((a, b) => urgency(a) - urgency(b))) {
    const { programme, target } = line;
    left -= linesOfTarget(target) + (named.has(programme) ? 0 : headLines(programme));
    if (left < 0) break;
    named.add(programme);
    kept.add(line);
  }
  return all.filter((line) => kept.has(line));
}

/** The verdict has a mark, so that it is found in a grey copy too. */
function lineOf({ target, value, parts }: TargetProgress): Html {
  const mark = value.met === null ? '' : value.met ? '✓ ' : '✗ ';
  const judged = parts.met + parts.missed;
  return row(target.title.vi, [
    boundsInWords(target).vi,
    valueInWords(target, value).vi,
    `${mark}${verdictInWords(value.met).vi}`,
    judged === 0 ? null : `${countText(parts.met)}/${countText(judged)}`,
  ]);
}
