/** Where a report stands: of one organization's month, and of anything made of several. */

import type { Measures } from '../criteria/measures.ts';
import type { MeetingRevision } from '../events/meeting.ts';
import type { PlanContent } from '../roster/plan.ts';
import type { Status } from './scorecard.ts';

/** Status of a cell's month. `regular` is the newest revision of its regular meeting, if there is one. */
export function statusOfMonth(
  plan: Pick<PlanContent, 'expected' | 'duePassed'>,
  regular: Pick<MeetingRevision, 'withdrawn' | 'onTime'> | null,
): Status {
  if (!plan.expected) return 'exempt';
  if (regular !== null && !regular.withdrawn) return regular.onTime ? 'reported' : 'late';
  if (plan.duePassed) return 'overdue';
  return regular === null ? 'awaiting' : 'withdrawn';
}

/** Status of a committee's month or of a longer period: the worst of its parts. */
export function worstStatus({
  expected,
  overdue,
  awaiting,
  late,
}: Pick<Measures, 'expected' | 'overdue' | 'awaiting' | 'late'>): Status {
  if (expected === 0) return 'exempt';
  if (overdue > 0) return 'overdue';
  if (awaiting > 0) return 'awaiting';
  return late > 0 ? 'late' : 'reported';
}
