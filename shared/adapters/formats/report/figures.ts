/** What the report tells, gathered from the rows of the scorecards as they go by. */
import type { Measure } from '../../../domain/criteria/measures.ts';
import { percentOfFull } from '../../../domain/criteria/sheets-used.ts';
import {
  type EarlierPeriod,
  type EarlierPeriods,
  earlierFigures,
} from '../../../domain/exports/earlier-periods.ts';
import { figureOf } from '../../../domain/exports/export-changes.ts';
import { ownOfCell, type ScorecardEntry } from '../../../domain/exports/export-tables.ts';
import { roundHalfEven } from '../../../domain/integers.ts';
import type { Period } from '../../../domain/period.ts';
import { type OrganizationId, UNITS, type Unit } from '../../../domain/roster/organization.ts';
import type { Means } from '../mean-scale.ts';

/** The figures of one period, to be set beside those of another. */
export type Side = Means & {
  readonly period: Period;
  figure(measure: Measure): number;
};

export type UnitLine = { readonly unit: Unit; readonly organizations: number; readonly sum: UnitSum };

const SUMMED = [
  'expected',
  'reported',
  'graded',
  'pointsSum',
  'tot',
  'kha',
  'trungBinh',
  'kem',
  'dat',
  'khongDat',
  'membersRequired',
  'membersPresent',
  'fullScoreSum',
  'percentSum',
] as const satisfies readonly Measure[];
export type UnitSum = Readonly<Record<(typeof SUMMED)[number], number>>;

export type UnitSums = ReadonlyMap<Unit, UnitSum>;

const sumWith = (sum: UnitSum | undefined, figure: (measure: keyof UnitSum) => number): UnitSum => {
  const of = (measure: keyof UnitSum): number => (sum?.[measure] ?? 0) + figure(measure);
  return {
    expected: of('expected'),
    reported: of('reported'),
    graded: of('graded'),
    pointsSum: of('pointsSum'),
    tot: of('tot'),
    kha: of('kha'),
    trungBinh: of('trungBinh'),
    kem: of('kem'),
    dat: of('dat'),
    khongDat: of('khongDat'),
    membersRequired: of('membersRequired'),
    membersPresent: of('membersPresent'),
    fullScoreSum: of('fullScoreSum'),
    percentSum: of('percentSum'),
  };
};

/** Null if nothing was graded; an export older than the percent has none. */
export const meansOf = (sum: UnitSum): Means => ({
  points: sum.graded === 0 ? null : roundHalfEven(sum.pointsSum, sum.graded),
  percentOfFull: sum.fullScoreSum === 0 ? null : percentOfFull(sum),
});

export class ReportFigures {
  #top: ScorecardEntry | null = null;
  readonly #parts: ScorecardEntry[] = [];
  readonly #units = new Map<Unit, { organizations: number; sum: UnitSum }>();

  /** Takes every row as it goes by, the top first. */
  add(row: ScorecardEntry): void {
    this.#top ??= row;
    // An office of the committee's is no part of what is assessed.
    if (row.path.length === this.#top.path.length + 1 && row.kind !== 'body') this.#parts.push(row);
    const own = ownOfCell(row);
    if (own === null) return;
    const known = this.#units.get(row.unit);
    this.#units.set(row.unit, {
      organizations: (known?.organizations ?? 0) + 1,
      sum: sumWith(known?.sum, (measure) => own[measure]),
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

/** What stood below the organization, or below those that were merged into it, in an earlier period. */
export function earlierUnits(earlier: EarlierPeriod | null, organization: OrganizationId): UnitSums | null {
  if (earlier === null) return null;
  const tops = new Set(earlier.families.get(organization) ?? [organization]);
  if (tops.size === 0) return null;
  const sums = new Map<Unit, UnitSum>();
  for (const row of earlier.rows.values()) {
    const own = ownOfCell({ ...row, measures: row.figures });
    if (own === null || !row.path.some((id) => tops.has(id))) continue;
    sums.set(
      row.unit,
      sumWith(sums.get(row.unit), (measure) => figureOf({ figures: own }, measure)),
    );
  }
  return sums;
}

/** This period first, then the one before and the one a year before, as far as there are exports of them. */
export function sidesOf(top: ScorecardEntry, earlier: EarlierPeriods): readonly Side[] {
  const now: Side = {
    period: top.period,
    points: top.points,
    percentOfFull: top.percentOfFull,
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
