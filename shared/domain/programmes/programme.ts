/**
 * Programmes: named efforts with a legal basis, rules that reach the plan rows of those who take part, and targets.
 * A revision never changes once published; a later one takes force from its own month on.
 */
import type { Bilingual } from '../bilingual.ts';
import {
  addDays,
  firstDay,
  type Instant,
  isLastOfQuarter,
  type Month,
  nextMonth,
  startOfDay,
} from '../period.ts';
import type { OrganizationId } from '../roster/organization.ts';
import type { DayRule, PlanContent } from '../roster/plan.ts';
import type { Target } from './target.ts';

/** 1–40 of `a-z 0-9 -`, never reused. */
export type ProgrammeId = string;

/** What a programme asks of whoever takes part. */
export type ProgrammeRules = {
  /** Null: any day of the month. */
  readonly dayRule: DayRule | null;
  /** Whether a thematic meeting is owed each quarter. */
  readonly thematic: boolean;
  /** Records are due by the end of this day of the next month, 1–28; null: as everywhere. */
  readonly dueDay: number | null;
};

/** Whoever takes part, and with it everybody below. */
export type Participant = {
  readonly organization: OrganizationId;
  /** What it is in the programme, e.g. `model`; null: nothing special. */
  readonly part: string | null;
  /** First month. */
  readonly from: Month;
  /** Last month; null: until further notice. */
  readonly until: Month | null;
};

export type ProgrammeRef = { readonly id: ProgrammeId; readonly revision: number };

export type Programme = ProgrammeRef &
  ProgrammeRules & {
    /** Who issued it; whoever takes part stands below, or is it. */
    readonly organization: OrganizationId;
    readonly title: Bilingual;
    /** Documents that it rests on, e.g. `Chỉ thị 47-CT/TU`. */
    readonly basis: readonly string[];
    /** First month in which this revision, in place of the one before, is in force. */
    readonly from: Month;
    /** No two of the same organization. */
    readonly participants: readonly Participant[];
    readonly targets: readonly Target[];
  };

/** What one organization's own partition of Registry says of one revision of one programme. */
export type Participation = ProgrammeRules & {
  readonly programme: ProgrammeRef;
  /** Whoever does not stand below it in a month is not bound; null: written before this was kept, binds wherever it is. */
  readonly issuer: OrganizationId | null;
  /** First month in which the revision is in force. */
  readonly from: Month;
  /** When and as what it takes part by this revision; null: it did by an earlier one, and no longer does. */
  readonly span: Omit<Participant, 'organization'> | null;
};

/** A programme that an organization takes part in, in one month. */
export type ProgrammeInForce = ProgrammeRules & {
  readonly programme: ProgrammeRef;
  readonly part: string | null;
};

/**
 * What is to be written at each participant, and at whoever was one by any revision before: a revision may take force
 * earlier than the one before it, and must then stand in its place in every partition.
 */
export function participationsOf(
  programme: Programme,
  before: readonly OrganizationId[],
): (Participation & { readonly organization: OrganizationId })[] {
  const { id, revision, organization: issuer, from, dayRule, thematic, dueDay, participants } = programme;
  const shared = { programme: { id, revision }, issuer, from, dayRule, thematic, dueDay };
  const staying = new Set(participants.map(({ organization }) => organization));
  const leaving = [...new Set(before)].filter((organization) => !staying.has(organization));
  return [
    ...participants.map(({ organization, ...span }) => ({ ...shared, organization, span })),
    ...leaving.map((organization) => ({ ...shared, organization, span: null })),
  ];
}

const covers = ({ from, until }: Pick<Participant, 'from' | 'until'>, month: Month): boolean =>
  from <= month && (until === null || month <= until);

/** As much of an organization as tells what it takes part in. */
export type Told = {
  readonly organization: OrganizationId;
  readonly participations: readonly Participation[];
};

/**
 * Of each programme that the partition of the line's last organization names: the revision in force in the month, if
 * it binds. It does not where the issuer is no superior of the participant any more.
 */
function atEndOf(line: readonly Told[], month: Month): ProgrammeInForce[] {
  const participations = line.at(-1)?.participations ?? [];
  const newest = new Map<ProgrammeId, Participation>();
  for (const one of participations.filter(({ from }) => from <= month)) {
    const known = newest.get(one.programme.id);
    if (known === undefined || known.programme.revision < one.programme.revision)
      newest.set(one.programme.id, one);
  }
  return [...newest.values()]
    .toSorted((a, b) => (a.programme.id < b.programme.id ? -1 : 1))
    .filter(({ issuer }) => issuer === null || line.some(({ organization }) => organization === issuer))
    .flatMap(({ programme, span, dayRule, thematic, dueDay }) =>
      span === null || !covers(span, month)
        ? []
        : [{ programme, part: span.part, dayRule, thematic, dueDay }],
    );
}

/**
 * The programmes that an organization takes part in, the nearest first: what it or the nearest above it was told
 * comes before what was told further up, on one level by id; each programme once.
 *
 * @param line root … organization, as they stand in the month
 */
export function programmesInForce(line: readonly Told[], month: Month): ProgrammeInForce[] {
  const nearestFirst = line.flatMap((_, i) => atEndOf(line.slice(0, line.length - i), month));
  return nearestFirst.filter(
    ({ programme }, i) => nearestFirst.findIndex((one) => one.programme.id === programme.id) === i,
  );
}

/** The end, exclusive, of a day of the month after. */
export const dueAtOf = (month: Month, dueDay: number): Instant =>
  startOfDay(addDays(firstDay(nextMonth(month)), dueDay));

/** What the programmes, nearest first, ask of one month of somebody who meets so often. The nearest that asks decides. */
export function askedBy(
  programmes: readonly ProgrammeInForce[],
  { month, meets }: Pick<PlanContent, 'month' | 'meets'>,
): Pick<PlanContent, 'programmes' | 'dayRule' | 'thematicOwed'> & { readonly dueAt: Instant | null } {
  const dueDay = programmes.find((one) => one.dueDay !== null)?.dueDay ?? null;
  return {
    programmes: programmes.map(({ programme }) => programme.id).toSorted(),
    dayRule: programmes.find((one) => one.dayRule !== null)?.dayRule ?? null,
    thematicOwed: meets !== 'none' && isLastOfQuarter(month) && programmes.some(({ thematic }) => thematic),
    dueAt: dueDay === null ? null : dueAtOf(month, dueDay),
  };
}
