/** Annual classification below an organization, by the tree of a month: distributions, and groups checked against a cap. */
import pMap from 'p-map';
import type * as z from 'zod';
import type { classification } from '../../shared/contracts/classification.ts';
import { violation } from '../../shared/contracts/field-errors.ts';
import { validation } from '../../shared/contracts/problem.ts';
import {
  type Classified,
  comparableGroups,
  type Distribution,
  distributionOf,
  type NamedCap,
} from '../../shared/domain/classification.ts';
import { KINDS, type Kind } from '../../shared/domain/organization.ts';
import { yearOf } from '../../shared/domain/period.ts';
import type { PlanRow } from '../../shared/domain/plan.ts';
import { latestFacts } from '../../shared/jobs/latest-facts.ts';
import { plannedLevels, type WalkRegistry } from '../../shared/jobs/walk-tree.ts';
import type { EventStore } from '../../shared/ports/event-store.ts';

export type ClassificationDeps = {
  readonly registry: WalkRegistry;
  readonly events: Pick<EventStore, 'eventsOfYear'>;
  /** At least one; the first is used unless another is asked for. */
  readonly caps: readonly NamedCap[];
};

/** Each is two queries; more than a call has time for are looked at part by part, or kind by kind. */
const MOST_CLASSIFIED = 2_000;
const REQUESTS_AT_ONCE = 16;

const GRASSROOTS: ReadonlySet<Kind> = new Set<Kind>(['base-committee', 'base-cell']);

type Asked = { readonly kind?: readonly Kind[] | undefined; readonly cap?: string | undefined };

/**
 * @param top the organization's plan row of the month whose tree counts
 * @throws Refusal 422 for a cap that is not known, or too many organizations
 */
export async function classificationBelow(
  deps: ClassificationDeps,
  top: PlanRow,
  { kind, cap: wanted }: Asked,
): Promise<z.output<typeof classification>> {
  const cap = capNamed(deps, wanted);
  const year = yearOf(top.month);
  const rows = (await plannedLevels(deps.registry, top.organization, top.month))
    .flat()
    .filter((row) => row.exists && row.organization !== top.organization && row.kind !== 'body')
    .filter((row) => kind === undefined || kind.includes(row.kind));
  if (rows.length > MOST_CLASSIFIED) throw tooMany();
  const classified = await pMap(
    rows,
    async ({ organization, parent, kind, unit }): Promise<Classified> => {
      const facts = await latestFacts(deps.events, organization, year);
      const superior = parent ?? top.organization;
      return { organization, superior, kind, unit, classification: facts?.record?.classification ?? null };
    },
    { concurrency: REQUESTS_AT_ONCE },
  );
  const of = (which: (one: Classified) => boolean) => toWire(distributionOf(classified.filter(which)));
  return {
    organization: top.organization,
    year,
    period: top.month,
    cap: { ...cap },
    all: of(() => true),
    grassroots: of((one) => GRASSROOTS.has(one.kind)),
    kinds: KINDS.filter((one) => classified.some((other) => other.kind === one)).map((one) => ({
      kind: one,
      distribution: of((other) => other.kind === one),
    })),
    groups: comparableGroups(classified, cap).map(({ total, assessed, levels, ...group }) => ({
      ...group,
      distribution: toWire({ total, assessed, levels }),
    })),
  };
}

const toWire = ({ levels, ...counts }: Distribution) => ({
  ...counts,
  levels: levels.map((level) => ({ ...level })),
});

function capNamed({ caps }: ClassificationDeps, wanted: string | undefined): NamedCap {
  const found = wanted === undefined ? caps[0] : caps.find(({ id }) => id === wanted);
  if (found !== undefined) return found;
  const known = caps.map(({ id }) => id).join(', ');
  throw validation([violation('/cap', 'cap-known', `Chọn một trong: ${known}.`, `Choose one of ${known}.`)]);
}

const tooMany = () =>
  validation([
    violation(
      '/organization',
      'subtree-small-enough',
      `Có hơn ${MOST_CLASSIFIED} tổ chức. Hãy chọn loại tổ chức (kind), hoặc xem từng tổ chức trực thuộc.`,
      `There are more than ${MOST_CLASSIFIED} organizations. Choose kinds, or look at those directly below one by one.`,
    ),
  ]);
