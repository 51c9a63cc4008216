/**
 * Periods by hand: writes down what is asked for, nudges the job that carries it out, and waits a little, so that
 * small provinces get their answer at once. The hourly schedule picks up what a lost nudge left.
 */
import * as z from 'zod';
import { periodToWire } from '../../shared/contracts/periods.ts';
import { notFound, periodClosed, periodNotOpen } from '../../shared/contracts/problem.ts';
import {
  getPeriod,
  listPeriods,
  postClosing,
  postOpening,
  postReopening,
} from '../../shared/contracts/routes.ts';
import { periodNote } from '../../shared/domain/log/registry-audit.ts';
import { localMonth, type Month } from '../../shared/domain/period.ts';
import type { PeriodState } from '../../shared/domain/roster/plan.ts';
import { openingPeriod } from '../../shared/jobs/advance-period.ts';
import type { Jobs } from '../../shared/ports/jobs.ts';
import type { AccessDeps, Caller } from '../../shared/runtime/access.ts';
import { type ApiOptions, apiHandler, endpoint } from '../../shared/runtime/api-handler.ts';
import { pageAfter } from '../../shared/runtime/cursor.ts';
import { refuseClosingOutOfTurn, refuseFarAhead, refuseOpeningOutOfTurn } from './in-order.ts';
import { mark, type PeriodChange } from './mark.ts';
import { type ReopeningDeps, reopen } from './reopen.ts';

export type Deps = AccessDeps & {
  readonly registry: ReopeningDeps['registry'];
  readonly jobs: Pick<Jobs, 'advancePeriods'>;
  /** Resolves after so many milliseconds. */
  readonly wait: (milliseconds: number) => Promise<void>;
};

const POLL_MS = 250;
/** Within the gateway's 30 s and a person's patience; a store that is slow to answer takes of it, too. */
const PATIENCE_MS = 10_000;

const position = z.tuple([z.string()]);

const isOpen = ({ status }: PeriodState): boolean => status === 'open';
const isSettled = ({ status, settled }: PeriodState): boolean => status === 'closed' && settled;

const putBy =
  ({ registry, now, province }: Deps, { subject }: Pick<Caller, 'subject'>) =>
  (change: PeriodChange) =>
    registry.putPeriod(change.after, periodNote({ at: now(), by: subject }, province, change));

/** Nudges unless it is done, and looks again and again for a while. */
async function carryOut(deps: Deps, month: Month, isDone: (state: PeriodState) => boolean) {
  let state = await deps.registry.period(month);
  if (state !== null && !isDone(state)) await deps.jobs.advancePeriods();
  const until = Date.parse(deps.now()) + PATIENCE_MS;
  const isPatient = (poll: number) => poll * POLL_MS < PATIENCE_MS && Date.parse(deps.now()) < until;
  for (let poll = 0; isPatient(poll) && state !== null && !isDone(state); poll += 1) {
    await deps.wait(POLL_MS);
    state = await deps.registry.period(month);
  }
  if (state === null) throw notFound();
  const body = periodToWire(state);
  return isDone(state)
    ? ({ status: 200, body } as const)
    : ({ status: 202, location: `/periods/${month}`, body } as const);
}

export const createHandler = (deps: Deps, options?: ApiOptions) =>
  apiHandler(
    deps,
    [
      endpoint(listPeriods, async ({ query }) => {
        const periods = await deps.registry.periods();
        const { items, next } = pageAfter(periods, ({ month }) => [month], position, query);
        return { status: 200, body: { items: items.map(periodToWire), next } };
      }),
      endpoint(getPeriod, async ({ params: { period } }) => {
        const state = await deps.registry.period(period);
        if (state === null) throw notFound();
        return { status: 200, body: periodToWire(state) };
      }),
      endpoint(postOpening, async ({ params: { period } }, { caller }) => {
        refuseFarAhead(period, localMonth(deps.now()));
        refuseOpeningOutOfTurn(period, await deps.registry.periods());
        const open = (state: PeriodState | null) => {
          if (state === null) return openingPeriod(period, deps.now());
          if (state.status === 'opening' || state.status === 'open') return null;
          throw periodClosed(period, state.closedAt ?? state.closingAt);
        };
        await mark(deps, period, open, putBy(deps, caller));
        return carryOut(deps, period, isOpen);
      }),
      endpoint(postReopening, async ({ params: { period }, body }, { subject, guard }) => {
        const { organization } = body;
        const { roles } = postReopening.access;
        const found = await guard.month(subject, roles, { organization, month: period }, 'refuse');
        const until = await reopen(deps, found, { ...body, subject });
        return { status: 200, body: { period, organization, reopenedUntil: until } };
      }),
      endpoint(postClosing, async ({ params: { period } }, { caller }) => {
        const periods = await deps.registry.periods();
        const close = (state: PeriodState | null): PeriodState | null => {
          if (state === null || state.status === 'opening') throw periodNotOpen(period);
          if (state.status !== 'open') return null;
          refuseClosingOutOfTurn(period, periods);
          return { ...state, status: 'closing', closingAt: deps.now(), revision: state.revision + 1 };
        };
        await mark(deps, period, close, putBy(deps, caller));
        return carryOut(deps, period, isSettled);
      }),
    ],
    options,
  );
