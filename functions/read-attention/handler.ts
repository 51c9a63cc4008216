/** What needs attention in a subtree, and when its meetings are planned. */
import { violation } from '../../shared/contracts/field-errors.ts';
import { validation } from '../../shared/contracts/problem.ts';
import { getCalendarFile, listAttention, listCalendar } from '../../shared/contracts/routes.ts';
import { fromArray } from '../../shared/domain/criteria/measures.ts';
import type { Month } from '../../shared/domain/period.ts';
import type { PlanRow } from '../../shared/domain/roster/plan.ts';
import type { LiveRow } from '../../shared/domain/scorecards/scorecard.ts';
import { viewOfAll } from '../../shared/jobs/attention-view.ts';
import { visitRows, type Walk } from '../../shared/jobs/visit-rows.ts';
import type { PlanRegistry } from '../../shared/ports/registry.ts';
import type { ScorecardStore } from '../../shared/ports/scorecard-store.ts';
import type { AccessDeps } from '../../shared/runtime/access.ts';
import { type ApiOptions, apiHandler, endpoint } from '../../shared/runtime/api-handler.ts';
import { type CalendarMeeting, calendarFile } from './icalendar.ts';
import { pageOfRows } from './pages.ts';

export type Deps = AccessDeps & {
  readonly registry: Pick<PlanRegistry, 'planRows'>;
  readonly scorecards: Pick<ScorecardStore, 'partition' | 'rows'>;
};

/** What one file may hold, and cost. */
const MOST_MEETINGS = 1_000;
const MOST_PARTITIONS = 200;

/** Who owes no meeting plans none. */
const mayPlan = ({ measures }: LiveRow): boolean => fromArray(measures).expected > 0;

/** A plan outlives what it was for: who was closed, or no longer meets in the month, is not waited for. */
const meetingOf = (row: LiveRow): CalendarMeeting[] => {
  const { organization, month, profile, planned, asOf, watermark } = row;
  if (planned === undefined || !mayPlan(row)) return [];
  return [{ organization, month, name: profile.name, asOf, watermark, ...planned }];
};

async function everyMeeting(walk: Walk, top: PlanRow): Promise<CalendarMeeting[]> {
  const meetings: CalendarMeeting[] = [];
  for await (const { row, partitions } of visitRows(walk, top)) {
    meetings.push(...meetingOf(row));
    if (meetings.length > MOST_MEETINGS || partitions > MOST_PARTITIONS)
      throw validation([
        violation(
          '/organization',
          'calendar-too-large',
          `Lịch quá lớn cho một tệp (nhiều nhất ${MOST_MEETINGS} buổi). Hãy tải lịch của từng cấp ủy cấp dưới, hoặc đọc theo trang ở /calendar.`,
          `The calendar is too large for one file (at most ${MOST_MEETINGS} meetings). Ask for that of a committee below, or read /calendar page by page.`,
        ),
      ]);
  }
  return meetings;
}

export const createHandler = (deps: Deps, options?: ApiOptions) => {
  const calendarOf = (month: Month): Walk => ({ ...deps, month, enters: mayPlan });
  const fileOf = async (month: Month, plan: PlanRow): Promise<string> =>
    calendarFile(`Lịch sinh hoạt ${plan.name}`, await everyMeeting(calendarOf(month), plan));
  return apiHandler(
    deps,
    [
      endpoint(listAttention, async ({ query }, { plan, period }) => {
        const { enters, itemsOf } = await viewOfAll(deps, period, deps.now());
        const page = await pageOfRows({ ...deps, month: query.period, enters }, plan, query, itemsOf);
        const items = page.items.map((item) => ({ ...item, text: { ...item.text } }));
        return { status: 200, body: { ...page, items } };
      }),
      endpoint(listCalendar, async ({ query }, { plan, wantsAlternative }) => {
        if (wantsAlternative) return { status: 200, alternative: await fileOf(query.period, plan) };
        const page = await pageOfRows(calendarOf(query.period), plan, query, (row) =>
          meetingOf(row).map((meeting) => ({ ...meeting, code: 'regular' })),
        );
        const items = page.items.map(({ code: _, asOf: __, watermark: ___, month: period, ...rest }) => ({
          ...rest,
          period,
        }));
        return { status: 200, body: { ...page, items } };
      }),
      endpoint(getCalendarFile, async ({ query: { period } }, { plan }) => ({
        status: 200,
        body: await fileOf(period, plan),
      })),
    ],
    options,
  );
};
