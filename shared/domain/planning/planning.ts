/**
 * What a plan row must say, derived from the roster: the pure half of the planning job.
 *
 * The job reads the plan row (or its absence) first, then period, organization and ancestors with what they hand down, and
 * compares-and-sets what {@link derivePlan} answers; a lost race starts again.
 */
import { equalValues } from '../equality.ts';
import { type Instant, isLastOfQuarter, type Month } from '../period.ts';
import { askedBy } from '../programmes/programme.ts';
import { dutiesOwedIn } from '../roster/duty.ts';
import {
  isCell,
  isCommittee,
  type Kind,
  type OrganizationId,
  type OrganizationVersion,
} from '../roster/organization.ts';
import type { PeriodState, PlanContent, PlanRow } from '../roster/plan.ts';
import { TOP } from '../scorecards/scorecard.ts';
import type { Inherited } from './inheritance.ts';
import { type OrganizationHistory, versionAt } from './organization-history.ts';

export type PlanInputs = {
  /** The stored plan row, read before everything else; null if there is none. */
  readonly existing: PlanRow | null;
  /** Null for an organization that was never entered. */
  readonly history: OrganizationHistory | null;
  /** Ids from the root down to the parent of that month; of a closed organization to the one that its row has. */
  readonly ancestors: readonly OrganizationId[];
  /** Null for a month that was never opened. */
  readonly period: PeriodState | null;
  /** What holds in that month by its own bindings and by those above it. */
  readonly inherited: Inherited;
  readonly now: Instant;
};

/** The row to compare-and-set; or its content is right as it stands; or the month needs none. */
export type PlanDecision = { readonly write: PlanRow } | 'unchanged' | 'not-planned';

/**
 * Decides on one organization's plan row of `period`. Only an opening or open period is (re)written, an absent
 * row only for an organization that exists in that month, a sealed one never. `dueAt` is stamped at creation and kept;
 * `duePassed` never goes back; `version` rises by one with every rewriting.
 *
 * @throws Error when `ancestors` does not end with the parent that `history`, or the row of a closed one, names: the
 * inputs were not read together.
 */
export function derivePlan(inputs: PlanInputs): PlanDecision {
  const { existing, history, period, now } = inputs;
  const rewritable = period !== null && (period.status === 'opening' || period.status === 'open');
  if (!rewritable || existing?.sealed === true) return existing === null ? 'not-planned' : 'unchanged';

  const version = history === null ? null : versionAt(history, period.month);
  if (existing === null) {
    if (version === null) return 'not-planned';
    const content = contentOfLiving(version, null, inputs, period);
    return { write: { ...content, formerParents: [], sealed: false, version: 1, plannedAt: now } };
  }
  const content =
    version === null
      ? contentOfVanished(existing, inputs)
      : contentOfLiving(version, existing, inputs, period);
  if (equalValues(content, contentOf(existing))) return 'unchanged';
  return {
    write: {
      ...content,
      formerParents: formerParents(existing, content.parent),
      sealed: false,
      version: existing.version + 1,
      plannedAt: now,
    },
  };
}

/**
 * Decides on one organization's plan row of a closing period: as if the period were open and it were the moment of the
 * closing, and for good. A row that says already what it has to say is written too, once: whoever read it before, and
 * compares-and-sets, is to lose. A due date passed by that moment or not at all: a slow planning job may have looked at
 * the clock later. A row of an organization that is nowhere in that month stays absent.
 */
export function sealPlan(inputs: PlanInputs): PlanDecision {
  const { existing, period, now } = inputs;
  if (period?.status !== 'closing' || existing?.sealed === true) return derivePlan(inputs);
  const closingAt = period.closingAt ?? now;
  const decision = derivePlan({ ...inputs, period: { ...period, status: 'open' }, now: closingAt });
  const changed = typeof decision === 'string' ? null : decision.write;
  const row = changed ?? (existing && { ...existing, version: existing.version + 1 });
  if (row === null) return 'not-planned';
  return { write: { ...row, duePassed: row.dueAt <= closingAt, sealed: true, plannedAt: now } };
}

/** Every parent the row ever had in this month except the one it has now: (old ∪ {old parent}) \ {new parent}. */
function formerParents(old: PlanRow, parent: OrganizationId | null): readonly OrganizationId[] {
  const all = new Set([...old.formerParents, old.parent ?? TOP]);
  all.delete(parent ?? TOP);
  return [...all].toSorted();
}

function contentOfLiving(
  version: OrganizationVersion,
  existing: PlanRow | null,
  { history, ancestors, inherited, now }: PlanInputs,
  period: PeriodState,
): PlanContent {
  const path = pathBelow(version.parent, version.organization, ancestors);
  const kind = kindWithinMonth(version.kind, existing);
  const meets = isCell(kind) ? version.meets : 'none';
  const asked = askedBy(inherited.programmes, { month: period.month, meets });
  const dueAt = existing?.dueAt ?? asked.dueAt ?? period.dueAt;
  return {
    organization: version.organization,
    month: period.month,
    parent: version.parent,
    path,
    name: version.name,
    kind,
    unit: version.unit,
    exists: true,
    meets,
    expected: owesRegularMeeting(meets, period.month),
    thematicOwed: asked.thematicOwed,
    hasCommittee: version.hasCommittee,
    handbook: version.handbook,
    duties: dutiesOwedIn(history?.bindings.duties ?? [], period.month),
    criteriaSet: { id: inherited.criteriaSet.id, revision: inherited.criteriaSet.revision },
    programmes: asked.programmes,
    dayRule: asked.dayRule,
    dueAt,
    duePassed: hasPassed(existing, dueAt, now),
    reopenedUntil: existing?.reopenedUntil ?? null,
  };
}

/** An organization that is gone keeps its row below whom it stood, wherever that one goes, and owes nothing. */
function contentOfVanished(existing: PlanRow, { ancestors, now }: PlanInputs): PlanContent {
  return {
    ...contentOf(existing),
    path: pathBelow(existing.parent, existing.organization, ancestors),
    exists: false,
    meets: 'none',
    expected: false,
    thematicOwed: false,
    duties: [],
    duePassed: hasPassed(existing, existing.dueAt, now),
  };
}

function pathBelow(
  parent: OrganizationId | null,
  organization: OrganizationId,
  ancestors: readonly OrganizationId[],
): readonly OrganizationId[] {
  if ((ancestors.at(-1) ?? null) !== parent)
    throw new Error(`ancestors of ${organization} do not end with its parent`);
  return [...ancestors, organization];
}

const hasPassed = (existing: PlanRow | null, dueAt: Instant, now: Instant): boolean =>
  existing?.duePassed === true || dueAt <= now;

/** Monthly: every month. Quarterly: the last month of the quarter. */
const owesRegularMeeting = (meets: PlanContent['meets'], month: Month): boolean =>
  meets === 'monthly' || (meets === 'quarterly' && isLastOfQuarter(month));

/**
 * Within a month a row stays a leaf's or a committee's: the two are folded by different rules into the same
 * place, and a leaf's watermark could not overtake a committee's. A change takes effect in the next month opened.
 */
const kindWithinMonth = (kind: Kind, existing: PlanRow | null): Kind =>
  existing !== null && isCommittee(existing.kind) !== isCommittee(kind) ? existing.kind : kind;

function contentOf({
  formerParents: _,
  sealed: __,
  version: ___,
  plannedAt: ____,
  ...content
}: PlanRow): PlanContent {
  return content;
}
