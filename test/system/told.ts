/** What officers and cells were answered besides meetings: every acknowledged revision once, as the recount reads it. */
import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import type { annualFacts } from '../../shared/contracts/annual-facts.ts';
import type { inspection, remedyAnswer } from '../../shared/contracts/inspection.ts';
import type { schedule } from '../../shared/contracts/schedule.ts';
import type { StoredEvent } from '../../shared/domain/events/event.ts';
import type { Month } from '../../shared/domain/period.ts';
import type { Meeting } from './clients.ts';

export type InspectionAnswer = z.output<typeof inspection>;
export type RemedyAnswer = z.output<typeof remedyAnswer>;
export type FactsAnswer = z.output<typeof annualFacts>;
export type ScheduleAnswer = z.output<typeof schedule>;

export type BesidesMeetings = Exclude<StoredEvent, { readonly type: 'meeting' | 'review' }>;

type Scores = Readonly<Record<string, number>> | null;
/** Points as they go over the wire, in hundredths. */
export const hundredths = (scores: Scores): Scores =>
  scores && Object.fromEntries(Object.entries(scores).map(([id, points]) => [id, Math.round(points * 100)]));

const unsaid = { reason: null, bodyHash: '' };
const body = <Body extends object>(record: Body | null) =>
  record === null ? ({ withdrawn: true, record } as const) : ({ withdrawn: false, record } as const);

/** Without the remedies that it shows: they are told on their own. */
export function inspectionEvent({
  period,
  record,
  withdrawn: _,
  ...stamp
}: InspectionAnswer): BesidesMeetings {
  const told = record && {
    ...record,
    scores: hundredths(record.scores),
    findings: record.findings.map(({ remedy: __, ...finding }) => finding),
  };
  return { ...unsaid, ...stamp, type: 'inspection', month: period, ...body(told) };
}

/** @param inspected period of the inspection, under which it was sent */
export const remedyEvent = (
  inspected: Month,
  { period, inspection: of, n, remedy, withdrawn: _, ...stamp }: RemedyAnswer,
): BesidesMeetings => ({
  ...unsaid,
  ...stamp,
  type: 'remedy',
  month: period,
  key: `${inspected}/${of}/${n}`,
  ...body(remedy),
});

export const factsEvent = ({ period, year, facts, ...stamp }: FactsAnswer): BesidesMeetings => ({
  ...unsaid,
  ...stamp,
  type: 'facts',
  month: period,
  key: year,
  ...body(facts),
});

export const scheduleEvent = ({ period, schedule: planned, ...stamp }: ScheduleAnswer): BesidesMeetings => ({
  ...unsaid,
  ...stamp,
  type: 'schedule',
  month: period,
  key: 'regular',
  ...body(planned),
});

/** A meeting's revision, and its review as often as it was sent. */
export function meetingEvents({ period, review, record, withdrawn, ...stamp }: Meeting): StoredEvent[] {
  const envelope = { ...unsaid, ...stamp, month: period };
  const meeting: StoredEvent =
    withdrawn || record === null
      ? { ...envelope, type: 'meeting', withdrawn: true, record: null }
      : {
          ...envelope,
          type: 'meeting',
          withdrawn: false,
          record: { ...record, selfScore: hundredths(record.selfScore) },
        };
  if (review === null) return [meeting];
  const { revision: last, recordedAt, recordedBy, ...answer } = review;
  const { onTime: _, ...place } = envelope;
  // What earlier answers said counts nowhere; that they were sent, does.
  const reviews = Array.from(
    { length: last },
    (__, i): StoredEvent => ({
      ...place,
      ...{ recordedAt, recordedBy, key: `${stamp.key}/${stamp.revision}`, revision: i + 1 },
      ...{ type: 'review', withdrawn: false, record: { ...answer, scores: hundredths(answer.scores) } },
    }),
  );
  return [meeting, ...reviews];
}

const nameOf = ({ type, organization, key, revision }: StoredEvent) =>
  `${type} ${organization} ${key} ${revision}`;

/** What was answered 2xx. */
export class Told {
  readonly #events = new Map<string, BesidesMeetings>();
  /** A review is told apart by its time: its answer does not say which revision of the record it answers. */
  readonly #reviews = new Set<string>();

  /** @throws Error when one revision was answered with two different contents */
  add(event: BesidesMeetings): void {
    const before = this.#events.get(nameOf(event));
    if (before !== undefined && !isDeepStrictEqual(before, event))
      throw new Error(`${nameOf(event)} was answered twice, differently`);
    this.#events.set(nameOf(event), event);
  }

  addReview(organization: string, answer: { readonly revision: number; readonly recordedAt: string }): void {
    this.#reviews.add(`${organization} ${answer.recordedAt} ${answer.revision}`);
  }

  get events(): readonly BesidesMeetings[] {
    return [...this.#events.values()];
  }

  get names(): readonly string[] {
    return [...this.#events.keys()].sort();
  }

  get reviews(): number {
    return this.#reviews.size;
  }

  /** How many revisions were acknowledged. */
  get size(): number {
    return this.#events.size + this.#reviews.size;
  }

  /** The newest of everything of one kind. */
  newest(type: BesidesMeetings['type']): BesidesMeetings[] {
    const found = new Map<string, BesidesMeetings>();
    for (const event of this.#events.values()) {
      const at = `${event.organization} ${event.key}`;
      if (event.type === type && event.revision > (found.get(at)?.revision ?? 0)) found.set(at, event);
    }
    return [...found.values()];
  }
}
