/** A well kept meeting from its few figures: what a data set does not vary is as the guidance wants it. */
import type { DemoOrganization } from './organization.ts';
import type { DemoMeeting } from './seed.ts';

const pad = (n: number) => String(n).padStart(2, '0');
const clock = (minutes: number) => `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;

/** Where members are free only in the evening, they meet then. */
export const startOf = (unit: string): number => (unit === 'residential' ? 19 * 60 + 30 : 14 * 60);

export type MeetingFigures = {
  readonly heldOn: string;
  /** Minutes after midnight. */
  readonly start: number;
  readonly minutes: number;
  readonly members: DemoMeeting['record']['members'];
  readonly speakers: number;
  readonly opinions: number;
  readonly proposals: number;
  /** Tasks given by the resolution. */
  readonly tasks: number;
  readonly theme?: string | null;
  readonly more?: Partial<DemoMeeting['record']>;
};

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

/** Counts of members where the figures ask for nobody but present and excused. */
export const simpleMembers = (total: number, present: number): DemoMeeting['record']['members'] => ({
  total,
  exempt: 0,
  official: total,
  working: Math.max(1, Math.floor(present / 2)),
  present,
  absentExcused: total - present,
  absentUnexcused: 0,
  repeatedAbsences: 0,
});

export function fullRecord(
  { body: { hasCommittee } }: DemoOrganization,
  figures: MeetingFigures,
): DemoMeeting['record'] {
  const { members, tasks } = figures;
  const working = members.working ?? 0;
  return {
    heldOn: figures.heldOn,
    startedAt: clock(figures.start),
    endedAt: clock(figures.start + figures.minutes),
    members,
    discussion: {
      speakers: figures.speakers,
      opinions: figures.opinions,
      proposals: figures.proposals,
    },
    preparation: hasCommittee ? ALL_PREPARED : { ...ALL_PREPARED, committeeMet: null },
    agenda: FULL_AGENDA,
    stepsInOrder: true,
    resolution: {
      form: 'resolution',
      votesFor: Math.min(members.present, members.official ?? members.present),
      votesAgainst: 0,
      abstained: 0,
      tasksAssigned: tasks,
      tasksWithDeadline: tasks,
      membersAssigned: Math.max(working, Math.floor(members.present / 2)),
      workingAssigned: working,
    },
    previousResolution: { tasks, done: tasks },
    minutesComplete: true,
    theme: figures.theme ?? null,
    ...figures.more,
  };
}

/** `2026-12-08` from a month and a day. */
export const dayOf = (month: string, day: number): string => `${month}-${pad(day)}`;
