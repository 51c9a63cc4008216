/** The small province after one export was published and life went on: what the next export tells as changes. */
import { meetingRecord, meetingRevision, withdrawal } from '../support/records.ts';
import type { SmallProvince } from './small-province.ts';

const at = (hour: number) => `2026-10-16T${String(hour).padStart(2, '0')}:00:00.000Z`;

/** Rewrites an organization's plan row of October. */
export async function replan(
  world: SmallProvince,
  organization: string,
  change: Partial<Parameters<SmallProvince['registry']['putPlanRow']>[0]>,
): Promise<void> {
  const plan = await world.registry.planRow(organization, '2026-10');
  if (plan === null) throw new Error(`${organization} is planned`);
  await world.registry.putPlanRow({ ...plan, ...change, version: plan.version + 1 });
}

/** An amendment, a withdrawal, a new and a late record, a move, another criteria set. */
export async function life(world: SmallProvince): Promise<void> {
  await world.events.append(
    meetingRevision({ organization: 'to-1', revision: 2, recordedAt: at(1), reason: 'sửa' }),
  );
  await world.events.append(
    withdrawal({ organization: 'to-2', key: 'thematic-2026-10-20', revision: 2, recordedAt: at(2) }),
  );
  const late = { organization: 'to-4', revision: 3, recordedAt: at(3), onTime: false };
  await world.events.append(meetingRevision({ ...late, record: meetingRecord({ heldOn: '2026-10-14' }) }));
  await replan(world, 'to-3', {
    parent: 'xa-1',
    path: ['tinh', 'huyen', 'xa-1', 'to-3'],
    formerParents: ['bo-phan'],
  });
  await replan(world, 'co-quan', { criteriaSet: { id: 'phu-tho-bloc', revision: 1 } });
  await world.fold(['2026-10']);
}
