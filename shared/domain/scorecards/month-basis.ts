/** What one organization's figures of one month rest on besides the month's records and its criteria set. */
import type { Grade } from '../criteria/grade.ts';
import type { FindingsLeft } from '../events/findings.ts';
import type { InspectionKey } from '../events/inspection.ts';
import type { MeetingKey } from '../events/meeting.ts';
import type { Duty } from '../roster/duty.ts';
import type { PlanContent } from '../roster/plan.ts';

/** What the plan row says, and what earlier months bring along. */
export type MonthBasis = Pick<
  PlanContent,
  'meets' | 'expected' | 'thematicOwed' | 'hasCommittee' | 'handbook' | 'dayRule' | 'duePassed'
> & {
  /** Calendar months (1–11, ascending) of the year before this one in which a regular meeting was owed… */
  readonly owedBefore: readonly number[];
  /** …and those of them in which it was held. */
  readonly heldBefore: readonly number[];
  /**
   * Grades of the year's earlier regular meetings, those alone that are graded, in the order of GRADES. Left out
   * where there are none, or where the month's set has no annual rule to ask for them.
   */
  readonly gradedBefore?: readonly Grade[];
  /** Whether a thematic meeting was held in an earlier month of the quarter. */
  readonly thematicBefore: boolean;
  /** Records and inspections of the month that were withdrawn, ascending by key, with their newest revision. */
  readonly withdrawn: readonly { readonly key: MeetingKey | InspectionKey; readonly revision: number }[];
  /** What is left of the findings of earlier months, of this year and of those before; left out where nothing is. */
  readonly findingsBefore?: FindingsLeft;
  /** Duties that fall due this month, ascending by id; left out where there are none. */
  readonly duties?: readonly DutyOfMonth[];
  /** Accepted revisions of the month's remedies, reviews, annual facts and planned days; left out where there are none. */
  readonly otherRevisions?: number;
};

/** A duty that falls due, and whether it was done in an earlier month of its quarter. */
export type DutyOfMonth = Pick<Duty, 'id' | 'by' | 'office'> & { readonly doneBefore: boolean };
