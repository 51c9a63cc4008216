/** Programmes in a world, published as the API publishes them. */
import type { Month } from '../../shared/domain/period.ts';
import type { Participant, Programme } from '../../shared/domain/programmes/programme.ts';
import type { OrganizationId } from '../../shared/domain/roster/organization.ts';
import { aNote } from '../support/audited.ts';
import { participant, programme, target } from '../support/programmes.ts';
import type { World } from './world.ts';

export type ProgrammeAct = {
  readonly act: 'programme';
  readonly id: string;
  readonly from: Month;
  readonly participants: readonly Participant[];
} & Partial<Pick<Programme, 'organization' | 'dayRule' | 'thematic' | 'dueDay'>>;

/** Attendance, meetings on the programme's day, and thematic meetings held of those owed. */
const TARGETS: Programme['targets'] = [
  target(),
  { ...target({ id: 'on-the-day' }), kind: 'share', of: ['onSchedule'], outOf: ['expected'] },
  { ...target({ id: 'thematic' }), kind: 'share', of: ['thematicMet'], outOf: ['thematicExpected'] },
];

/** The next revision, unless it would reach back into a closed month. */
export async function publish(world: World, { act: _, ...asked }: ProgrammeAct): Promise<void> {
  const { registry } = world.stores;
  for (;;) {
    const revisions = await registry.programmeRevisions(asked.id);
    const periods = await registry.periods();
    const isClosed = ({ month, status }: (typeof periods)[number]) =>
      month >= asked.from && (status === 'closing' || status === 'closed');
    if (periods.some(isClosed)) return;
    const next = programme({
      ...{ organization: world.root, dayRule: null, thematic: false, dueDay: null },
      ...asked,
      revision: revisions.length + 1,
      targets: TARGETS,
    });
    const before = {
      participants: revisions.flatMap((one) => one.participants.map(({ organization }) => organization)),
      dueDays: revisions.flatMap(({ dueDay }) => (dueDay === null ? [] : [dueDay])),
    };
    if ((await registry.putProgramme(next, before, aNote())) === 'lost') continue;
    world.published.push(next);
    world.noteState();
    return;
  }
}

export const named = (
  organization: OrganizationId,
  from: Month = '2026-01',
  until: Month | null = null,
): Participant => participant(organization, { from, until });
