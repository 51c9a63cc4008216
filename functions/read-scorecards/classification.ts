/** Annual classification below an organization, by the tree of a month: distributions, and groups checked against a cap. */
import * as z from 'zod';
import type { classification } from '../../shared/contracts/classification.ts';
import { violation } from '../../shared/contracts/field-errors.ts';
import { validation } from '../../shared/contracts/problem.ts';
import { CLASSIFICATIONS } from '../../shared/domain/events/annual-facts.ts';
import { yearOf } from '../../shared/domain/period.ts';
import { KINDS, type Kind } from '../../shared/domain/roster/organization.ts';
import type { PlanRow } from '../../shared/domain/roster/plan.ts';
import {
  addTallies,
  comparableGroups,
  type Distribution,
  distributionOf,
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

const GRASSROOTS: ReadonlySet<Kind> = new Set<Kind>(['base-committee', 'base-cell']);

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
  const sofar = placeOf(decodeCursor(cursor, position));
  if (sofar !== null && sofar.month !== top.month) throw lostCursor();
  const isWanted = (row: PlanRow) => kind === undefined || kind.includes(row.kind);
  const { classified, next } = await classifyPart(
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
    grassroots: of((one) => GRASSROOTS.has(one)),
    kinds: KINDS.filter((_, i) => (tallies[i] ?? NO_TALLY).total > 0).map((one) => ({
      kind: one,
      distribution: of((other) => other === one),
    })),
    groups: comparableGroups(classified, cap).map(({ total, assessed, levels, ...group }) => ({
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

/** A month, what was counted so far, kind by kind, then two of each unfinished superior. */
const position = z
  .array(z.union([z.string(), z.int().nonnegative().max(1_000_000)]))
  .refine((parts) => parts.length > 1 + TALLIES && (parts.length - 1 - TALLIES) % 2 === 0)
  .refine((parts) => parts.every((part, i) => typeof part === (i > 0 && i <= TALLIES ? 'number' : 'string')));

const positionOf = ({ month, tallies, place }: SoFar): Position => [
  month,
  ...tallies.flatMap(({ total, counts }) => [total, ...counts]),
  ...place.flatMap(({ organization, after }) => [organization, after]),
];

function placeOf(parts: Position | null): SoFar | null {
  if (parts === null) return null;
  const numbers = parts.slice(1, 1 + TALLIES).map(Number);
  const names = parts.slice(1 + TALLIES).map(String);
  return {
    month: String(parts[0]),
    tallies: KINDS.map((_, i) => {
      const [total = 0, ...counts] = numbers.slice(i * TALLY, (i + 1) * TALLY);
      return { total, counts };
    }),
    place: Array.from({ length: names.length / 2 }, (_, i) => ({
      organization: names[2 * i] ?? '',
      after: names[2 * i + 1] ?? '',
    })),
  };
}

function capNamed({ caps }: ClassificationDeps, wanted: string | undefined): NamedCap {
  const found = wanted === undefined ? caps[0] : caps.find(({ id }) => id === wanted);
  if (found !== undefined) return found;
  const known = caps.map(({ id }) => id).join(', ');
  throw validation([violation('/cap', 'cap-known', `Chọn một trong: ${known}.`, `Choose one of ${known}.`)]);
}
