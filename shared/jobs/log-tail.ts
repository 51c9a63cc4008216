/**
 * Knows where the change log ends, what it said lately, and what it said last of every plan row.
 *
 * Of most plan rows that is settled, an item each; what the pages since say of them is kept here, read once, since a
 * page never changes. If nobody has written the next page when it is put, what is known here was complete, whatever
 * became of others' work; if somebody has, it is read, and everything is looked at again.
 *
 * Of records and scorecards it only remembers what it has written or read itself, so that a batch that comes again
 * is seldom told twice.
 */
import { type Change, type ChangeSubject, type Logged, subjectId } from '../domain/log/change.ts';
import type { Instant } from '../domain/period.ts';
import type { ChangeLog, LogPage } from '../ports/change-log.ts';
import type { SetOutcome } from '../ports/registry.ts';

/** Pages that may wait to be settled. */
const LONGEST = 20;
/** A reader that is so far behind may take what others have settled since. */
const PAGES_A_READ = 50;
/** Changes that are remembered; some 150 bytes each. */
const REMEMBERED = 20_000;

export class LogTail {
  readonly #log: ChangeLog;
  readonly #longest: number;
  /** How many pages are settled for certain; null before anything was read. */
  #settled: number | null = null;
  /** Pages read since. */
  #pages = 0;
  /** Whether others seem to write, too: then looking first costs less than a put that is lost. */
  #othersWrite = true;
  /** What the pages since say of plan rows. */
  readonly #plans = new Map<string, Logged>();
  /** By what was told the highest revision; the least recent first. */
  readonly #told = new Map<string, number>();

  constructor(log: ChangeLog, longest = LONGEST) {
    this.#log = log;
    this.#longest = longest;
  }

  /** Reads on to the end, as far as it is not here already. */
  async readOn(): Promise<void> {
    if (this.#settled === null) await this.#startOver();
    while (this.#othersWrite) {
      const pages = await this.#log.pages(this.#length, PAGES_A_READ);
      for (const page of pages) this.#keep(page);
      this.#othersWrite = pages.length > 0;
      if (pages.length < PAGES_A_READ) return;
      if (this.#pages > PAGES_A_READ) await this.#startOver();
    }
  }

  /** What was last told of plan rows, as of the last page read: what is settled is read now, and was no later. */
  async known(plans: readonly ChangeSubject[]): Promise<(Logged | null)[]> {
    const asked = plans.filter((one) => !this.#plans.has(subjectId(one)));
    const settled = asked.length === 0 ? [] : await this.#log.logged(asked);
    for (const logged of settled) if (logged !== null) this.#remember(logged);
    const settledOf = new Map(asked.map((one, i) => [subjectId(one), settled[i] ?? null]));
    return plans.map((one) => this.#plans.get(subjectId(one)) ?? settledOf.get(subjectId(one)) ?? null);
  }

  /** Whether it is remembered as told to those above the same place; of a scorecard, that or a later state. */
  isTold(change: Named): boolean {
    return change.revision <= (this.#told.get(nameOf(change)) ?? 0);
  }

  /** Whether it is remembered as the very state that those above that place were told last. */
  isToldLast(change: Named): boolean {
    return change.revision === this.#told.get(nameOf(change));
  }

  /** Writes the page behind the last one known; `lost` where somebody else has. */
  async append(changes: readonly Change[], writtenAt: Instant): Promise<SetOutcome> {
    const page = { page: this.#length, changes, writtenAt };
    if ((await this.#log.append(page)) === 'lost') {
      this.#othersWrite = true;
      return 'lost';
    }
    this.#keep(page);
    return 'stored';
  }

  /** Settles what waits, if it is much. Whoever is cut off leaves it to the next. */
  async settle(): Promise<void> {
    if (this.#pages < this.#longest) return;
    const through = this.#length;
    await this.#log.settle([...this.#plans.values()], through);
    this.#begin(through);
  }

  get #length(): number {
    return (this.#settled ?? 0) + this.#pages;
  }

  /** From what is settled by now, unless that is less than what is kept. */
  async #startOver(): Promise<void> {
    const settled = await this.#log.settled();
    // Of pages that are passed over nobody knows here whom they told to be rid of what.
    if (settled > this.#length) this.#told.clear();
    if (this.#settled === null || settled > this.#settled) this.#begin(settled);
  }

  #begin(settled: number): void {
    this.#settled = settled;
    this.#pages = 0;
    this.#plans.clear();
  }

  #keep({ page, changes }: LogPage): void {
    this.#pages += 1;
    for (const change of changes) {
      const { kind, organization, month, key, revision, path, state, leftPath } = change;
      // Those above the place that is left are told to be rid of its scorecard.
      if (leftPath !== null)
        this.#told.delete(nameOf({ ...subjectOfScorecard(change), revision: 0, path: leftPath }));
      if (kind === 'plan-row')
        this.#plans.set(subjectId(change), {
          ...{ kind, organization, month, key, revision, path, state, page },
        });
      this.#remember(change);
    }
    for (const leastRecent of this.#told.keys()) {
      if (this.#told.size <= REMEMBERED) break;
      this.#told.delete(leastRecent);
    }
  }

  #remember(change: Named): void {
    const name = nameOf(change);
    const highest = Math.max(change.revision, this.#told.get(name) ?? 0);
    this.#told.delete(name);
    this.#told.set(name, highest);
  }
}

const subjectOfScorecard = ({ organization, month }: ChangeSubject): ChangeSubject => ({
  kind: 'scorecard',
  organization,
  month,
  key: '',
});

/** As much of a change as names it at a place. */
type Named = ChangeSubject & Pick<Change, 'revision' | 'path'>;

/** Of a record each revision is told; of all else the last state is enough. */
function nameOf(change: Named): string {
  const isRecord = change.kind !== 'scorecard' && change.kind !== 'plan-row';
  return `${subjectId(change)} ${isRecord ? change.revision : ''} ${change.path.join(' ')}`;
}
