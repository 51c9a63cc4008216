/**
 * What putting a criteria set in force would change, without doing it, part by part: the planning job's own reading
 * and deriving say whose set would be another one, and the real folds say what their months would come to. Nothing
 * is written.
 *
 * Each month is walked by its own tree, a committee after everybody below it. Of what was walked a committee needs
 * to know no more than how many points and graded meetings came or went; so a walk may stop anywhere and go on later.
 */
import pMap from 'p-map';
import type { Month } from '../domain/period.ts';
import {
  addPairs,
  downFirst,
  type GradeChange,
  type GradePair,
  toldGrade,
} from '../domain/planning/grade-change.ts';
import type {
  MonthPreview,
  PreviewPart,
  PreviewPlace,
  UnfinishedCommittee,
} from '../domain/planning/preview.ts';
import { isCommittee, type OrganizationId } from '../domain/roster/organization.ts';
import type { CriteriaSetRef, PlanRow } from '../domain/roster/plan.ts';
import { type MeanSum, NOTHING, plus } from '../domain/scorecards/mean-sum.ts';
import type { PlanRegistry } from '../ports/registry.ts';
import type { OpenMonthsDeps } from './plan-organization.ts';
import { type RefoldDeps, type Refolded, refoldCell, refoldCommittee } from './refold-on-paper.ts';
import { type DrawnAdoption, type SetUnder, setsOnPaper } from './sets-on-paper.ts';
import { plannedParts } from './walk-tree.ts';

export type PreviewDeps = OpenMonthsDeps & RefoldDeps & { readonly registry: Pick<PlanRegistry, 'planRows'> };

export type PreviewAsked = {
  readonly adoption: DrawnAdoption;
  /** Where the part before ended; null for the first. */
  readonly place: PreviewPlace | null;
};

/** The place is not, or no longer, one of this walk. */
export class LostPlaceError extends Error {
  override readonly name = 'LostPlaceError';
}

/** Organizations and months that one part looks at, if there is time: a part begins nothing more after these ms. */
export const MOST_AT_ONCE = 1_000;
const MOST_MS = 10_000;
/** Cells between two looks at the clock. */
const CELLS_AT_ONCE = 100;

const REQUESTS_AT_ONCE = 32;

/** Every open month from the adoption's on is looked at, ascending. @throws LostPlaceError */
export async function previewAdoption(
  deps: PreviewDeps,
  asked: PreviewAsked,
  most = MOST_AT_ONCE,
): Promise<PreviewPart> {
  const { adoption, place } = asked;
  const open = (await deps.registry.periods()).filter(
    ({ month, status }) => month >= adoption.from && (status === 'opening' || status === 'open'),
  );
  const walk: Walk = {
    deps,
    asked,
    setUnder: setsOnPaper(deps, adoption, open),
    left: most,
    until: timeOf(deps) + MOST_MS,
  };
  if (place !== null && open.every(({ month }) => month !== place.month)) throw new LostPlaceError();
  const months: MonthPreview[] = [];
  for (const [i, { month }] of open.entries()) {
    if (place !== null && month < place.month) continue;
    const progress = (walked: number) => Math.floor((100 * (i + walked)) / open.length);
    if (months.length > 0 && !hasRoom(walk))
      return { months, next: { month, unfinished: [] }, progress: progress(0) };
    const { preview, unfinished, walked } = await walkMonth(
      walk,
      month,
      place?.month === month ? place.unfinished : [],
    );
    months.push(preview);
    if (unfinished.length > 0) return { months, next: { month, unfinished }, progress: progress(walked) };
  }
  return { months, next: null, progress: 100 };
}

type Walk = {
  readonly deps: PreviewDeps;
  readonly asked: PreviewAsked;
  readonly setUnder: SetUnder;
  /** How many more organizations this part looks at… */
  left: number;
  /** …and until when, in ms. */
  readonly until: number;
};

const timeOf = ({ now }: Pick<PreviewDeps, 'now'>): number => Date.parse(now());
const hasRoom = ({ deps, left, until }: Walk): boolean => left > 0 && timeOf(deps) < until;

const isSame = (a: CriteriaSetRef, b: CriteriaSetRef): boolean => a.id === b.id && a.revision === b.revision;

/** A committee whose parts are being walked. */
type Frame = {
  readonly plan: PlanRow;
  /** How many parts it has, finished ones among them. */
  readonly size: number;
  /** Those not finished yet, ascending. */
  parts: PlanRow[];
  after: OrganizationId | '';
  more: MeanSum;
};

type Tally = {
  organizations: number;
  readonly pairs: GradePair[];
  readonly changes: GradeChange[];
  above: readonly GradeChange[];
};

type Walked = {
  readonly preview: MonthPreview;
  readonly unfinished: readonly UnfinishedCommittee[];
  /** What part of the month is walked, by parts of parts: 0 to 1. */
  readonly walked: number;
};

async function walkMonth(
  walk: Walk,
  month: Month,
  unfinished: readonly UnfinishedCommittee[],
): Promise<Walked> {
  const tally: Tally = { organizations: 0, pairs: [], changes: [], above: [] };
  const frames = await reopened(walk, month, unfinished);
  if (unfinished.length === 0) await begin(walk, tally, frames, month);
  // However late it is, every part goes a step further.
  do await step(walk, tally, frames);
  while (frames.length > 0 && hasRoom(walk));
  return {
    preview: {
      ...{ month, ...tally },
      pairs: addPairs(tally.pairs),
      changes: tally.changes.toSorted(downFirst),
    },
    unfinished: frames.map(({ plan, after, more }) => ({ organization: plan.organization, after, ...more })),
    walked: frames.reduceRight((below, { size, parts }) => (size - parts.length + below) / size, 0),
  };
}

async function begin({ deps, asked, ...walk }: Walk, tally: Tally, frames: Frame[], month: Month) {
  const top = await deps.registry.planRow(asked.adoption.organization, month);
  if (top === null) return;
  if (isCommittee(top.kind)) {
    frames.push(await opened(deps, top));
    return;
  }
  const { more } = await cell({ deps, asked, ...walk }, tally, top);
  tally.above = await changesAbove(deps, top, more);
}

/** @throws LostPlaceError unless each stands below the one before, the adopting organization first. */
async function reopened(
  { deps, asked }: Walk,
  month: Month,
  unfinished: readonly UnfinishedCommittee[],
): Promise<Frame[]> {
  const frames: Frame[] = [];
  for (const { organization, after, ...more } of unfinished) {
    const plan = await deps.registry.planRow(organization, month);
    const above = frames.at(-1)?.plan.organization;
    const isNext =
      above === undefined ? organization === asked.adoption.organization : plan?.parent === above;
    if (plan === null || !isNext || !isCommittee(plan.kind)) throw new LostPlaceError();
    const frame = await opened(deps, plan);
    const parts = frame.parts.filter((part) => part.organization > after);
    frames.push({ ...frame, parts, after, more });
  }
  return frames;
}

async function opened({ registry }: PreviewDeps, plan: PlanRow): Promise<Frame> {
  const parts = await plannedParts(registry, plan.organization, plan.month);
  return { plan, size: Math.max(parts.length, 1), parts, after: '', more: NOTHING };
}

/** The lowest committee's next cells, or its next committee, or, nothing being left of it, itself. */
async function step(walk: Walk, tally: Tally, frames: Frame[]): Promise<void> {
  const frame = frames.at(-1);
  if (frame === undefined) return;
  const [next] = frame.parts;
  if (next === undefined) {
    frames.pop();
    await committee(walk, tally, frame);
    const above = frames.at(-1);
    if (above === undefined) tally.above = await changesAbove(walk.deps, frame.plan, frame.more);
    else finish(above, 1, [frame.more]);
  } else if (isCommittee(next.kind)) {
    frames.push(await opened(walk.deps, next));
  } else {
    const end = frame.parts.findIndex(({ kind }) => isCommittee(kind));
    const cells = frame.parts.slice(
      0,
      Math.min(end < 0 ? frame.parts.length : end, walk.left, CELLS_AT_ONCE),
    );
    const refolded = await pMap(cells, (plan) => cell(walk, tally, plan), { concurrency: REQUESTS_AT_ONCE });
    walk.left -= cells.length;
    finish(
      frame,
      cells.length,
      refolded.map(({ more }) => more),
    );
  }
}

function finish(frame: Frame, parts: number, more: readonly MeanSum[]): void {
  frame.after = frame.parts[parts - 1]?.organization ?? frame.after;
  frame.parts = frame.parts.slice(parts);
  frame.more = more.reduce(plus, frame.more);
}

async function cell({ deps, setUnder }: Omit<Walk, 'left'>, tally: Tally, plan: PlanRow): Promise<Refolded> {
  if (isSame(plan.criteriaSet, await setUnder(plan))) return { change: null, more: NOTHING };
  const refolded = await refoldCell(deps, plan, setUnder);
  note(tally, refolded.change, true);
  return refolded;
}

async function committee(walk: Walk, tally: Tally, { plan, more }: Frame): Promise<void> {
  walk.left -= 1;
  const under = await walk.setUnder(plan);
  const change = await refoldCommittee(walk.deps, plan, under, more);
  note(tally, change, !isSame(plan.criteriaSet, under));
}

/** @param isOther whether its set would be another one; of the others only a change is told */
function note(tally: Tally, change: GradeChange | null, isOther: boolean): void {
  const changes = change !== null && (change.direction !== null || change.annualDirection !== null);
  if (isOther) tally.organizations += 1;
  if (changes) tally.changes.push(change);
  if (isOther || changes)
    tally.pairs.push({
      before: change && toldGrade(change.before),
      after: change && toldGrade(change.after),
      organizations: 1,
    });
}

/** Those above keep their set; their means move with what came or went below them. */
async function changesAbove(
  deps: PreviewDeps,
  { path, month }: PlanRow,
  more: MeanSum,
): Promise<GradeChange[]> {
  const ids = path.slice(0, -1);
  const plans = await deps.registry.planRows(ids.map((organization) => ({ organization, month })));
  const changes = await Promise.all(plans.map((plan) => refoldCommittee(deps, plan, plan.criteriaSet, more)));
  return changes
    .filter((change) => change !== null)
    .toSorted((a, b) => path.indexOf(b.organization) - path.indexOf(a.organization));
}
