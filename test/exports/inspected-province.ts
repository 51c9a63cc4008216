/** The small province after superiors came, found, answered and were told of remedies, and a cell of its year. */
import { presetCriteriaSets } from '../../shared/adapters/presets/criteria-sets.ts';
import type { StoredEvent } from '../../shared/domain/events/event.ts';
import type { Month } from '../../shared/domain/period.ts';
import { aNote } from '../support/audited.ts';
import {
  factsRevision,
  finding,
  inspectionRevision,
  remedyRevision,
  reviewRevision,
} from '../support/inspections.ts';
import { MONTHS, type SmallProvince } from './small-province.ts';

/** Full marks of the set that the small province is scored by, but for one criterion. */
async function sheet(world: SmallProvince): Promise<Record<string, number>> {
  const plan = await world.registry.planRow('to-1', '2026-10');
  if (plan === null) throw new Error('to-1 is planned');
  const { criteria } = await presetCriteriaSets(plan.criteriaSet);
  return { ...Object.fromEntries(criteria.map(({ id, max }) => [id, max])), attendance: 1000 };
}

/** Two offices are to come to one cell, from inside and outside its district; one reported of the third quarter. */
async function assign(world: SmallProvince): Promise<void> {
  const office = 'uy-vien-ban-thuong-vu';
  for (const month of MONTHS) {
    const plan = await world.registry.planRow('to-1', month);
    if (plan === null) throw new Error('to-1 is planned');
    const duties = [
      { id: 'huyen-to-1', by: 'huyen', office, every: 'month' },
      { id: 'tinh-to-1', by: 'tinh', office, every: 'month' },
    ] as const;
    await world.registry.putPlanRow({ ...plan, duties, version: plan.version + 1 });
  }
  const report = { duty: 'huyen-to-1', quarter: '2026-Q3', proposals: 3, text: 'Đề nghị bổ sung biên bản' };
  const stamp = { recordedAt: '2026-10-05T02:00:00.000Z', recordedBy: 'subject-1', revision: 1 };
  await world.registry.putDutyReport({ ...report, ...stamp }, aNote());
}

/** Every kind of event, among them what was replaced or withdrawn and what counts in a later month. */
export async function inspect(world: SmallProvince): Promise<void> {
  await assign(world);
  const scores = await sheet(world);
  const at = (month: Month, hour: number) =>
    ({ month, recordedAt: `${month}-25T${String(hour).padStart(2, '0')}:00:00.000Z` }) as const;
  const came = '2026-09-13-attendance-huyen';
  const events: StoredEvent[] = [
    inspectionRevision(
      {
        meeting: null,
        findings: [
          finding({ n: 3, remedyDue: '2026-09-30' }),
          finding({ n: 1, severity: 'serious', remedyDue: '2026-10-20' }),
          finding({ n: 2, remedyDue: null }),
        ],
      },
      { ...at('2026-09', 2), key: came },
    ),
    remedyRevision({ remediedOn: '2026-10-02' }, { ...at('2026-10', 2), key: `2026-09/${came}/3` }),
    inspectionRevision({ conclusion: 'corrected', scores, plan: 'KH 12' }, at('2026-10', 3)),
    inspectionRevision(
      {
        proposals: 2,
        conclusion: 'noted',
        scores: { minutes: 700 },
        findings: [finding(), finding({ n: 2 })],
      },
      { ...at('2026-10', 4), key: '2026-10-12-inspection-ban' },
    ),
    remedyRevision({}, { ...at('2026-10', 5), key: '2026-10/2026-10-12-inspection-ban/1' }),
    inspectionRevision({}, { ...at('2026-10', 4), key: '2026-10-14-supervision-huyen' }),
    inspectionRevision(null, { ...at('2026-10', 5), key: '2026-10-14-supervision-huyen', revision: 2 }),
    reviewRevision(
      { by: 'xa-1', decision: 'returned', reason: 'thiếu biên bản', dueOn: '2026-11-02', scores },
      { ...at('2026-10', 6), organization: 'to-2', key: 'regular/2' },
    ),
    inspectionRevision(
      { scores: { minutes: 100 } },
      { ...at('2026-10', 7), organization: 'to-2', key: '2026-10-13-attendance-xa-1' },
    ),
    inspectionRevision(
      { meeting: null, findings: [finding({ severity: 'major' })] },
      { ...at('2026-10', 7), organization: 'xa-1', key: '2026-10-16-supervision-tinh' },
    ),
    factsRevision({ classification: 'xuat-sac' }, at('2026-10', 8)),
    factsRevision({ handbookEligible: null }, { ...at('2026-10', 9), revision: 2 }),
    factsRevision({ classification: null }, { ...at('2026-10', 9), organization: 'huyen', key: '2025' }),
  ];
  for (const event of events) await world.events.append(event);
  const committee = await world.registry.planRow('xa-1', '2026-10');
  if (committee === null) throw new Error('xa-1 is planned');
  // Its own finding is overdue.
  await world.registry.putPlanRow({ ...committee, duePassed: true, version: committee.version + 1 });
  await world.fold();
}
