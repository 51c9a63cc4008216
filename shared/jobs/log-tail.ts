/**
 * Knows where the change log ends and what it said last of its subjects. Of most subjects that is settled, an item
 * each; the pages since are kept here, read once, since a page never changes. So a change costs a share of its page,
 * and a subject that changes over and over, as every committee's scorecard does, is settled once for many changes.
 *
 * What it says of a subject is complete up to its last page. If nobody has written the next one when it is put, it
 * was complete, whatever became of others' work; if somebody has, everything is looked at again.
 */
import { type Change, type ChangeSubject, type Logged, subjectId } from '../domain/change.ts';
import type { ChangeLog, LogPage } from '../ports/change-log.ts';
import type { SetOutcome } from '../ports/registry.ts';

/** Pages that may wait to be settled. */
const LONGEST = 20;
/** A reader that is so far behind may take what others have settled since. */
const PAGES_A_READ = 50;

export class LogTail {
  readonly #log: ChangeLog;
  readonly #longest: number;
  /** How many pages are settled for certain; null before anything was read. */
  #settled: number | null = null;
  /** Pages read since. */
  #pages = 0;
  readonly #last = new Map<string, Logged>();

  constructor(log: ChangeLog, longest = LONGEST) {
    this.#log = log;
    this.#longest = longest;
  }

  /** Reads on to the end. */
  async readOn(): Promise<void> {
    if (this.#settled === null) await this.#startOver();
    for (;;) {
      const pages = await this.#log.pages(this.#length, PAGES_A_READ);
      if (pages.length === 0) return;
      for (const page of pages) this.#keep(page);
      if (this.#pages > PAGES_A_READ) await this.#startOver();
    }
  }

  /** What is known of each as of the last page read: settled is read now, and was settled no later. */
  async known(subjects: readonly ChangeSubject[]): Promise<(Logged | null)[]> {
    const settled = await this.#log.logged(subjects);
    return subjects.map((subject, i) => {
      const [stored, kept] = [settled[i] ?? null, this.#last.get(subjectId(subject)) ?? null];
      return stored === null || (kept !== null && kept.page > stored.page) ? kept : stored;
    });
  }

  /** Writes the page behind the last one read; `lost` where somebody else has. */
  async append(changes: readonly Change[]): Promise<SetOutcome> {
    const page = { page: this.#length, changes };
    if ((await this.#log.append(page)) === 'lost') return 'lost';
    this.#keep(page);
    return 'stored';
  }

  /** Settles what waits, if it is much. Whoever is cut off leaves it to the next. */
  async settle(): Promise<void> {
    if (this.#pages < this.#longest) return;
    const through = this.#length;
    await this.#log.settle([...this.#last.values()], through);
    this.#begin(through);
  }

  get #length(): number {
    return (this.#settled ?? 0) + this.#pages;
  }

  /** From what is settled by now, unless that is less than what is kept. */
  async #startOver(): Promise<void> {
    const settled = await this.#log.settled();
    if (this.#settled === null || settled > this.#settled) this.#begin(settled);
  }

  #begin(settled: number): void {
    this.#settled = settled;
    this.#pages = 0;
    this.#last.clear();
  }

  #keep({ page, changes }: LogPage): void {
    this.#pages += 1;
    for (const { kind, organization, month, key, revision, path, state } of changes)
      this.#last.set(subjectId({ kind, organization, month, key }), {
        ...{ kind, organization, month, key, revision, path, state, page },
      });
  }
}
