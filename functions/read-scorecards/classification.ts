/** Annual classification below an organization, by the tree of a month: distributions, and groups checked against a cap. */
import * as z from 'zod';
import type { classification } from '../../shared/contracts/classification.ts';
import { violation } from '../../shared/contracts/field-errors.ts';
import { validation } from '../../shared/contracts/problem.ts';
import { CLASSIFICATIONS } from '../../shared/domain/events/annual-facts.ts';
import { yearOf } from '../../shared/domain/period.ts';
import { isGrassroots, KINDS, type Kind, UNITS } from '../../shared/domain/roster/organization.ts';
import type { PlanRow } from '../../shared/domain/roster/plan.ts';
import {
  addGroups,
  addTallies,
  cappedGroups,
  type Distribution,
  distributionOf,
  type GroupTally,
  type NamedCap,
  NO_TALLY,
  type Tally,
  tallyOf,
} from '../../shared/domain/scorecards/classification.ts';
import {
  type ClassifyDeps,
  type ClassifyPlace,
  classifyPart,
  LostSuperiorError,
  MOST_CLASSIFIED,
} from '../../shared/jobs/classify-parts.ts';
import { decodeCursor, encodeCursor, lostCursor, type Position } from '../../shared/runtime/cursor.ts';

export type ClassificationDeps = ClassifyDeps & {
  /** At least one; the first is used unless another is asked for. */
  readonly caps: readonly NamedCap[];
};

type Asked = {
  readonly kind?: readonly Kind[] | undefined;
  readonly cap?: string | undefined;
  readonly cursor?: string | undefined;
};

/**
 * @param top the organization's plan row of the month whose tree counts
 * @throws Refusal 422 for a cap that is not known, or a cursor of another walk
 */
export async function classificationBelow(
  deps: ClassificationDeps,
  top: PlanRow,
  { kind, cap: wanted, cursor }: Asked,
  most = MOST_CLASSIFIED,
): Promise<z.output<typeof classification>> {
  const cap = capNamed(deps, wanted);
  const at = decodeCursor(cursor, position);
  const sofar = at === null ? null : soFarOf(at);
  if (sofar !== null && sofar.month !== top.month) throw lostCursor();
  const isWanted = (row: PlanRow) => kind === undefined || kind.includes(row.kind);
  const { classified, groups, next } = await classifyPart(
    deps,
    top,
    { isWanted, place: sofar?.place ?? null },
    most,
  ).catch((error: unknown) => {
    throw error instanceof LostSuperiorError ? lostCursor() : error;
  });
  const tallies = KINDS.map((one, i) =>
    addTallies(sofar?.tallies[i] ?? NO_TALLY, tallyOf(classified.filter((other) => other.kind === one))),
  );
  const of = (which: (kind: Kind) => boolean) =>
    toWire(distributionOf(tallies.filter((_, i) => which(KINDS[i] ?? 'body')).reduce(addTallies, NO_TALLY)));
  return {
    organization: top.organization,
    year: yearOf(top.month),
    period: top.month,
    cap: { ...cap },
    all: of(() => true),
    grassroots: of(isGrassroots),
    kinds: KINDS.filter((_, i) => (tallies[i] ?? NO_TALLY).total > 0).map((one) => ({
      kind: one,
      distribution: of((other) => other === one),
    })),
    groups: cappedGroups(addGroups(groups), cap).map(({ total, assessed, levels, ...group }) => ({
      ...group,
      distribution: toWire({ total, assessed, levels }),
    })),
    next: next && encodeCursor(positionOf({ month: top.month, tallies, place: next })),
  };
}

const toWire = ({ levels, ...counts }: Distribution) => ({
  ...counts,
  levels: levels.map((level) => ({ ...level })),
});

type SoFar = { readonly month: string; readonly tallies: readonly Tally[]; readonly place: ClassifyPlace };

const TALLY = 1 + CLASSIFICATIONS.length;
const TALLIES = KINDS.length * TALLY;
/** In place of whom a superior's reading has come to, where it is finished; no organization can have this id. */
const ALL_READ = '.';

/** A month; what was counted so far, kind by kind; how far the last superior is read, with its groups; the superiors. */
const position = z
  .array(z.union([z.string(), z.int().nonnegative().max(1_000_000)]))
  .refine((parts) => soFarOf(parts) !== null);

const positionOf = ({ month, tallies, place: { superiors, reading } }: SoFar): Position => [
  month,
  ...tallies.flatMap(numbersOf),
  reading?.after ?? ALL_READ,
  reading?.groups.length ?? 0,
  ...(reading?.groups ?? []).flatMap(({ kind, unit, tally }) => [kind, unit, ...numbersOf(tally)]),
  ...superiors.flatMap(({ organization, after }) => [organization, after]),
];

const numbersOf = ({ total, counts }: Tally): number[] => [total, ...counts];

/** Null where it is no position. */
function soFarOf(parts: Position): SoFar | null {
  const tallies = talliesOf(parts.slice(1, 1 + TALLIES), KINDS.length);
  const [month, [after, groups, ...left]] = [parts[0], parts.slice(1 + TALLIES)];
  if (typeof month !== 'string' || tallies === null) return null;
  if (typeof after !== 'string' || typeof groups !== 'number') return null;
  const names = left.slice(groups * (2 + TALLY));
  if (names.length === 0 || names.length % 2 === 1 || !names.every((name) => typeof name === 'string'))
    return null;
  const superiors = Array.from({ length: names.length / 2 }, (_, i) => ({
    organization: names[2 * i] ?? '',
    after: names[2 * i + 1] ?? '',
  }));
  if (after === ALL_READ) return groups > 0 ? null : { month, tallies, place: { superiors, reading: null } };
  const counted = groupsIn(left.slice(0, groups * (2 + TALLY)), groups, superiors.at(-1)?.organization ?? '');
  return counted && { month, tallies, place: { superiors, reading: { after, groups: counted } } };
}

function talliesOf(parts: Position, many: number): Tally[] | null {
  if (parts.length !== many * TALLY || !parts.every((part) => typeof part === 'number')) return null;
  return Array.from({ length: many }, (_, i) => {
    const [total = 0, ...counts] = parts.slice(i * TALLY, (i + 1) * TALLY);
    return { total, counts };
  });
}

function groupsIn(parts: Position, many: number, superior: string): GroupTally[] | null {
  const groups = Array.from({ length: many }, (_, i) => {
    const [kind, unit, ...numbers] = parts.slice(i * (2 + TALLY), (i + 1) * (2 + TALLY));
    const [tally] = talliesOf(numbers, 1) ?? [];
    const found = { kind: KINDS.find((one) => one === kind), unit: UNITS.find((one) => one === unit) };
    if (tally === undefined || found.kind === undefined || found.unit === undefined) return null;
    return { superior, kind: found.kind, unit: found.unit, tally };
  });
  return groups.every((group) => group !== null) ? groups : null;
}

function capNamed({ caps }: ClassificationDeps, wanted: string | undefined): NamedCap {
  const found = wanted === undefined ? caps[0] : caps.find(({ id }) => id === wanted);
  if (found !== undefined) return found;
  const known = caps.map(({ id }) => id).join(', ');
  throw validation([violation('/cap', 'cap-known', `Chọn một trong: ${known}.`, `Choose one of ${known}.`)]);
}
