/**
 * A month of 20,000 organizations is closed on a DynamoDB Local of its own, by the jobs and the real adapters: sealed,
 * reckoned by a run that is cut off half way and by the one that goes on, and reckoned once more as a month whose rows
 * the consumers have put. The tables have no streams, so the first reckoning puts every row.
 */
import pMap from 'p-map';
import { dynamoEventStore } from '../../shared/adapters/dynamodb/event-store.ts';
import { dynamoRegistry } from '../../shared/adapters/dynamodb/registry.ts';
import { dynamoScorecardStore } from '../../shared/adapters/dynamodb/scorecard-store.ts';
import { presetCriteriaSets } from '../../shared/adapters/presets/criteria-sets.ts';
import { openingPeriod } from '../../shared/jobs/advance-period.ts';
import { sealMonth } from '../../shared/jobs/seal-month.ts';
import { SETTLING_STEPS, type SettlingSteps, settleMonth } from '../../shared/jobs/settle-month.ts';
import { aNote } from '../support/audited.ts';
import { meetingRecord, meetingRevision } from '../support/records.ts';
import type { Figure } from './figures.ts';
import { counterOf, type OwnEngine, onOwnEngine } from './own-engine.ts';
import { goingOn } from './progress.ts';
import { enterRoster, MONTH, PROVINCE, provinceOf, TODAY } from './province.ts';

/** `records` of the cells have reported. */
export type ClosingSize = { readonly cells: number; readonly records: number };

/** 20,046 organizations. */
const FULL: ClosingSize = { cells: 19_000, records: 2_000 };
const SMALL: ClosingSize = { cells: 700, records: 50 };
export const closingSize = (small: boolean): ClosingSize => (small ? SMALL : FULL);

const NOW = `${TODAY}T02:00:00.000Z`;

/** A run that its function's time is over for. */
class CutOff extends Error {
  override readonly name = 'CutOff';
}

/** @throws Error where the reckoning does not end as it must */
export const measureClosing = (size: ClosingSize): Promise<Figure[]> =>
  onOwnEngine('closing', (engine) => measureOn(engine, size));

async function measureOn(
  { direct, metered: client, meter }: OwnEngine,
  { cells, records }: ClosingSize,
): Promise<Figure[]> {
  const province = provinceOf(cells);
  const total = province.organizations.length;
  await goingOn(
    `writing ${total} organizations and ${records} records`,
    () => 'past the meter',
    async () => {
      await enterRoster({ client: direct, name: 'registry' }, province);
      const { append } = dynamoEventStore({ client: direct, name: 'events' });
      const record = meetingRecord({ heldOn: `${MONTH}-13` });
      await pMap(
        province.cells.slice(0, records),
        (organization) => append(meetingRevision({ organization, month: MONTH, record })),
        { concurrency: 16 },
      );
    },
  );
  const registry = dynamoRegistry({ client, name: 'registry' });
  const events = dynamoEventStore({ client, name: 'events' });
  const scorecards = dynamoScorecardStore({ client, name: 'scorecards' });
  const deps = { registry, events, scorecards, criteriaSets: presetCriteriaSets };
  const planning = { registry, now: () => NOW, defaultCriteriaSet: { id: 'binh-thuan', revision: 1 } };
  const closing = { ...openingPeriod(MONTH, NOW), status: 'closing', closingAt: NOW } as const;
  await registry.putPeriod(closing, aNote());

  const figures: Figure[] = [];
  const count = counterOf('closing', meter, figures);
  await count('sealing every plan row', total, () => sealMonth(planning, PROVINCE, closing));
  const settle = (revision: number, steps?: SettlingSteps) =>
    settleMonth(deps, PROVINCE, { month: MONTH, revision }, steps);
  await count('reckoning, each row put, until it is cut off half way', total, () =>
    cutOff(() => settle(2, dyingAfter(total / 2))),
  );
  await count('going on with it', total, () => settle(2));
  await count('reckoning anew where every row stands', total, () => settle(3));
  await count('going on where nothing but the end is left', total, () => settle(3));
  const memory = { name: 'MB', value: process.resourceUsage().maxRSS / 1_024 };
  figures.push({ part: 'closing', figure: 'resident memory of this process at most', values: [memory] });
  return figures;
}

/** Own rows are folded until so many are, and then no more. */
function dyingAfter(most: number): SettlingSteps {
  let folded = 0;
  const score: SettlingSteps['folds']['score'] = async (deps, organization, from) => {
    folded += 1;
    if (folded > most) throw Object.assign(new CutOff('The time is over.'), { code: 'ETIMEDOUT' });
    return SETTLING_STEPS.folds.score(deps, organization, from);
  };
  return { ...SETTLING_STEPS, folds: { ...SETTLING_STEPS.folds, score } };
}

async function cutOff(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof CutOff) return;
    throw error;
  }
  throw new Error('It came to its end although it was to be cut off.');
}
