/**
 * The mistakes that look right. Each is a wrong step in place of a right one, or a wrong store in place of the real
 * one; the product knows of none of them. `scenario` is where it does its harm.
 */
import { weightOf } from '../../shared/domain/scorecards/handed-on.ts';
import type { ScoreRow } from '../../shared/domain/scorecards/scorecard.ts';
import { remedyRevision } from '../support/inspections.ts';
import type { Code } from './code.ts';
import {
  bindAnywhere,
  leaveLaterMonths,
  readAncestorsFirst,
  rewriteSilently,
  sealAsFound,
} from './planted-registry.ts';
import { scorecardsWith } from './planted-scorecards.ts';
import {
  committeeFold,
  dueDateAnew,
  isAllowed,
  lastFormerParentOnly,
  lockedScorecards,
  looksOnce,
  optimisticLock,
  ownFold,
  planFromCache,
  putting,
  staleReads,
  storedRow,
  sum,
  valueBeforeVersion,
  withoutStamp,
} from './planted-steps.ts';
import type { ScenarioName } from './scenarios.ts';
import type { Planted } from './world.ts';

export type Mistake = {
  readonly name: string;
  readonly scenario: ScenarioName;
  readonly planted: Planted;
};

export const mistakes: readonly Mistake[] = [
  {
    name: 'a due date stamped anew with every rewriting',
    scenario: 'a programme is joined, changed and left while months open',
    planted: { code: dueDateAnew },
  },
  {
    name: 'a programme that goes on where its issuer is no superior any more',
    scenario: 'a committee leaves the issuer of its programme while months open',
    planted: { registry: bindAnywhere },
  },
  {
    name: 'a put without a condition',
    scenario: 'a cell changes its mind',
    planted: { scorecards: scorecardsWith({ allowed: () => true, refused: () => 'done' }) },
  },
  {
    name: 'an optimistic lock that is read after the children',
    scenario: 'a cell changes its mind',
    planted: { code: optimisticLock('last'), scorecards: lockedScorecards('again') },
  },
  {
    name: 'an optimistic lock whose conflict is swallowed',
    scenario: 'three cells submit',
    planted: { code: optimisticLock('first'), scorecards: lockedScorecards('done') },
  },
  {
    name: 'no put where the value looks equal',
    scenario: 'an empty committee moves',
    planted: {
      code: putting((honest, world) => async (store, rows) => {
        const different: ScoreRow[] = [];
        for (const row of rows) {
          const stored = await storedRow(world, row);
          if (stored === null || withoutStamp(stored) !== withoutStamp(row)) different.push(row);
        }
        return honest(store, different);
      }),
    },
  },
  {
    name: "a committee's watermark is the largest of its rows' instead of their sum",
    scenario: 'two cells submit',
    planted: {
      code: committeeFold((rows, { rows: partition, plan }) => {
        const watermark = Math.max(0, ...partition.map((row) => row.watermark)) + (plan?.version ?? 0) + 1;
        return rows.map((row) => ({ ...row, watermark }));
      }),
    },
  },
  {
    name: 'eventually consistent reads of the rows',
    scenario: 'a cell changes its mind',
    planted: { readScorecards: staleReads },
  },
  {
    name: 'rows deleted under the former parent',
    scenario: 'a cell moves there and back',
    planted: {
      scorecards: scorecardsWith({
        allowed: isAllowed,
        refused: () => 'done',
        become: (row) => (row.tombstone ? null : row),
      }),
    },
  },
  { name: 'plan rows from a cache', scenario: 'criteria change', planted: planFromCache() },
  {
    name: "a plan row's content read before its version",
    scenario: 'criteria change',
    planted: { code: valueBeforeVersion },
  },
  {
    name: 'old code may overwrite what new code has put',
    scenario: 'new code',
    planted: {
      scorecards: scorecardsWith({
        allowed: (old, row) => old === null || old.watermark < row.watermark,
        refused: () => 'done',
      }),
    },
  },
  {
    name: 'one row that is done ends the whole fold',
    scenario: 'a cell moves',
    planted: {
      code: putting((honest) => async (store, rows) => {
        let stored = 0;
        for (const row of rows) {
          const put = await honest(store, [row]);
          if (put.again) return { stored, contradicted: 0, again: true };
          if (put.stored === 0) return { stored, contradicted: 0, again: false };
          stored += 1;
        }
        return { stored, contradicted: 0, again: false };
      }),
    },
  },
  {
    name: 'a tombstone put only once',
    scenario: 'a cell moves to and fro',
    planted: {
      code: putting((honest, world) => async (store, rows) => {
        const due: ScoreRow[] = [];
        for (const row of rows)
          if (!row.tombstone || (await storedRow(world, row))?.tombstone !== true) due.push(row);
        return honest(store, due);
      }),
    },
  },
  {
    name: "tombstones left out of the parent's watermark",
    scenario: 'a cell moves',
    planted: {
      code: committeeFold((rows, { rows: partition }) => {
        const left = sum(partition.filter((row) => row.tombstone).map((row) => row.watermark));
        return rows.map((row) => ({ ...row, watermark: row.watermark - left }));
      }),
    },
  },
  {
    name: 'a tombstone under the last former parent only',
    scenario: 'a cell moves on',
    planted: { code: lastFormerParentOnly },
  },
  {
    name: 'an own watermark without the plan version',
    scenario: 'a cell moves',
    planted: {
      code: ownFold((rows, { plans }) =>
        rows.map((row) => {
          const versions = plans.filter((plan) => plan.month <= row.month).map((plan) => plan.version);
          return { ...row, watermark: row.watermark - sum(versions) };
        }),
      ),
    },
  },
  {
    name: 'committees without an own row',
    scenario: 'an empty committee moves',
    planted: {
      code: ownFold((rows) => rows.filter((row) => row.parent !== row.organization)),
    },
  },
  {
    name: 'a sweep of own rows only',
    scenario: 'triggers of a move get lost',
    planted: { code: (honest) => ({ ...honest, sweepsCommittees: false }) },
  },
  {
    name: "a fold of the trigger's month only",
    scenario: 'an earlier month changes',
    planted: { code: ownFold((rows, { fromMonth }) => rows.filter(({ month }) => month === fromMonth)) },
  },
  {
    name: 'an own watermark from its own month only',
    scenario: 'an earlier month changes',
    planted: {
      code: ownFold((rows, { events, plans }) =>
        rows.map((row) => {
          const version = plans.find(({ month }) => month === row.month)?.version ?? 0;
          const revisions = events.filter(({ month }) => month === row.month).length;
          return { ...row, watermark: revisions + version + row.foldVersion };
        }),
      ),
    },
  },
  {
    name: 'what the year before hands on left out of the watermark',
    scenario: 'a closing year is inspected and nothing else happens',
    planted: {
      code: ownFold((rows, { before = null }) =>
        rows.map((row) => ({ ...row, watermark: row.watermark - weightOf(before) })),
      ),
    },
  },
  {
    name: 'later months left as they were exported when an earlier one was opened again',
    scenario: 'a month is opened again after a later one is closed',
    planted: { registry: leaveLaterMonths },
  },
  {
    name: 'a remedy taken back that goes on counting',
    scenario: 'remedies are amended and taken back over the close of their month',
    planted: {
      code: (honest) => ({
        ...honest,
        scoring: {
          ...honest.scoring,
          fold: (inputs) =>
            honest.scoring.fold({
              ...inputs,
              events: inputs.events.map((event) =>
                event.type === 'remedy' ? { ...remedyRevision({}, event), key: event.key } : event,
              ),
            }),
        },
      }),
    },
  },
  {
    name: 'a year that hands nothing on',
    scenario: 'findings stay open over the end of the year',
    planted: {
      code: ownFold((rows) =>
        rows.map((row) => {
          if (row.tombstone) return row;
          const { handedOn: _, ...kept } = row;
          return kept;
        }),
      ),
    },
  },
  {
    name: 'inherited criteria changed without raising the version',
    scenario: 'inherited criteria come with a move',
    planted: { registry: rewriteSilently('criteriaSet') },
  },
  {
    name: 'a path changed without raising the version',
    scenario: 'a committee moves',
    planted: { registry: rewriteSilently('path') },
  },
  {
    // Looking again would mend it, so this one does not.
    name: 'an opening that reads the parent before the plan row',
    scenario: 'a month opens while cells move',
    planted: {
      code: (honest, world) => {
        const once = looksOnce(honest, world);
        return { ...once, planning: { ...once.planning, read: readAncestorsFirst } };
      },
    },
  },
  {
    name: 'a rewriting job that does not look again',
    scenario: 'a committee moves there and back',
    planted: { code: looksOnce },
  },
  {
    name: 'a job that makes a row and does not look again',
    scenario: 'a cell is entered and closed again',
    planted: { code: looksOnce },
  },
  {
    name: 'a row that is made whatever has become of its month',
    scenario: 'a cell is entered and closed again while the month closes',
    planted: { registry: (honest) => ({ ...honest, createPlanRow: honest.putPlanRow }) },
  },
  {
    name: 'a closing that does not wait for the writes before it',
    scenario: 'a month closes',
    planted: { waitsForWrites: false },
  },
  {
    name: 'a closing that leaves plan rows to slow planning jobs',
    scenario: 'a month closes while cells move',
    planted: { code: (honest) => ({ ...honest, seal: async () => {} }) },
  },
  ...(
    [
      ['moved', 'a month closes while cells move'],
      ['moved with all below it', 'a month closes while a committee moves'],
      ['put in force', 'a month closes while criteria are adopted'],
      ['asked by a programme', 'a month closes while a programme is published'],
    ] as const
  ).map(([what, scenario]) => ({
    ...{ name: `a closing that seals before everybody is planned: ${what}`, scenario },
    planted: { code: (honest: Code) => ({ ...honest, seal: sealAsFound }) },
  })),
  {
    name: 'a closing that plans before the changes under way are stored',
    scenario: 'a month closes while cells move',
    planted: { waitsForWrites: false },
  },
];
