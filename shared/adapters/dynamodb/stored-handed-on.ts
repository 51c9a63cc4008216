/** The stored form of what a December hands on, short enough that its row stays within one write unit. */
import * as z from 'zod';
import { NO_RUNS, type Run, type Runs } from '../../domain/scorecards/flag.ts';
import type { HandedOn, HandedOnFinding } from '../../domain/scorecards/handed-on.ts';
import { localDate, ordinal } from './field-schemas.ts';
import { flat } from './flat-list.ts';
import type { Item } from './requests.ts';

const MINUTE_MS = 60_000;
/** Of minutes of Unix time. */
const BASE = 36;

const encodeRun = ({ since, running }: Run): string =>
  `${(Date.parse(since) / MINUTE_MS).toString(BASE)}.${running}`;
const runAt = (minutes: string, running: string): Run => ({
  since: new Date(Number.parseInt(minutes, BASE) * MINUTE_MS).toISOString(),
  running: Number(running),
});

/** Of the same counts their digest, the minute at which the run begins and its length; of full ones the last two. */
const RUNS = /^(?:([0-9a-z]+)\.([0-9a-z]+)\.([1-9]\d*))?\/(?:([0-9a-z]+)\.([1-9]\d*))?$/;
const storedRuns = z
  .string()
  .regex(RUNS)
  .transform((text): Runs => {
    const [, print, sameSince, same, fullSince, full] = RUNS.exec(text) ?? [];
    return {
      same: print && sameSince && same ? { ...runAt(sameSince, same), print } : null,
      full: fullSince && full ? runAt(fullSince, full) : null,
    };
  });
const encodeRuns = ({ same, full }: Runs): string =>
  `${same === null ? '' : `${same.print}.${encodeRun(same)}`}/${full === null ? '' : encodeRun(full)}`;

/** The month is told where it is not that of the day of the inspection, which is seldom. */
const INSPECTION = /^(?:(20\d\d-\d\d)\/)?((20\d\d-\d\d)-.+)$/;
const inspection = z
  .string()
  .regex(INSPECTION)
  .transform((text) => {
    const [, told, key = '', ofDay = ''] = INSPECTION.exec(text) ?? [];
    return { month: told ?? ofDay, inspection: key };
  });
const encodeInspection = ({ month, inspection: key }: HandedOnFinding): string =>
  key.startsWith(`${month}-`) ? key : `${month}/${key}`;

/** inspection, number, day that the remedy is due, whether put right */
const finding = z.tuple([inspection, ordinal, localDate.nullable(), z.boolean()]);
const FINDING_FIELDS = 4;

/** What a row may carry of it. */
export const handedOnFields = {
  runs: storedRuns.optional(),
  findings: flat(finding, FINDING_FIELDS).optional(),
};

export function decodeHandedOn({
  runs,
  findings,
}: z.infer<z.ZodObject<typeof handedOnFields>>): HandedOn | undefined {
  if (runs === undefined && findings === undefined) return undefined;
  return {
    runs: runs ?? NO_RUNS,
    findings: (findings ?? []).map(([where, n, remedyDue, remedied]) => ({
      ...where,
      n,
      remedyDue,
      remedied,
    })),
  };
}

export const encodeHandedOn = ({ runs, findings }: HandedOn): Item => ({
  ...(runs.same === null && runs.full === null ? {} : { runs: encodeRuns(runs) }),
  ...(findings.length === 0
    ? {}
    : {
        findings: findings.flatMap((one) => [encodeInspection(one), one.n, one.remedyDue, one.remedied]),
      }),
});
