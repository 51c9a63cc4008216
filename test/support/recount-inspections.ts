/** What inspections, remedies and reviews add to the recount of one organization's month; no code of the folds. */
import type { Measure } from '../../shared/domain/criteria/measures.ts';
import type { StoredEvent } from '../../shared/domain/events/event.ts';
import type { Inspection } from '../../shared/domain/events/inspection.ts';
import type { MeetingRevision } from '../../shared/domain/events/meeting.ts';
import type { Review } from '../../shared/domain/events/review.ts';
import type { PlanRow } from '../../shared/domain/roster/plan.ts';
import { halfEven } from './half-even.ts';

type Figures = Record<Measure, number>;
type Scores = Readonly<Record<string, number>>;
type Held = { readonly month: string; readonly key: string; readonly inspection: Inspection };

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);

/** Highest revision of everything of one type under the same name. */
function newest(told: readonly StoredEvent[], type: StoredEvent['type'], name: (e: StoredEvent) => string) {
  const found: Record<string, StoredEvent> = {};
  for (const event of told) {
    const at = name(event);
    const known = found[at];
    if (event.type !== type) continue;
    // Two of the same number, told in two months at once: the later month's.
    const isNewer = known === undefined || event.revision > known.revision;
    if (isNewer || (event.revision === known.revision && event.month > known.month)) found[at] = event;
  }
  return Object.values(found);
}

function inspectionsUpTo(plan: PlanRow, told: readonly StoredEvent[]): Held[] {
  const known = told.filter((e) => e.month <= plan.month);
  return newest(known, 'inspection', (e) => `${e.month}#${e.key}`).flatMap((event) =>
    event.type === 'inspection' && event.record !== null
      ? [{ month: event.month, key: event.key, inspection: event.record }]
      : [],
  );
}

/** Counts visits, and the stocks of findings that are left, whatever year they were found in. */
export function countInspections(m: Figures, plan: PlanRow, told: readonly StoredEvent[]): void {
  const known = told.filter((e) => e.month <= plan.month);
  const remedied = newest(known, 'remedy', (e) => e.key)
    .filter((e) => !e.withdrawn)
    .map((e) => e.key);
  for (const { month, key, inspection } of inspectionsUpTo(plan, told)) {
    const kind = key.slice(11).split('-')[0];
    if (month === plan.month) {
      if (kind === 'attendance') m.attendances += 1;
      if (kind === 'inspection') m.inspections += 1;
      if (kind === 'supervision') m.supervisions += 1;
      m.inspectionProposals += inspection.proposals;
      m.findings += inspection.findings.length;
    }
    for (const { n, remedyDue } of inspection.findings) {
      if (remedied.includes(`${month}/${key}/${n}`)) continue;
      m.findingsOpen += 1;
      // As text, the 32nd comes after every day of its month and before the next month.
      const limit = plan.duePassed ? `${plan.month}-32` : `${plan.month}-01`;
      if (remedyDue !== null && remedyDue < limit) m.findingsOverdue += 1;
    }
  }
}

/** Counts the duties that fall due in the month, and those that somebody did, in a quarterly one's quarter. */
export function countDuties(m: Figures, plan: PlanRow, told: readonly StoredEvent[]): void {
  const quarter = (month: string) => `${month.slice(0, 4)} ${Math.floor((Number(month.slice(5)) - 1) / 3)}`;
  const held = inspectionsUpTo(plan, told);
  for (const { id, by, office, every } of plan.duties) {
    const does = ({ month, key, inspection }: Held) => {
      const inTime = every === 'month' ? month === plan.month : quarter(month) === quarter(plan.month);
      const sent = key.slice(key.indexOf('-', 11) + 1) === by && inspection.office === office;
      return inTime && (inspection.duty === null ? sent : inspection.duty === id);
    };
    m.dutiesExpected += 1;
    if (held.some(does)) m.dutiesDone += 1;
  }
}

/** Counts the superior's column beside a standing regular record. @param asked criteria of the set in force */
export function countSuperior(
  m: Figures,
  plan: PlanRow,
  told: readonly StoredEvent[],
  { key, revision, record }: MeetingRevision,
  { asked, full }: { readonly asked: readonly string[]; readonly full: number },
): void {
  const answers = told.filter((e) => e.month === plan.month && e.key === `${key}/${revision}`);
  const review = reviewAmong(answers);
  if (review !== null) m.reviewed = 1;
  if (review?.decision === 'returned') m.returned = 1;

  const of = (scores: Scores | null | undefined): Scores =>
    Object.fromEntries(Object.entries(scores ?? {}).filter(([id]) => asked.includes(id)));
  const self = of(record?.selfScore);
  const given = of(columnOf(inspectionsUpTo(plan, told), plan, review?.scores ?? null, record?.selfScore));
  if (Object.keys(given).length === 0) return;
  m.superiorScored = 1;
  m.superiorPointsSum = sum(Object.values(given));
  if (Object.keys(given).length < asked.length || Object.keys(self).length < asked.length) return;
  m.compared = 1;
  m.absoluteGapSum = Math.abs(sum(Object.values(self)) - m.superiorPointsSum);
  m.gapPercentSum = halfEven(m.absoluteGapSum * 10_000, full);
  m.comparedSelfPercentSum = halfEven(sum(Object.values(self)) * 10_000, full);
  m.comparedSuperiorPercentSum = halfEven(m.superiorPointsSum * 10_000, full);
}

function reviewAmong(answers: readonly StoredEvent[]): Review | null {
  const [answer] = newest(answers, 'review', (e) => e.key);
  return answer?.type === 'review' ? answer.record : null;
}

/** What a superior's word comes to where it decides: a correction's scores, or else the review's. */
export function superiorsWord(
  plan: PlanRow,
  told: readonly StoredEvent[],
  { key, revision }: MeetingRevision,
): Scores {
  const first = visitsOfRegular(inspectionsUpTo(plan, told), plan).find((one) => one.conclusion !== 'noted');
  if (first !== undefined) return first.conclusion === 'corrected' ? (first.scores ?? {}) : {};
  const answers = told.filter((e) => e.month === plan.month && e.key === `${key}/${revision}`);
  return reviewAmong(answers)?.scores ?? {};
}

/** Latest day first, then inspection, supervision, attendance, then the smaller id. */
function visitsOfRegular(held: readonly Held[], plan: PlanRow): Inspection[] {
  const rank = { i: '0', s: '1', a: '2' };
  const order = ({ key }: Held) => `${rank[key[11] as keyof typeof rank]}${key.slice(key.indexOf('-', 11))}`;
  return held
    .filter(({ month, inspection }) => month === plan.month && inspection.meeting === 'regular')
    .sort((a, b) => (order(a) < order(b) ? -1 : 1))
    .sort((a, b) =>
      a.key.slice(0, 10) > b.key.slice(0, 10) ? -1 : a.key.slice(0, 10) < b.key.slice(0, 10) ? 1 : 0,
    )
    .map(({ inspection }) => inspection);
}

/** The superior's column; of noted visits after the review. */
function columnOf(
  held: readonly Held[],
  plan: PlanRow,
  reviewed: Scores | null,
  self: Scores | null | undefined,
): Scores | null | undefined {
  const seen = visitsOfRegular(held, plan);
  const scored = (scores: Scores | null) => (Object.keys(scores ?? {}).length > 0 ? scores : null);
  const first = seen.find(({ conclusion }) => conclusion !== 'noted');
  if (first?.conclusion === 'confirmed') return scored(first.scores) ?? self;
  if (first?.conclusion === 'corrected') return first.scores;
  return scored(reviewed) ?? seen.map(({ scores }) => scored(scores)).find((scores) => scores !== null);
}
