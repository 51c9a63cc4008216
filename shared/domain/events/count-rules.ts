/**
 * Which counts of a meeting record cannot be more than which: people and tasks, each counted once. Where a count is
 * unknown nothing follows from it. What can occur, however seldom, is in none of these rules: who is exempt or absent
 * may be given a task, somebody here on temporary activity may be official, working or both.
 */
import type { RuleViolation } from '../rule-violation.ts';
import type { Known, MeetingRecord } from './meeting.ts';

type Within = {
  readonly pointer: string;
  readonly rule: string;
  readonly part: (record: MeetingRecord) => Known<number>;
  readonly whole: (record: MeetingRecord) => Known<number>;
  readonly vi: (part: number, whole: number) => string;
  readonly en: (part: number, whole: number) => string;
};

/** Everybody of whom the record may speak: the cell's own members, and those here on temporary activity. */
const everybody = ({ members }: MeetingRecord): number => members.total + members.temporaryIn;
const present = ({ members }: MeetingRecord): number => members.present;
const decided = ({ resolution }: MeetingRecord): number =>
  (resolution.votesFor ?? 0) + (resolution.votesAgainst ?? 0);
const cast = (record: MeetingRecord): number => decided(record) + (record.resolution.abstained ?? 0);
/** Who is left; null too where more are said to be among them than there are, which a rule of its own refuses. */
const rest = (all: Known<number>, among: Known<number>): Known<number> =>
  all === null || among === null || among > all ? null : all - among;

const WITHIN: readonly Within[] = [
  {
    ...{ pointer: '/members/official', rule: 'official-within-members' },
    part: ({ members }) => members.official,
    whole: everybody,
    vi: (part, whole) =>
      `Số đảng viên chính thức (${part}) không được lớn hơn tổng số đảng viên và số đến sinh hoạt tạm thời (${whole}). Hãy sửa lại một trong các số này.`,
    en: (part, whole) =>
      `Official members (${part}) cannot be more than all members and those here temporarily (${whole}). Correct one of these counts.`,
  },
  {
    ...{ pointer: '/members/working', rule: 'working-within-members' },
    part: ({ members }) => members.working,
    whole: everybody,
    vi: (part, whole) =>
      `Số đảng viên đang công tác (${part}) không được lớn hơn tổng số đảng viên và số đến sinh hoạt tạm thời (${whole}). Hãy sửa lại một trong các số này.`,
    en: (part, whole) =>
      `Working members (${part}) cannot be more than all members and those here temporarily (${whole}). Correct one of these counts.`,
  },
  {
    ...{ pointer: '/members/repeatedAbsences', rule: 'repeated-within-excused' },
    part: ({ members }) => members.repeatedAbsences,
    whole: ({ members }) => members.absentExcused,
    vi: (part, whole) =>
      `Số vắng có lý do nhiều kỳ liên tiếp (${part}) không được lớn hơn số vắng có lý do của buổi này (${whole}): chỉ tính người vắng buổi này và đã vắng quá 3 lần liên tiếp. Người đã đi họp lại thì không tính.`,
    en: (part, whole) =>
      `Repeated absences (${part}) cannot be more than those absent with a reason (${whole}): they are the ones among them who are absent more than 3 times running. Who has come again is none of them.`,
  },
  {
    ...{ pointer: '/discussion/speakers', rule: 'speakers-within-present' },
    part: ({ discussion }) => discussion.speakers,
    whole: present,
    vi: (part, whole) =>
      `Số đảng viên phát biểu (${part}) không được lớn hơn số có mặt (${whole}); một người phát biểu nhiều lần chỉ tính một.`,
    en: (part, whole) =>
      `Speakers (${part}) cannot be more than those present (${whole}); one who speaks twice counts once.`,
  },
  {
    ...{ pointer: '/resolution/votesFor', rule: 'votes-within-present' },
    part: cast,
    whole: present,
    vi: (part, whole) =>
      `Tổng số phiếu tán thành, không tán thành và không có ý kiến (${part}) không được lớn hơn số có mặt (${whole}).`,
    en: (part, whole) =>
      `Votes for, against and abstained (${part}) cannot be more than those present (${whole}).`,
  },
  {
    ...{ pointer: '/resolution/votesFor', rule: 'votes-within-official' },
    part: decided,
    whole: ({ members }) => members.official,
    vi: (part, whole) =>
      `Số phiếu tán thành và không tán thành (${part}) không được lớn hơn số đảng viên chính thức (${whole}): đảng viên dự bị không biểu quyết.`,
    en: (part, whole) =>
      `Votes for and against (${part}) cannot be more than the official members (${whole}): probationary members do not vote.`,
  },
  {
    ...{ pointer: '/resolution/tasksWithDeadline', rule: 'deadlines-within-tasks' },
    part: ({ resolution }) => resolution.tasksWithDeadline,
    whole: ({ resolution }) => resolution.tasksAssigned,
    vi: (part, whole) =>
      `Số nhiệm vụ có thời hạn (${part}) không được lớn hơn số nhiệm vụ đã giao (${whole}).`,
    en: (part, whole) => `Tasks with a deadline (${part}) cannot be more than tasks assigned (${whole}).`,
  },
  {
    ...{ pointer: '/resolution/membersAssigned', rule: 'assigned-within-members' },
    part: ({ resolution }) => resolution.membersAssigned,
    whole: everybody,
    vi: (part, whole) =>
      `Số đảng viên được phân công (${part}) không được lớn hơn tổng số đảng viên và số đến sinh hoạt tạm thời (${whole}); một người nhận nhiều nhiệm vụ chỉ tính một.`,
    en: (part, whole) =>
      `Members assigned (${part}) cannot be more than all members and those here temporarily (${whole}); one with two tasks counts once.`,
  },
  {
    ...{ pointer: '/resolution/workingAssigned', rule: 'working-assigned-within-working' },
    part: ({ resolution }) => resolution.workingAssigned,
    whole: (record) => record.members.working ?? everybody(record),
    vi: (part, whole) =>
      `Số đảng viên đang công tác được phân công (${part}) không được lớn hơn số đảng viên đang công tác, hoặc nếu chưa rõ số này thì tổng số đảng viên (${whole}).`,
    en: (part, whole) =>
      `Working members assigned (${part}) cannot be more than the working members or, where these are unknown, all members (${whole}).`,
  },
  {
    ...{ pointer: '/resolution/workingAssigned', rule: 'working-assigned-within-assigned' },
    part: ({ resolution }) => resolution.workingAssigned,
    whole: ({ resolution }) => resolution.membersAssigned,
    vi: (part, whole) =>
      `Số đảng viên đang công tác được phân công (${part}) không được lớn hơn số đảng viên được phân công (${whole}).`,
    en: (part, whole) =>
      `Working members assigned (${part}) cannot be more than the members assigned (${whole}).`,
  },
  {
    ...{ pointer: '/resolution/membersAssigned', rule: 'others-assigned-within-others' },
    part: ({ resolution }) => rest(resolution.membersAssigned, resolution.workingAssigned),
    whole: (record) => rest(everybody(record), record.members.working),
    vi: (part, whole) =>
      `Số được phân công mà không phải đảng viên đang công tác (${part}) không được lớn hơn số đảng viên không công tác (${whole}). Hãy sửa lại số được phân công hoặc số đang công tác.`,
    en: (part, whole) =>
      `Members assigned who are not working (${part}) cannot be more than the members who are not working (${whole}). Correct the members assigned or the working members.`,
  },
  {
    ...{ pointer: '/previousResolution/done', rule: 'done-within-tasks' },
    part: ({ previousResolution }) => previousResolution.done,
    whole: ({ previousResolution }) => previousResolution.tasks,
    vi: (part, whole) =>
      `Số nhiệm vụ kỳ trước đã hoàn thành (${part}) không được lớn hơn số nhiệm vụ kỳ trước (${whole}).`,
    en: (part, whole) => `Tasks done (${part}) cannot be more than the last resolution's tasks (${whole}).`,
  },
];

export function countViolations(record: MeetingRecord): RuleViolation[] {
  return WITHIN.flatMap(({ pointer, rule, ...within }) => {
    const [part, whole] = [within.part(record), within.whole(record)];
    if (part === null || whole === null || part <= whole) return [];
    return [{ pointer, rule, vi: within.vi(part, whole), en: within.en(part, whole) }];
  });
}
