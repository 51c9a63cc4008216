/** How far a programme's targets are met: over all who take part, by kind of unit, and by whoever stands next below. */
import { addArrays, fromArray, type Measures, sumMonths, toArray } from '../criteria/measures.ts';
import type { Month } from '../period.ts';
import { type OrganizationId, UNITS, type Unit } from '../roster/organization.ts';
import type { LiveRow } from '../scorecards/scorecard.ts';
import type { Programme } from './programme.ts';
import { judged, nearerMiss, type Target, type TargetValue } from './target.ts';

/** What figures are made of; all of months in which the programme was in force for the row's organization. */
export type ProgressRows = {
  /** The highest organizations that take part, never one below another. */
  readonly whole: readonly LiveRow[];
  /** Whoever is compared with one another: what is directly below, or who takes part. */
  readonly parts: readonly LiveRow[];
  /** Own rows of everybody in the whole; null: too many to be read. */
  readonly own: readonly LiveRow[] | null;
};

export type PartProgress = {
  readonly organization: OrganizationId;
  readonly name: string;
  readonly value: TargetValue;
};

export type TargetProgress = {
  readonly target: Target;
  readonly value: TargetValue;
  /** In the order of the glossary; null: too many organizations. */
  readonly byUnit: readonly { readonly unit: Unit; readonly value: TargetValue }[] | null;
  readonly parts: { readonly met: number; readonly missed: number; readonly unmeasured: number };
  /** The parts that miss the target by the least, the nearest first. */
  readonly nearestMisses: readonly PartProgress[];
};

/** A programme, by the revision in force, and how far its targets are met. */
export type ProgrammeProgress = Pick<Programme, 'id' | 'revision' | 'title' | 'basis'> & {
  readonly targets: readonly TargetProgress[];
};

const MOST_MISSES = 5;

/** Rows of several organizations like one: each month summed, then the months like a longer period. */
function measuresOver(rows: readonly LiveRow[], months: readonly Month[]): Measures {
  const byMonth = Map.groupBy(rows, ({ month }) => month);
  return fromArray(
    sumMonths(
      months.map((month) =>
        (byMonth.get(month) ?? []).map(({ measures }) => measures).reduce(addArrays, toArray({})),
      ),
    ),
  );
}

/** A count is asked of all together; of a part it says how much, not whether it is enough. */
const ofPart = (target: Target, measures: Measures): TargetValue => {
  const value = judged(target, measures);
  return target.kind === 'count' ? { ...value, met: null, short: 0 } : value;
};

/** @param asksCounts whether the whole is everybody whom the programme's counts are asked of */
export function progressOf(
  targets: readonly Target[],
  { whole, parts, own }: ProgressRows,
  asksCounts: boolean,
): TargetProgress[] {
  const months = [...new Set(whole.map(({ month }) => month))].sort();
  const total = measuresOver(whole, months);
  const units = own && Map.groupBy(own, ({ profile }) => profile.unit);
  const unitMeasures =
    units &&
    UNITS.flatMap((unit) => {
      const rows = units.get(unit);
      return rows === undefined ? [] : [{ unit, measures: measuresOver(rows, months) }];
    });
  const partMeasures = [...Map.groupBy(parts, ({ organization }) => organization)].map(
    ([organization, rows]) => ({
      organization,
      name: rows.at(-1)?.profile.name ?? organization,
      measures: measuresOver(rows, months),
    }),
  );
  return targets.map((target) => {
    const judgedParts = partMeasures.map(({ measures, ...one }) => ({
      ...one,
      value: ofPart(target, measures),
    }));
    const countOf = (met: boolean | null) => judgedParts.filter(({ value }) => value.met === met).length;
    return {
      target,
      value: asksCounts ? judged(target, total) : ofPart(target, total),
      byUnit: unitMeasures?.map(({ unit, measures }) => ({ unit, value: ofPart(target, measures) })) ?? null,
      parts: { met: countOf(true), missed: countOf(false), unmeasured: countOf(null) },
      nearestMisses: judgedParts
        .filter(({ value }) => value.met === false)
        .toSorted((a, b) => nearerMiss(a.value, b.value) || (a.organization < b.organization ? -1 : 1))
        .slice(0, MOST_MISSES),
    };
  });
}
