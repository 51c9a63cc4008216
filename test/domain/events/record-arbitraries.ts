/** Arbitrary meeting records that the contract accepts, for properties. */
import fc from 'fast-check';
import type { MeetingRecord } from '../../../shared/domain/events/meeting.ts';

const upTo = (max: number) => fc.integer({ min: 0, max });
const time = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

const roll = fc
  .tuple(upTo(60), upTo(5), upTo(5), upTo(3), upTo(3), upTo(3), upTo(2))
  .filter(([present, excused, unexcused]) => present + excused + unexcused > 0)
  .map(([present, absentExcused, absentUnexcused, exempt, temporaryOut, suspended, temporaryIn]) => {
    const required = present + absentExcused + absentUnexcused;
    const inside = Math.max(0, required - temporaryIn);
    return {
      total: inside + exempt + temporaryOut + suspended,
      exempt,
      temporaryOut,
      temporaryIn: required - inside,
      suspended,
      present,
      absentExcused,
      absentUnexcused,
    };
  });

/** A regular meeting of October 2026 with every fact known, accepted by every rule. */
export const anyRecord: fc.Arbitrary<MeetingRecord> = fc
  .record({
    members: roll,
    day: fc.integer({ min: 1, max: 31 }),
    start: fc.integer({ min: 6 * 60, max: 19 * 60 }),
    minutes: fc.integer({ min: 1, max: 240 }),
    facts: fc.array(fc.boolean(), { minLength: 18, maxLength: 18 }),
    shares: fc.array(fc.nat(), { minLength: 10, maxLength: 10 }),
    form: fc.constantFrom('resolution', 'conclusion', 'none'),
    tasks: fc.tuple(upTo(8), upTo(8)),
  })
  .map(({ members, day, start, minutes, facts, shares, form, tasks }) => {
    const fact = (i: number) => facts[i] === true;
    const within = (i: number, most: number) => (shares[i] ?? 0) % (most + 1);
    const everybody = members.total + members.temporaryIn;
    const working = within(0, everybody);
    const workingAssigned = within(8, working);
    return {
      heldOn: `2026-10-${String(day).padStart(2, '0')}`,
      startedAt: time(start),
      endedAt: time(start + minutes),
      rescheduleReason: null,
      members: {
        ...members,
        official: members.present,
        working,
        repeatedAbsences: within(1, members.absentExcused),
      },
      discussion: { speakers: within(2, members.present), opinions: within(3, 30), proposals: within(4, 5) },
      preparation: {
        secretaryPrepared: fact(0),
        committeeMet: fact(1),
        documentsDistributed: fact(2),
        draftResolution: fact(3),
      },
      agenda: {
        rollCallAnnounced: fact(4),
        programmeAdopted: fact(5),
        currentAffairs: fact(6),
        previousMonthReviewed: fact(7),
        nextMonthTasks: fact(8),
        studyAndExample: fact(9),
        criticismAndSelfCriticism: fact(10),
        discussed: fact(11),
        concluded: fact(12),
      },
      stepsInOrder: fact(13),
      resolution: {
        form,
        votesFor: within(5, members.present),
        votesAgainst: 0,
        abstained: 0,
        tasksAssigned: tasks[0],
        tasksWithDeadline: within(6, tasks[0]),
        membersAssigned: workingAssigned + within(9, everybody - working),
        workingAssigned,
      },
      previousResolution: { tasks: tasks[1], done: within(7, tasks[1]) },
      minutesComplete: fact(14),
      theme: null,
      jointWith: [],
      handbook: { scheduled: fact(15), rollTaken: fact(16), resolutionPosted: fact(17) },
      selfScore: null,
      note: null,
    };
  });

/** Which facts go: none, a few, any. Were it always any, hardly a meeting would ever be graded. */
const dropped = fc.oneof(
  fc.constant<boolean[]>([]),
  fc.array(
    fc.integer({ min: 0, max: 19 }).map((n) => n === 0),
    { minLength: 40, maxLength: 40 },
  ),
  fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
);

/** The same record with some of the facts that may be unknown taken away. */
export const withSomeUnknown = (record: MeetingRecord): fc.Arbitrary<MeetingRecord> =>
  dropped.map((drop) => {
    let next = 0;
    const keep = <T>(fact: T): T | null => {
      next += 1;
      return drop[next - 1] === true ? null : fact;
    };
    const { members, discussion, preparation, agenda, resolution, previousResolution, handbook } = record;
    return {
      ...record,
      members: {
        ...members,
        official: keep(members.official),
        working: keep(members.working),
        repeatedAbsences: keep(members.repeatedAbsences),
      },
      discussion: {
        speakers: keep(discussion.speakers),
        opinions: keep(discussion.opinions),
        proposals: keep(discussion.proposals),
      },
      preparation: {
        secretaryPrepared: keep(preparation.secretaryPrepared),
        committeeMet: keep(preparation.committeeMet),
        documentsDistributed: keep(preparation.documentsDistributed),
        draftResolution: keep(preparation.draftResolution),
      },
      agenda: {
        rollCallAnnounced: keep(agenda.rollCallAnnounced),
        programmeAdopted: keep(agenda.programmeAdopted),
        currentAffairs: keep(agenda.currentAffairs),
        previousMonthReviewed: keep(agenda.previousMonthReviewed),
        nextMonthTasks: keep(agenda.nextMonthTasks),
        studyAndExample: keep(agenda.studyAndExample),
        criticismAndSelfCriticism: keep(agenda.criticismAndSelfCriticism),
        discussed: keep(agenda.discussed),
        concluded: keep(agenda.concluded),
      },
      stepsInOrder: keep(record.stepsInOrder),
      resolution: {
        form: keep(resolution.form),
        votesFor: keep(resolution.votesFor),
        votesAgainst: keep(resolution.votesAgainst),
        abstained: keep(resolution.abstained),
        tasksAssigned: keep(resolution.tasksAssigned),
        tasksWithDeadline: keep(resolution.tasksWithDeadline),
        membersAssigned: keep(resolution.membersAssigned),
        workingAssigned: keep(resolution.workingAssigned),
      },
      previousResolution: { tasks: keep(previousResolution.tasks), done: keep(previousResolution.done) },
      minutesComplete: keep(record.minutesComplete),
      handbook: {
        scheduled: keep(handbook.scheduled),
        rollTaken: keep(handbook.rollTaken),
        resolutionPosted: keep(handbook.resolutionPosted),
      },
    };
  });
