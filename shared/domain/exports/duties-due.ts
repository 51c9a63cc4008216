/** The rows of the table `duties`, but for what is reported: what falls due, by the plan facts of an export. */
import { isLastOfQuarter, quarterOf } from '../period.ts';
import type { DutyEntry, PlanEntry } from './export-tables.ts';

export type DutyDue = Omit<DutyEntry, 'reported' | 'report'> & {
  /** Whether the quarter ends with the month, so that a report is due. */
  readonly isReportDue: boolean;
};

/** Ascending by id. */
export const dutiesDue = ({
  organization,
  name,
  month,
  basis,
}: Pick<PlanEntry, 'organization' | 'name' | 'month' | 'basis'>): DutyDue[] =>
  (basis?.duties ?? []).map(({ id, by, office }) => ({
    ...{ organization, name, month, quarter: quarterOf(month), duty: id, by, office },
    isReportDue: isLastOfQuarter(month),
  }));
