/** The preset `binh-thuan`, read off its sheet once more in plain code: what the system's scores are held against. */
import type { MeetingRecord } from '../../shared/domain/events/meeting.ts';
import type { PlanRow } from '../../shared/domain/roster/plan.ts';
import type { CountedScore, Scorer } from '../support/recount.ts';

/** The criteria with their most points, in hundredths. */
export const CRITERIA = [
  { id: 'preparation', max: 1500 },
  { id: 'attendance', max: 2000 },
  { id: 'discipline', max: 500 },
  { id: 'agenda', max: 1800 },
  { id: 'order', max: 200 },
  { id: 'duration', max: 1000 },
  { id: 'opinions', max: 1000 },
  { id: 'minutes', max: 500 },
  { id: 'resolution', max: 500 },
  { id: 'assignments', max: 500 },
  { id: 'follow-up', max: 500 },
] as const;
type CriterionId = (typeof CRITERIA)[number]['id'];

const yes = (fact: boolean | null, points: number): number | null =>
  fact === null ? null : fact ? points : 0;

function sum(parts: readonly (number | null)[]): number | null {
  return parts.reduce<number | null>(
    (total, part) => (total === null || part === null ? null : total + part),
    0,
  );
}

/** `part` of `whole` in per cent, at least. */
const atLeast = (part: number, whole: number, percent: number) => part * 100 >= percent * whole;

function minutes({ startedAt, endedAt }: MeetingRecord): number {
  const [a = 0, b = 0, c = 0, d = 0] = [...startedAt.split(':'), ...endedAt.split(':')].map(Number);
  return c * 60 + d - a * 60 - b;
}

function attendance({ members: m }: MeetingRecord): number {
  const required = m.total - m.exempt - m.temporaryOut - m.suspended + m.temporaryIn;
  if (atLeast(m.present, required, 90)) return 2000;
  if (atLeast(m.present, required, 85)) return 1500;
  if (atLeast(m.present, required, 80)) return 1000;
  return atLeast(m.present, required, 70) ? 500 : 0;
}

function opinions({ discussion, members }: MeetingRecord): number | null {
  const { speakers } = discussion;
  if (members.present === 0) return 0;
  if (speakers === null) return null;
  if (atLeast(speakers, members.present, 40)) return 1000;
  if (atLeast(speakers, members.present, 30)) return 700;
  if (atLeast(speakers, members.present, 20)) return 400;
  return atLeast(speakers, members.present, 10) ? 200 : 0;
}

function assignments({ resolution: { tasksAssigned, tasksWithDeadline } }: MeetingRecord): number | null {
  if (tasksAssigned === 0) return 0;
  if (tasksAssigned === null || tasksWithDeadline === null) return null;
  if (tasksWithDeadline === tasksAssigned) return 500;
  if (atLeast(tasksWithDeadline, tasksAssigned, 80)) return 300;
  return atLeast(tasksWithDeadline, tasksAssigned, 50) ? 100 : 0;
}

function followUp({ previousResolution: { tasks, done } }: MeetingRecord): number | null {
  if (tasks === 0) return 500;
  if (tasks === null || done === null) return null;
  const twice = (500 * done * 2) / tasks;
  const whole = Math.floor(twice / 2);
  if (500 * done - whole * tasks === tasks / 2) return whole % 2 === 0 ? whole : whole + 1;
  return Math.round((500 * done) / tasks);
}

function duration(record: MeetingRecord): number {
  const held = minutes(record);
  if (held >= 90) return 1000;
  if (held >= 75) return 700;
  return held >= 60 ? 400 : 0;
}

/** By criterion; null where a fact is unknown. */
function points(record: MeetingRecord, plan: PlanRow): Record<CriterionId, number | null> {
  const { preparation: p, agenda, resolution } = record;
  const inMonth = record.heldOn.startsWith(plan.month);
  return {
    preparation: sum([
      yes(p.secretaryPrepared, 400),
      yes(plan.hasCommittee ? p.committeeMet : true, 400),
      yes(p.documentsDistributed, 300),
      yes(p.draftResolution, 400),
    ]),
    attendance: attendance(record),
    discipline: Math.max(0, 500 - 250 * record.members.absentUnexcused),
    agenda: sum(Object.values(agenda).map((fact) => yes(fact, 200))),
    order: sum([inMonth ? 100 : 0, yes(record.stepsInOrder, 100)]),
    duration: duration(record),
    opinions: opinions(record),
    minutes: yes(record.minutesComplete, 500),
    resolution: yes(resolution.form === null ? null : resolution.form !== 'none', 500),
    assignments: assignments(record),
    'follow-up': followUp(record),
  };
}

const GATED = ['attendance', 'duration', 'opinions', 'minutes'];
const gradeOf = (of: number) => (of >= 9000 ? 'tot' : of >= 7000 ? 'kha' : of >= 5000 ? 'trung-binh' : 'kem');

export const binhThuanInWords: Scorer = {
  gradeOf,
  score(record, plan): CountedScore {
    const given = points(record, plan);
    const criteria = CRITERIA.map(({ id, max }) => ({ id, points: given[id], max }));
    const total = sum(criteria.map((one) => one.points));
    if (total === null) return { points: null, grade: null, criteria };
    const gateHolds = criteria.every((one) => !GATED.includes(one.id) || one.points === one.max);
    const grade = gradeOf(total);
    return { points: total, grade: grade === 'tot' && !gateHolds ? 'kha' : grade, criteria };
  },
};
