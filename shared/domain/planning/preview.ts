/** A preview of an adoption that outlasts a call: ordered, walked part by part in the background, read for some days. */
import type { CriteriaSet } from '../criteria/criteria.ts';
import { equalValues } from '../equality.ts';
import type { Instant, Month } from '../period.ts';
import type { OrganizationId } from '../roster/organization.ts';
import type { CriteriaSetRef } from '../roster/plan.ts';
import type { MeanSum } from '../scorecards/mean-sum.ts';
import {
  addPairs,
  countDirections,
  type Direction,
  type GradeChange,
  type GradePair,
} from './grade-change.ts';

/** A committee that is not finished yet: what of it is, and by how much that moves its sum. */
export type UnfinishedCommittee = MeanSum & {
  readonly organization: OrganizationId;
  /** The last of its parts that is finished, ascending; empty for none. */
  readonly after: OrganizationId | '';
};

/** The unfinished committees of a month, each below the one before, the adopting organization first. */
export type PreviewPlace = { readonly month: Month; readonly unfinished: readonly UnfinishedCommittee[] };

/** What is looked at of one month. */
export type MonthPreview = {
  readonly month: Month;
  /** Whose set would be another one, committees among them. */
  readonly organizations: number;
  /** The grades of all of these, and of committees whose mean alone moves to another grade. */
  readonly pairs: readonly GradePair[];
  /** Those with another grade of the month or of the year. */
  readonly changes: readonly GradeChange[];
  /** Organizations above the one that adopts, the nearest first, once all below is finished. */
  readonly above: readonly GradeChange[];
};

export type PreviewPart = {
  /** Those that this part looked at, ascending. */
  readonly months: readonly MonthPreview[];
  /** Null when everything is looked at. */
  readonly next: PreviewPlace | null;
  /** How far the walk is: 0–100. */
  readonly progress: number;
};

/** The same of all parts: counts alone, the changes are kept part by part. */
export type MonthCounts = Omit<MonthPreview, 'changes'> & {
  /** How many would go which way with their year's grade. */
  readonly annual: Readonly<Record<Direction, number>>;
};

/** One changed organization of a part. */
export type PreviewedChange = GradeChange & { readonly month: Month };

/** Where the changes of one part lie; who wrote it is in its name, so no other run can have. */
export type PreviewPage = { readonly name: string; readonly changes: number };

export type PreviewState = {
  /** `‹organization›_‹month›_‹ULID›`, as of an export. */
  readonly previewId: string;
  readonly organization: OrganizationId;
  readonly from: Month;
  /** Null: the set of its own is given up. */
  readonly criteriaSet: CriteriaSetRef | null;
  /** The set itself where it is published nowhere. */
  readonly draft: CriteriaSet | null;
  readonly status: 'queued' | 'running' | 'done' | 'failed';
  /** 0–100 */
  readonly progress: number;
  readonly requestedAt: Instant;
  readonly requestedBy: string;
  readonly updatedAt: Instant;
  /** From then on it is not there. */
  readonly expiresAt: Instant;
  /** How often a run took it up, 0 before the first. */
  readonly attempt: number;
  /** Runs that ended badly since the last part was finished. */
  readonly failures: number;
  /** Where to go on; null before the first part, and after the last. */
  readonly place: PreviewPlace | null;
  readonly pages: readonly PreviewPage[];
  /** Ascending. */
  readonly months: readonly MonthCounts[];
  readonly revision: number;
};

/** How long a preview may be read. */
export const PREVIEW_DAYS = 7;

export const isWaiting = ({ status }: Pick<PreviewState, 'status'>): boolean =>
  status === 'queued' || status === 'running';

export const hasExpired = ({ expiresAt }: Pick<PreviewState, 'expiresAt'>, now: Instant): boolean =>
  now >= expiresAt;

/** What of a preview one more part makes another. */
export type Walked = Pick<PreviewState, 'months' | 'pages' | 'place' | 'progress'>;

export const NOT_WALKED: Walked = { months: [], pages: [], place: null, progress: 0 };

/** @param name of the page that holds the part's changes */
export function withPart({ months, pages }: Walked, part: PreviewPart, name: string): Walked {
  const changes = part.months.reduce((sum, month) => sum + month.changes.length, 0);
  return {
    months: part.months.reduce(addMonth, months),
    pages: changes === 0 ? pages : [...pages, { name, changes }],
    place: part.next,
    progress: part.progress,
  };
}

export const changesOf = ({ months }: Pick<PreviewPart, 'months'>): PreviewedChange[] =>
  months.flatMap(({ month, changes }) => changes.map((change) => ({ month, ...change })));

export const monthCounts = ({ changes, ...preview }: MonthPreview): MonthCounts => ({
  ...preview,
  annual: countDirections(changes.map(({ annualDirection }) => annualDirection)),
});

function addMonth(months: readonly MonthCounts[], part: MonthPreview): readonly MonthCounts[] {
  const { annual, ...preview } = monthCounts(part);
  const before = months.find(({ month }) => month === preview.month);
  if (before === undefined) return [...months, { ...preview, annual }];
  const both: MonthCounts = {
    month: preview.month,
    organizations: before.organizations + preview.organizations,
    pairs: addPairs(before.pairs, preview.pairs),
    above: [...before.above, ...preview.above],
    annual: {
      up: before.annual.up + annual.up,
      down: before.annual.down + annual.down,
      other: before.annual.other + annual.other,
    },
  };
  return months.map((one) => (one === before ? both : one));
}

type PreviewOrder = Pick<PreviewState, 'organization' | 'from' | 'criteriaSet' | 'draft' | 'requestedBy'>;

/** Whether two orders ask the same for the same person. */
export const asksTheSame = (a: PreviewOrder, b: PreviewOrder): boolean =>
  a.organization === b.organization &&
  a.from === b.from &&
  a.requestedBy === b.requestedBy &&
  equalValues(a.criteriaSet, b.criteriaSet) &&
  equalValues(a.draft, b.draft);
