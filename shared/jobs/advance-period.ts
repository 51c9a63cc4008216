/**
 * Carries a period from one state to the next: opening → open → due date passed, closing → closed → settled →
 * final export, and once more from settled on after it was opened again for some. What is to be done follows from the
 * stored state alone, every step may be done again, and the state moves on by compare-and-set after its work: a run
 * that is killed, or two runs at once, lose nothing.
 */
import { newOrder } from '../domain/exports/export.ts';
import { exportNote, periodNote } from '../domain/log/registry-audit.ts';
import { defaultDueAt, type Instant, latest, type Month, nextMonth, opensAt } from '../domain/period.ts';
import { dueAtOf } from '../domain/programmes/programme.ts';
import type { OrganizationId } from '../domain/roster/organization.ts';
import type { PeriodState } from '../domain/roster/plan.ts';
import type { Jobs } from '../ports/jobs.ts';
import type {
  ExportRegistry,
  PeriodRegistry,
  ProgrammeEntry,
  ProgrammeRegistry,
  SetOutcome,
} from '../ports/registry.ts';
import { PLANNING_STEPS, type PlanningDeps, type PlanningSteps, planSubtree } from './plan-organization.ts';
import { sealMonth } from './seal-month.ts';
import {
  OvertakenError,
  SETTLING_STEPS,
  type SettlingDeps,
  type SettlingSteps,
  settleMonth,
  UnaccountedRevisionsError,
} from './settle-month.ts';

export type AdvanceDeps = PlanningDeps &
  SettlingDeps & {
    readonly registry: PeriodRegistry &
      Pick<ProgrammeRegistry, 'programmes' | 'programmeRevisions'> &
      Pick<ExportRegistry, 'export' | 'lastOrdered' | 'orderExport'>;
    readonly jobs: Pick<Jobs, 'publishExport'>;
    /** Root of the deployment's tree. */
    readonly root: OrganizationId;
    /** A new export id, never given before. */
    readonly newExportId: (organization: OrganizationId, month: Month, now: Instant) => string;
    /** Resolves once every call of the API that began before has ended: longer than any function's timeout. */
    readonly drain: () => Promise<void>;
  };

/** The parts of the job; a test may put a wrong one in. */
export type AdvanceSteps = {
  readonly planning: PlanningSteps;
  readonly settling: SettlingSteps;
  readonly seal: typeof sealMonth;
};

export const ADVANCE_STEPS: AdvanceSteps = {
  planning: PLANNING_STEPS,
  settling: SETTLING_STEPS,
  seal: sealMonth,
};

/** `requestedBy` of an export that no person asked for. */
export const REQUESTED_BY_CLOSING = 'closing';

/** The item with which a month's opening begins. */
export const openingPeriod = (month: Month, now: Instant): PeriodState => ({
  month,
  status: 'opening',
  openedAt: now,
  dueAt: defaultDueAt(month),
  duePassed: false,
  closingAt: null,
  closedAt: null,
  settled: false,
  settledAt: null,
  reopenings: [],
  duesWorkedOff: null,
  finalExport: null,
  revision: 1,
});

/**
 * Marks for opening every month that is due to open after the last one known. The first month of all is opened
 * by hand: only the province knows from when on it reports.
 */
export async function markDueOpenings(
  deps: Pick<AdvanceDeps, 'registry' | 'now' | 'root'>,
): Promise<Month[]> {
  const { registry, now } = deps;
  const last = (await registry.periods()).at(-1);
  if (last === undefined) return [];
  const marked: Month[] = [];
  for (let month = nextMonth(last.month); opensAt(month) <= now(); month = nextMonth(month)) {
    await putState(deps, null, openingPeriod(month, now()));
    marked.push(month);
  }
  return marked;
}

/** With the note that it was the clock, and nobody, who did it. */
const putState = (
  { registry, now, root }: Pick<AdvanceDeps, 'registry' | 'now' | 'root'>,
  before: PeriodState | null,
  after: PeriodState,
): Promise<SetOutcome> =>
  registry.putPeriod(after, periodNote({ at: now(), by: null }, root, { before, after }));

/** Thrown after every period was tried, with what went wrong in each. */
export class AdvanceError extends AggregateError {
  override readonly name = 'AdvanceError';
}

/** Advances every period as far as it will go; the trouble of one does not hold up the others. */
export async function advancePeriods(
  deps: AdvanceDeps,
  steps: AdvanceSteps = ADVANCE_STEPS,
): Promise<number> {
  const troubles: unknown[] = [];
  let transitions = 0;
  for (const { month } of await deps.registry.periods()) {
    try {
      transitions += await advancePeriod(deps, month, steps);
    } catch (trouble) {
      troubles.push(trouble);
    }
  }
  if (troubles.length > 0) {
    const reasons = troubles.map((trouble) => (trouble instanceof Error ? trouble.message : String(trouble)));
    throw new AdvanceError(troubles, `Periods could not be advanced: ${reasons.join('; ')}`);
  }
  return transitions;
}

/** Advances one period as far as it will go; returns how many transitions it made. */
export async function advancePeriod(
  deps: AdvanceDeps,
  month: Month,
  steps: AdvanceSteps = ADVANCE_STEPS,
): Promise<number> {
  for (let transitions = 0; ; ) {
    const state = await deps.registry.period(month);
    if (state === null) return transitions;
    let next: PeriodState | null;
    try {
      next = await workOff(deps, state, steps);
    } catch (trouble) {
      if (isOfCounting(trouble) && (await hasMovedOn(deps, state))) continue;
      throw trouble;
    }
    if (next === null) return transitions;
    // A lost race means that another run did the same work, or that somebody marked the closing: look again.
    const outcome = await putState(deps, state, { ...next, revision: state.revision + 1 });
    if (outcome === 'stored') transitions += 1;
  }
}

const isOfCounting = (trouble: unknown): boolean =>
  trouble instanceof UnaccountedRevisionsError || trouble instanceof OvertakenError;

/**
 * Another run may have settled the month and somebody may have opened it again while this one was still counting: what
 * was written since is missing from the figures of this one, and is nobody's mistake.
 */
const hasMovedOn = async (
  { registry }: { readonly registry: Pick<PeriodRegistry, 'period'> },
  { month, revision }: PeriodState,
): Promise<boolean> => (await registry.period(month))?.revision !== revision;

/** Does what the state asks for and returns the state after it; null if it asks for nothing more. */
async function workOff(
  deps: AdvanceDeps,
  state: PeriodState,
  steps: AdvanceSteps,
): Promise<PeriodState | null> {
  switch (state.status) {
    case 'opening':
      await planSubtree(deps, deps.root, state.month, steps.planning);
      return { ...state, status: 'open' };
    case 'open':
      return passDue(deps, state, steps);
    case 'closing': {
      // Not before the last call is over that found the month open: it may have changed what somebody owes.
      await deps.drain();
      await steps.seal(deps, deps.root, state);
      const duePassed = state.duePassed || (state.closingAt !== null && state.dueAt <= state.closingAt);
      return { ...state, status: 'closed', duePassed, closedAt: deps.now() };
    }
    case 'closed':
      if (!state.settled) {
        await settleMonth(deps, deps.root, state, steps.settling);
        return { ...state, settled: true, ...settledNow(deps, state) };
      }
      if (isOverAgain(state, deps.now())) {
        await deps.drain();
        await settleMonth(deps, deps.root, state, steps.settling);
        await settleLaterMonthsAgain(deps, state.month);
        return { ...state, reopenings: [], ...settledNow(deps, state) };
      }
      return requestFinalExport(deps, state);
  }
}

const settledNow = (
  { newExportId, root, now }: Pick<AdvanceDeps, 'newExportId' | 'root' | 'now'>,
  { month }: Pick<PeriodState, 'month'>,
): Pick<PeriodState, 'settledAt' | 'finalExport'> => ({
  settledAt: now(),
  finalExport: newExportId(root, month, now()),
});

/** Programmes have due days of their own: rows pass due at their own instants, one after the other. */
async function passDue(
  deps: AdvanceDeps,
  state: PeriodState,
  { planning }: AdvanceSteps,
): Promise<PeriodState | null> {
  const programmes = await deps.registry.programmes();
  const dues = [
    state.dueAt,
    ...programmes.flatMap(({ dueDays }) => dueDays.map((day) => dueAtOf(state.month, day))),
  ];
  const now = deps.now();
  const passed = dues.filter((due) => due <= now && due > workedOff(state));
  if (passed.length === 0) return null;
  await planSubtree(deps, deps.root, state.month, planning);
  const duePassed = state.dueAt <= now && !(await isDueLater(deps, programmes, { month: state.month, now }));
  return { ...state, duePassed, duesWorkedOff: latest(passed) };
}

/** Whether a day is still to come that a programme in force in the month, or before, asks; a later revision asks nothing yet. */
async function isDueLater(
  { registry }: Pick<AdvanceDeps, 'registry'>,
  programmes: readonly ProgrammeEntry[],
  { month, now }: { readonly month: Month; readonly now: Instant },
): Promise<boolean> {
  const isToCome = (day: number) => dueAtOf(month, day) > now;
  for (const { id } of programmes.filter(({ dueDays }) => dueDays.some(isToCome))) {
    const revisions = await registry.programmeRevisions(id);
    if (revisions.some(({ from, dueDay }) => from <= month && dueDay !== null && isToCome(dueDay)))
      return true;
  }
  return false;
}

const workedOff = ({ duesWorkedOff, duePassed, dueAt }: PeriodState): Instant =>
  duesWorkedOff ?? (duePassed ? dueAt : '');

/**
 * Whether the last organization for which the month was opened again may write no more. As long as one may, its
 * records could come between the settling and what it is held against.
 */
const isOverAgain = ({ reopenings }: PeriodState, now: Instant): boolean =>
  reopenings.length > 0 && reopenings.every(({ until }) => until <= now);

/**
 * What was reported in a month opened again changes what later months say of the year so far, and, across the year's
 * end, of findings that are still open. Those that are closed are settled and exported anew; one that is itself open
 * again for somebody will be when that is over. A settling that is under way may have read what was before: it loses
 * its race by the revision, and begins again.
 */
async function settleLaterMonthsAgain(
  deps: Pick<AdvanceDeps, 'registry' | 'now' | 'root'>,
  changed: Month,
): Promise<void> {
  const { registry } = deps;
  const later = (await registry.periods()).filter(({ month }) => month > changed);
  for (const { month } of later) {
    for (let outcome: SetOutcome | 'nothing' = 'lost'; outcome === 'lost'; ) {
      const state = await registry.period(month);
      const settled = (state?.reopenings.length ?? 0) > 0 && state?.settled === true;
      outcome =
        state?.status === 'closed'
          ? await putState(deps, state, { ...state, settled, revision: state.revision + 1 })
          : 'nothing';
    }
  }
}

/**
 * Queues the final export under the id that the period names, once; its worker is nudged until it has begun. Where an
 * analyst has ordered the same since the settling and it has not begun, that is the one: the state with its name is
 * returned.
 */
async function requestFinalExport(deps: AdvanceDeps, state: PeriodState): Promise<PeriodState | null> {
  const exportId = state.finalExport;
  if (exportId === null) return null;
  for (let outcome: SetOutcome = 'lost'; outcome === 'lost'; ) {
    const stored = await deps.registry.export(exportId);
    if (stored !== null && stored.status !== 'queued') return null;
    if (stored !== null) break;
    const now = deps.now();
    const wanted = {
      exportId,
      organization: deps.root,
      period: state.month,
      kind: 'final',
      csv: 'plain',
    } as const;
    const order = newOrder({ ...wanted, requestedBy: REQUESTED_BY_CLOSING }, now);
    const last = await deps.registry.lastOrdered(order);
    // Another run may have ordered it just now, and an earlier closing of a month that was opened again is not this one.
    const isWaiting = last?.status === 'queued' && last.kind === 'final';
    const isAnalysts = isWaiting && last.requestedBy !== REQUESTED_BY_CLOSING;
    if (isAnalysts) return { ...state, finalExport: last.exportId };
    const note = exportNote({ at: now, by: null }, order, [deps.root]);
    outcome = await deps.registry.orderExport(order, last?.exportId ?? null, note);
  }
  await deps.jobs.publishExport(exportId);
  return null;
}
