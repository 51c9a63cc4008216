/**
 * One month of regular meetings of the 358 cells of Hoài Đức.
 *
 * Printed as met in the report of 6 June 2024, so every record says so: the regular meeting held, full content,
 * steps in order, full documents, every working member given a task; meeting created, roll taken and resolution
 * posted in the handbook app (358 of 358); attendance above 90 %.
 * Ours: the month (October 2026), days and hours, attendance of the single cell, speakers and opinions, tasks,
 * self scores; drawn from a fixed seed.
 */
import type { DemoOrganization } from './hoai-duc-tree.ts';
import { type Random, seeded } from './random.ts';

export const MONTH = '2026-10';
/** The demo's today: the month is over, and its records are due only on the 10th. */
export const TODAY = '2026-11-05';

const pad = (n: number) => String(n).padStart(2, '0');

function times(unit: string, random: Random) {
  const start = unit === 'residential' ? 19 * 60 + 30 : 14 * 60;
  const minutes = random.percent(88) ? random.between(90, 190) : random.between(60, 89);
  const at = (total: number) => `${pad(Math.floor(total / 60))}:${pad(total % 60)}`;
  return { startedAt: at(start), endedAt: at(start + minutes) };
}

function members(total: number, random: Random) {
  const exempt = total > 12 && random.percent(60) ? random.between(1, Math.floor(total / 10) + 1) : 0;
  const temporaryOut = total > 15 && random.percent(25) ? 1 : 0;
  const required = total - exempt - temporaryOut;
  const absent = Math.floor((required * random.between(0, 13)) / 100);
  const absentUnexcused = absent > 0 && random.percent(12) ? 1 : 0;
  return {
    total,
    exempt,
    temporaryOut,
    temporaryIn: 0,
    suspended: 0,
    official: total - (random.percent(30) ? 1 : 0),
    working: Math.max(1, Math.floor((required * random.between(40, 80)) / 100)),
    present: required - absent,
    absentExcused: absent - absentUnexcused,
    absentUnexcused,
    repeatedAbsences: absent > 1 && random.percent(10) ? 1 : 0,
  };
}

const ALL_PREPARED = {
  secretaryPrepared: true,
  committeeMet: true,
  documentsDistributed: true,
  draftResolution: true,
} as const;

const FULL_AGENDA = {
  rollCallAnnounced: true,
  programmeAdopted: true,
  currentAffairs: true,
  previousMonthReviewed: true,
  nextMonthTasks: true,
  studyAndExample: true,
  criticismAndSelfCriticism: true,
  discussed: true,
  concluded: true,
} as const;

export function recordOf({ body }: DemoOrganization, random: Random) {
  const counts = members(body.members, random);
  const speakers = Math.min(counts.present, Math.ceil((counts.present * random.between(22, 62)) / 100));
  const tasks = random.between(3, 8);
  const previous = random.between(3, 8);
  return {
    heldOn: `${MONTH}-${pad(random.between(2, 28))}`,
    ...times(body.unit, random),
    members: counts,
    discussion: { speakers, opinions: speakers + random.between(0, 6), proposals: random.between(1, 4) },
    preparation: body.hasCommittee ? ALL_PREPARED : { ...ALL_PREPARED, committeeMet: null },
    agenda: FULL_AGENDA,
    stepsInOrder: true,
    resolution: {
      form: random.percent(80) ? ('resolution' as const) : ('conclusion' as const),
      votesFor: Math.min(counts.present, counts.official),
      votesAgainst: 0,
      abstained: 0,
      tasksAssigned: tasks,
      tasksWithDeadline: random.percent(85) ? tasks : tasks - 1,
      membersAssigned: Math.max(counts.working, Math.floor(counts.present / 2)),
      workingAssigned: counts.working,
    },
    previousResolution: { tasks: previous, done: random.percent(80) ? previous : previous - 1 },
    minutesComplete: !random.percent(4),
    handbook: { scheduled: true, rollTaken: true, resolutionPosted: true },
  };
}

/** The month's records of all cells of the tree, in the tree's order. */
export function hoaiDucRecords(tree: readonly DemoOrganization[]) {
  const random = seeded(202610);
  return tree
    .filter(({ body }) => body.kind === 'cell' || body.kind === 'base-cell')
    .map((cell) => ({
      organization: cell.id,
      period: MONTH,
      key: 'regular',
      record: recordOf(cell, random),
    }));
}
