/**
 * The scorecards as a workbook for people: cover, summary, targets of programmes, the committees, a sheet for each committee directly below
 * the top, a dictionary. Rows are written as they come; kept are the committees', and a few figures of the others.
 */
import type { CriteriaSet } from '../../../domain/criteria/criteria.ts';
import type { ScorecardEntry } from '../../../domain/exports/export-tables.ts';
import { isCommittee } from '../../../domain/roster/organization.ts';
import type { SummaryAbout } from '../../../ports/export-formats.ts';
import { periodWords } from '../period-words.ts';
import { KIND_WORDS } from '../words.ts';
import { classifiedLayout, classifiedRows } from './classified.ts';
import { coverLayout, coverRows, type Listed, TITLE_TEXT } from './cover.ts';
import { Cursor } from './cursor.ts';
import { dictionaryLayout, dictionaryRows } from './dictionary.ts';
import { HEADER } from './looks.ts';
import { heightOf, type PeopleColumn, peopleColumns, wordOf } from './people-columns.ts';
import type { SheetLayout, SheetRow } from './sheet.ts';
import { SheetNames } from './sheet-names.ts';
import { Summary, summaryLayout } from './summary.ts';
import { targetRows, targetsLayout } from './targets.ts';
import { WorkbookWriter } from './workbook.ts';

/** Excel takes 1,048,576 rows a sheet, the titles one of them. */
const ROWS_A_SHEET = 1_048_575;
const HEADER_HEIGHT = 78;

const POSITIONS = {
  cover: 0,
  summary: 1,
  targets: 2,
  classified: 3,
  committees: 4,
  parts: 5,
  direct: 6,
  dictionary: 7,
} as const;

/**
 * @param batches rows of a subtree, its top first, a committee before its parts
 * @param rowsASheet a sheet that would have more is continued on another one
 */
export async function* encodeScorecardsWorkbook(
  sets: readonly CriteriaSet[],
  about: SummaryAbout,
  batches: AsyncIterable<readonly ScorecardEntry[]>,
  rowsASheet: number = ROWS_A_SHEET,
): AsyncGenerator<Uint8Array> {
  const cursor = new Cursor(batches);
  const top = await cursor.peek();
  const depth = top?.path.length ?? 1;
  const composition = new Composition(peopleColumns(sets, depth), cursor);
  if (top !== null) yield* composition.parts(depth, rowsASheet);
  if (top !== null) yield* composition.overviews(top, sets, about);
  yield* composition.frame(about, sets);
}

class Composition {
  readonly #book = new WorkbookWriter();
  readonly #names = new SheetNames();
  readonly #summary = new Summary();
  readonly #committees: ScorecardEntry[] = [];
  /** Directly below the top, or the top itself, and no committee. */
  readonly #direct: ScorecardEntry[] = [];
  readonly #listed: (Listed & { readonly position: number })[] = [];
  readonly #columns: readonly PeopleColumn[];
  readonly #cursor: Cursor<ScorecardEntry>;
  readonly #fixed = {
    cover: this.#names.next('Bìa'),
    summary: this.#names.next('Tổng hợp'),
    targets: this.#names.next('Chỉ tiêu'),
    classified: this.#names.next('Xếp loại năm'),
    committees: this.#names.next('Các cấp ủy'),
    dictionary: this.#names.next('Từ điển'),
  };

  constructor(columns: readonly PeopleColumn[], cursor: Cursor<ScorecardEntry>) {
    this.#columns = columns;
    this.#cursor = cursor;
  }

  /**
   * A sheet for each part right below the top that is a committee, or was one within the period, so that somebody who is
   * gone stands below it; and one for the others there.
   */
  async *parts(depth: number, rowsASheet: number): AsyncGenerator<Uint8Array> {
    const top = await this.#take();
    if (top !== null && !isCommittee(top.kind)) this.#direct.push(top);
    for (let head = await this.#take(); head !== null; head = await this.#take()) {
      if (isCommittee(head.kind) || (await this.#isNextIn(head, depth)))
        yield* this.#part(head, depth, rowsASheet);
      else {
        // An office of the committee's is no part of what is assessed.
        if (head.kind !== 'body') this.#summary.addPart(head, null);
        this.#direct.push(head);
      }
    }
    if (this.#direct.length === 0) return;
    const others = this.#direct.some(({ kind }) => kind !== 'body') ? 'cell' : 'body';
    const name = this.#names.next(wordOf(KIND_WORDS, others));
    const what = 'Các tổ chức trực thuộc không phải cấp ủy';
    yield* this.#table(name, what, POSITIONS.direct, rowsOf(this.#columns, this.#direct));
  }

  async *#part(head: ScorecardEntry, depth: number, rowsASheet: number): AsyncGenerator<Uint8Array> {
    if (head.path[depth] !== head.organization)
      throw new RangeError(`${head.organization} comes before ${head.path[depth]}, below which it stands`);
    const first = this.#names.next(head.name);
    // An office of the committee's is no part of what is assessed, though it was one.
    if (head.kind !== 'body') this.#summary.addPart(head, first);
    let next: ScorecardEntry | null = head;
    const take = async () => {
      const row = next;
      next = (await this.#isNextIn(head, depth)) ? await this.#take() : null;
      return row;
    };
    for (let name: string | null = first; next !== null; name = null) {
      const rows = this.#rowsOfPart(take, rowsASheet);
      yield* this.#table(name ?? this.#names.next(head.name), head.name, POSITIONS.parts, rows);
    }
  }

  /** At most so many rows of one part, as they come. */
  async *#rowsOfPart(take: () => Promise<ScorecardEntry | null>, most: number): AsyncGenerator<SheetRow> {
    yield titles(this.#columns);
    for (let row = 1; row <= most; row += 1) {
      const entry = await take();
      if (entry === null) return;
      yield lineOf(this.#columns, entry);
    }
  }

  async #isNextIn({ organization }: ScorecardEntry, depth: number): Promise<boolean> {
    return (await this.#cursor.peek())?.path[depth] === organization;
  }

  async #take(): Promise<ScorecardEntry | null> {
    const row = await this.#cursor.next();
    if (row === null) return null;
    this.#summary.add(row);
    if (isCommittee(row.kind)) this.#committees.push(row);
    return row;
  }

  async *#table(
    name: string,
    what: string,
    position: number,
    rows: AsyncIterable<SheetRow> | Iterable<SheetRow>,
  ): AsyncGenerator<Uint8Array> {
    this.#listed.push({ name, what, position });
    yield* this.#book.sheet(tableLayout(this.#columns, name), rows, position);
  }

  /** What can be said only once every row has gone by. */
  async *overviews(
    top: ScorecardEntry,
    sets: readonly CriteriaSet[],
    { earlier, programmes, classification }: Pick<SummaryAbout, 'earlier' | 'programmes' | 'classification'>,
  ): AsyncGenerator<Uint8Array> {
    const told = this.#summary.compose(top, sets, earlier.before);
    const { summary, targets, classified, committees } = this.#fixed;
    const what = 'Tình hình báo cáo, xếp loại, các đơn vị dẫn đầu và cần giúp đỡ';
    this.#listed.push({ name: summary, what, position: POSITIONS.summary });
    yield* this.#book.sheet(summaryLayout(summary, told), told.rows, POSITIONS.summary);
    if (programmes.some((programme) => programme.targets.length > 0)) {
      const asked = 'Chỉ tiêu của các chương trình, đề án: đạt và chưa đạt';
      this.#listed.push({ name: targets, what: asked, position: POSITIONS.targets });
      yield* this.#book.sheet(targetsLayout(targets), targetRows(programmes), POSITIONS.targets);
    }
    if (classification.length > 0) {
      const told = 'Xếp loại tổ chức đảng cuối năm: theo cấp, theo từng cấp ủy và loại đơn vị';
      this.#listed.push({ name: classified, what: told, position: POSITIONS.classified });
      yield* this.#book.sheet(
        classifiedLayout(classified),
        classifiedRows(classification),
        POSITIONS.classified,
      );
    }
    if (this.#committees.length === 0) return;
    const rows = rowsOf(this.#columns, this.#committees);
    yield* this.#table(committees, 'Mọi cấp ủy trên một trang', POSITIONS.committees, rows);
  }

  /** Dictionary and cover, then the end. */
  async *frame(about: SummaryAbout, sets: readonly CriteriaSet[]): AsyncGenerator<Uint8Array> {
    const { cover, dictionary } = this.#fixed;
    const what = 'Ý nghĩa của từng cột và từng từ';
    this.#listed.push({ name: dictionary, what, position: POSITIONS.dictionary });
    const sheets = this.#listed.toSorted((a, b) => a.position - b.position);
    yield* this.#book.sheet(
      dictionaryLayout(dictionary),
      dictionaryRows(this.#columns),
      POSITIONS.dictionary,
    );
    yield* this.#book.sheet(coverLayout(cover), coverRows(about, sets, sheets), POSITIONS.cover);
    yield* this.#book.end({
      title: `${TITLE_TEXT} – ${about.top?.name ?? about.organization} – ${periodWords(about.period)}`,
      created: about.top?.asOf ?? about.requestedAt,
    });
  }
}

const tableLayout = (columns: readonly PeopleColumn[], name: string): SheetLayout => ({
  name,
  widths: columns.map(({ width }) => width),
  frozen: { rows: 1, columns: 1 },
  table: true,
  landscape: true,
});

const titles = (columns: readonly PeopleColumn[]): SheetRow => ({
  cells: columns.map(({ title }) => ({ value: title.vi, look: HEADER })),
  height: HEADER_HEIGHT,
});

const lineOf = (columns: readonly PeopleColumn[], row: ScorecardEntry): SheetRow => ({
  ...heightOf(row),
  cells: columns.map(({ cell }) => cell(row)),
});

const rowsOf = (columns: readonly PeopleColumn[], rows: readonly ScorecardEntry[]): SheetRow[] => [
  titles(columns),
  ...rows.map((row) => lineOf(columns, row)),
];
