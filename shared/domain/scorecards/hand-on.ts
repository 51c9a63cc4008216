/** What a year hands on to the next, and what is left of it there month by month. */

import { type FindingsLeft, findingsLeft } from '../events/findings.ts';
import { remedyKey } from '../events/inspection.ts';
import type { Month } from '../period.ts';
import { compareTexts } from '../text-order.ts';
import type { Runs } from './flag.ts';
import type { HandedOn, HandedOnFinding, YearBefore } from './handed-on.ts';
import { inspectionsOf, type Told } from './told.ts';

/**
 * What a whole year hands on; null where there is nothing.
 * @param told by the events of the year
 * @param runs at its end
 */
export function handOn(before: YearBefore | null, told: Told, runs: Runs): HandedOn | null {
  const toldAgain = new Set(told.remedies.map(({ key }) => key));
  const known = standing(before, told).filter((one) => !one.remedied || toldAgain.has(remedyKeyOf(one)));
  const found = inspectionsOf(told).flatMap(({ key, month, record, remedied }) =>
    record.findings.map(({ n, remedyDue }) => ({
      inspection: key,
      month,
      n,
      remedyDue,
      remedied: remedied.includes(n),
    })),
  );
  const findings = [...known, ...found].toSorted(
    (a, b) => compareTexts(a.inspection, b.inspection) || compareTexts(a.month, b.month) || a.n - b.n,
  );
  if (findings.length === 0 && runs.same === null && runs.full === null) return null;
  return { findings, runs };
}

/** Handed on, and not put right by what this year tells. @param told by the year's events up to a month */
export const handedOnOpen = (before: YearBefore | null, told: Told): HandedOnFinding[] =>
  standing(before, told).filter(({ remedied }) => !remedied);

/** What is left in a month of what was handed on. @param told by the year's events up to the month's own */
export const handedOnLeft = (
  before: YearBefore | null,
  told: Told,
  of: { readonly month: Month; readonly duePassed: boolean },
): FindingsLeft => findingsLeft(handedOnOpen(before, told), [], of);

const remedyKeyOf = ({ month, inspection, n }: HandedOnFinding): string =>
  remedyKey({ month, key: inspection }, n);

/** Handed on, and put right or open again by what this year tells. */
function standing(before: YearBefore | null, { remedies }: Told): HandedOnFinding[] {
  const newest = new Map(remedies.map(({ key, withdrawn }) => [key, !withdrawn]));
  return (before?.handedOn.findings ?? []).map((one) => ({
    ...one,
    remedied: newest.get(remedyKeyOf(one)) ?? one.remedied,
  }));
}
