/** What the report tells, gathered from the rows of the scorecards as they go by. */
import { type EarlierPeriod, type EarlierPeriods, earlierFigures } from '../../../domain/earlier-periods.ts';
import type { ComparedMeasure } from '../../../domain/export-changes.ts';
import type { ScorecardEntry } from '../../../domain/export-tables.ts';
import type { Measures } from '../../../domain/measures.ts';
import { isCommittee, UNITS, type Unit } from '../../../domain/organization.ts';
import type { Period } from '../../../domain/period.ts';

/** The figures of one period, to be set beside those of another. */
export type Side = {
  readonly period: Period;
  readonly points: number | null;
  figure(measure: ComparedMeasure): number;
};

export type UnitLine = { readonly unit: Unit; readonly organizations: number; readonly sum: UnitSum };

const SUMMED = [
  'expected',
  'reported',
  'graded',
  'tot',
  'kha',
  'trungBinh',
  'kem',
  'dat',
  'khongDat',
  'membersRequired',
  'membersPresent',
] as const satisfies readonly (keyof Measures)[];
export type UnitSum = Readonly<Record<(typeof SUMMED)[number], number>>;

const ZERO: UnitSum = {
  expected: 0,
  reported: 0,
  graded: 0,
  tot: 0,
  kha: 0,
  trungBinh: 0,
  kem: 0,
  dat: 0,
  khongDat: 0,
  membersRequired: 0,
  membersPresent: 0,
};

export class ReportFigures {
  #top: ScorecardEntry | null = null;
  readonly #parts: ScorecardEntry[] = [];
  readonly #units = new Map<Unit, { organizations: number; sum: UnitSum }>();

  /** Takes every row as it goes by, the top first. */
  add(row: ScorecardEntry): void {
    this.#top ??= row;
    if (row.path.length === this.#top.path.length + 1) this.#parts.push(row);
    // A body meets nowhere: what it owes is nothing.
    if (isCommittee(row.kind) || row.kind === 'body') return;
    const known = this.#units.get(row.unit) ?? { organizations: 0, sum: ZERO };
    this.#units.set(row.unit, {
      organizations: known.organizations + 1,
      sum: addTo(known.sum, row.measures),
    });
  }

  /** Null before anything was scored. */
  get top(): ScorecardEntry | null {
    return this.#top;
  }

  get parts(): readonly ScorecardEntry[] {
    return this.#parts;
  }

  get units(): readonly UnitLine[] {
    return UNITS.flatMap((unit) => {
      const line = this.#units.get(unit);
      return line === undefined ? [] : [{ unit, ...line }];
    });
  }
}

const addTo = (sum: UnitSum, measures: Measures): UnitSum => ({
  expected: sum.expected + measures.expected,
  reported: sum.reported + measures.reported,
  graded: sum.graded + measures.graded,
  tot: sum.tot + measures.tot,
  kha: sum.kha + measures.kha,
  trungBinh: sum.trungBinh + measures.trungBinh,
  kem: sum.kem + measures.kem,
  dat: sum.dat + measures.dat,
  khongDat: sum.khongDat + measures.khongDat,
  membersRequired: sum.membersRequired + measures.membersRequired,
  membersPresent: sum.membersPresent + measures.membersPresent,
});

/** This period first, then the one before and the one a year before, as far as there are exports of them. */
export function sidesOf(top: ScorecardEntry, earlier: EarlierPeriods): readonly Side[] {
  const now: Side = {
    period: top.period,
    points: top.points,
    figure: (measure) => top.measures[measure],
  };
  const { before, aYearBefore } = earlier;
  const others = before?.period === aYearBefore?.period ? [before] : [before, aYearBefore];
  return [now, ...others.flatMap((each) => sideOf(top, each))];
}

function sideOf({ organization }: ScorecardEntry, earlier: EarlierPeriod | null): Side[] {
  const figures = earlier && earlierFigures(earlier, organization);
  return earlier === null || figures === null ? [] : [{ period: earlier.period, ...figures }];
}
