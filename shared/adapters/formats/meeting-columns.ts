/** The columns of the table `meetings`: one row per current record, without notes and without who recorded it. */
import type { CriteriaSet } from '../../domain/criteria.ts';
import type { MeetingEntry } from '../../domain/export-tables.ts';
import { type MeetingRecord, meetingKind, membersRequired, minutesHeld } from '../../domain/meeting.ts';
import { assertDistinct, type Cell, type Column, column, type UnitOfMeasure } from './columns.ts';
import { nameColumn, organizationColumn, revisionColumns } from './identity-columns.ts';
import { criterionPlaces } from './scorecard-columns.ts';
import { FORM_WORDS, MEETING_WORDS, RESCHEDULE_WORDS, REVIEW_WORDS } from './words.ts';

type MeetingColumn = Column<MeetingEntry>;

const identity: readonly MeetingColumn[] = [
  column('text', 'period', ['Kỳ báo cáo', 'Period', 'Tháng', 'Month'], (row) => row.month),
  organizationColumn(),
  nameColumn(),
  column(
    'text',
    'key',
    ['Mã buổi sinh hoạt', 'Key', 'Duy nhất trong tổ chức và kỳ', 'Unique in organization and period'],
    (row) => row.key,
  ),
  column(
    'text',
    'kind',
    ['Loại sinh hoạt', 'Kind', 'Thường kỳ, chuyên đề, bất thường', 'Regular, thematic, extraordinary'],
    (row) => meetingKind(row.key),
    { codes: MEETING_WORDS },
  ),
  ...revisionColumns(),
  column(
    'boolean',
    'onTime',
    ['Đúng hạn', 'On time', 'Ghi nhận lần đầu trước hạn', 'First recorded before the due instant'],
    (row) => row.onTime,
  ),
  column(
    'text',
    'criteriaSet',
    ['Bộ tiêu chí', 'Criteria set', 'Mã bộ tiêu chí trong kỳ', 'Id of the set in force'],
    (row) => row.criteriaSet.id,
  ),
];

type Fact = (record: MeetingRecord) => Cell;

/** What a record always says. */
const given = (
  type: 'text' | 'integer' | 'date',
  name: string,
  titleVi: string,
  titleEn: string,
  fact: Fact,
  unit?: UnitOfMeasure,
): MeetingColumn =>
  column(
    type,
    name,
    [titleVi, titleEn, 'Theo bản ghi', 'By the record'],
    ({ record }) => fact(record),
    unit === undefined ? {} : { unit },
  );

const UNKNOWN = ['Theo bản ghi; trống nếu chưa rõ', 'By the record; empty while unknown'] as const;

/** A count that may be unknown. */
const count = (
  name: string,
  titleVi: string,
  titleEn: string,
  unit: UnitOfMeasure,
  fact: Fact,
): MeetingColumn =>
  column('integer', name, [titleVi, titleEn, ...UNKNOWN], ({ record }) => fact(record), {
    unit,
    nullable: true,
  });

/** A yes or no that may be unknown: empty is not no. */
const check = (name: string, titleVi: string, titleEn: string, fact: Fact): MeetingColumn =>
  column('boolean', name, [titleVi, titleEn, ...UNKNOWN], ({ record }) => fact(record), { nullable: true });

const facts: readonly MeetingColumn[] = [
  given('date', 'heldOn', 'Ngày sinh hoạt', 'Held on', (r) => r.heldOn),
  given('text', 'startedAt', 'Bắt đầu', 'Started at', (r) => r.startedAt),
  given('text', 'endedAt', 'Kết thúc', 'Ended at', (r) => r.endedAt),
  given('integer', 'minutesHeld', 'Thời lượng (phút)', 'Duration (minutes)', minutesHeld, 'minutes'),
  column(
    'text',
    'rescheduleReason',
    ['Lý do dời lịch', 'Reason for rescheduling', ...UNKNOWN],
    ({ record }) => record.rescheduleReason,
    { nullable: true, codes: RESCHEDULE_WORDS },
  ),
  given('integer', 'membersTotal', 'Đảng viên: tổng số', 'Members', (r) => r.members.total, 'members'),
  given('integer', 'membersExempt', 'Được miễn', 'Exempt', (r) => r.members.exempt, 'members'),
  given(
    'integer',
    'temporaryOut',
    'Sinh hoạt tạm thời nơi khác',
    'Temporarily elsewhere',
    (r) => r.members.temporaryOut,
    'members',
  ),
  given(
    'integer',
    'temporaryIn',
    'Sinh hoạt tạm thời tại đây',
    'Temporarily here',
    (r) => r.members.temporaryIn,
    'members',
  ),
  given('integer', 'suspended', 'Đình chỉ sinh hoạt', 'Suspended', (r) => r.members.suspended, 'members'),
  given('integer', 'membersRequired', 'Phải dự', 'Required', membersRequired, 'members'),
  given('integer', 'membersPresent', 'Có mặt', 'Present', (r) => r.members.present, 'members'),
  given(
    'integer',
    'absentExcused',
    'Vắng có lý do',
    'Absent with a reason',
    (r) => r.members.absentExcused,
    'members',
  ),
  given(
    'integer',
    'absentUnexcused',
    'Vắng không lý do',
    'Absent without a reason',
    (r) => r.members.absentUnexcused,
    'members',
  ),
  count('official', 'Đảng viên chính thức', 'Official members', 'members', (r) => r.members.official),
  count('working', 'Đảng viên đang công tác', 'Working members', 'members', (r) => r.members.working),
  count(
    'repeatedAbsences',
    'Vắng nhiều kỳ liên tiếp',
    'Repeated absences',
    'members',
    (r) => r.members.repeatedAbsences,
  ),
  count('speakers', 'Đảng viên phát biểu', 'Speakers', 'members', (r) => r.discussion.speakers),
  count('opinions', 'Số ý kiến', 'Opinions', 'opinions', (r) => r.discussion.opinions),
  count('proposals', 'Kiến nghị, đề xuất', 'Proposals', 'opinions', (r) => r.discussion.proposals),
  check(
    'secretaryPrepared',
    'Bí thư đã chuẩn bị',
    'Secretary prepared',
    (r) => r.preparation.secretaryPrepared,
  ),
  check('committeeMet', 'Chi ủy đã họp trước', 'Cell committee met', (r) => r.preparation.committeeMet),
  check(
    'documentsDistributed',
    'Có tài liệu',
    'Documents distributed',
    (r) => r.preparation.documentsDistributed,
  ),
  check('draftResolution', 'Có dự thảo nghị quyết', 'Draft resolution', (r) => r.preparation.draftResolution),
  check('rollCallAnnounced', 'Đã điểm danh', 'Roll call announced', (r) => r.agenda.rollCallAnnounced),
  check('programmeAdopted', 'Thông qua chương trình', 'Programme adopted', (r) => r.agenda.programmeAdopted),
  check('currentAffairs', 'Thời sự, chủ trương', 'Current affairs', (r) => r.agenda.currentAffairs),
  check(
    'previousMonthReviewed',
    'Kiểm điểm tháng trước',
    'Last month reviewed',
    (r) => r.agenda.previousMonthReviewed,
  ),
  check('nextMonthTasks', 'Nhiệm vụ tháng tới', 'Tasks of the next month', (r) => r.agenda.nextMonthTasks),
  check('studyAndExample', 'Học tập và làm theo', 'Study and example', (r) => r.agenda.studyAndExample),
  check(
    'criticismAndSelfCriticism',
    'Tự phê bình và phê bình',
    'Criticism and self-criticism',
    (r) => r.agenda.criticismAndSelfCriticism,
  ),
  check('discussed', 'Đã thảo luận', 'Discussed', (r) => r.agenda.discussed),
  check('concluded', 'Đã kết luận', 'Concluded', (r) => r.agenda.concluded),
  check('stepsInOrder', 'Đúng trình tự', 'Steps in order', (r) => r.stepsInOrder),
  column(
    'text',
    'resolutionForm',
    ['Hình thức nghị quyết', 'Form of the resolution', ...UNKNOWN],
    ({ record }) => record.resolution.form,
    { nullable: true, codes: FORM_WORDS },
  ),
  count('votesFor', 'Phiếu tán thành', 'Votes for', 'votes', (r) => r.resolution.votesFor),
  count('votesAgainst', 'Phiếu không tán thành', 'Votes against', 'votes', (r) => r.resolution.votesAgainst),
  count('abstained', 'Không biểu quyết', 'Abstained', 'votes', (r) => r.resolution.abstained),
  count('tasksAssigned', 'Nhiệm vụ đã giao', 'Tasks assigned', 'tasks', (r) => r.resolution.tasksAssigned),
  count(
    'tasksWithDeadline',
    'Nhiệm vụ có thời hạn',
    'Tasks with a deadline',
    'tasks',
    (r) => r.resolution.tasksWithDeadline,
  ),
  count(
    'membersAssigned',
    'Đảng viên được phân công',
    'Members assigned',
    'members',
    (r) => r.resolution.membersAssigned,
  ),
  count(
    'workingAssigned',
    'Đảng viên đang công tác được phân công',
    'Working members assigned',
    'members',
    (r) => r.resolution.workingAssigned,
  ),
  count('previousTasks', 'Nhiệm vụ kỳ trước', 'Previous tasks', 'tasks', (r) => r.previousResolution.tasks),
  count(
    'previousTasksDone',
    'Nhiệm vụ kỳ trước đã hoàn thành',
    'Previous tasks done',
    'tasks',
    (r) => r.previousResolution.done,
  ),
  check('minutesComplete', 'Biên bản đầy đủ', 'Minutes complete', (r) => r.minutesComplete),
  column('text', 'theme', ['Chuyên đề', 'Theme', ...UNKNOWN], ({ record }) => record.theme, {
    nullable: true,
  }),
  column(
    'text',
    'jointWith',
    [
      'Sinh hoạt chung với',
      'Joint with',
      'Mã các tổ chức, cách nhau bằng dấu cách',
      'Ids of organizations, separated by spaces',
    ],
    ({ record }) => record.jointWith.join(' '),
    { nullable: true },
  ),
  check(
    'handbookScheduled',
    'Sổ tay: đã tạo buổi sinh hoạt',
    'Handbook: meeting created',
    (r) => r.handbook.scheduled,
  ),
  check('handbookRollTaken', 'Sổ tay: đã điểm danh', 'Handbook: roll taken', (r) => r.handbook.rollTaken),
  check(
    'handbookResolutionPosted',
    'Sổ tay: đã đăng nghị quyết',
    'Handbook: resolution posted',
    (r) => r.handbook.resolutionPosted,
  ),
];

const selfScores = (sets: readonly CriteriaSet[]): MeetingColumn[] =>
  criterionPlaces(sets).map(({ set, id, name, title }) =>
    column(
      'integer',
      `self_${name}`,
      [
        `Tự chấm: ${title.vi} (1/100 điểm)`,
        `Self score: ${title.en} (1/100 point)`,
        'Điểm chi bộ tự chấm; trống nếu không chấm',
        'What the cell gave itself; empty if nothing',
      ],
      ({ criteriaSet, record }) => (criteriaSet.id === set ? (record.selfScore?.[id] ?? null) : null),
      { unit: 'hundredths', nullable: true },
    ),
  );

const review: readonly MeetingColumn[] = [
  column(
    'text',
    'reviewDecision',
    [
      'Cấp ủy xét báo cáo',
      'Review',
      'Của lần ghi hiện hành; trống nếu chưa xét',
      'Of the current revision; empty if there is none',
    ],
    (row) => row.review?.decision ?? null,
    { nullable: true, codes: REVIEW_WORDS },
  ),
  column(
    'text',
    'reviewedBy',
    [
      'Mã cấp ủy đã xét',
      'Reviewed by',
      'Tổ chức hoặc cơ quan của tổ chức',
      'An organization or a body of it',
    ],
    (row) => row.review?.by ?? null,
    { nullable: true },
  ),
  column(
    'date',
    'reviewDueOn',
    [
      'Hạn bổ sung',
      'Amendment due',
      'Chỉ khi trả lại và có định hạn',
      'Only where it was returned with a day set',
    ],
    (row) => row.review?.dueOn ?? null,
    { nullable: true },
  ),
];

const reviewScores = (sets: readonly CriteriaSet[]): MeetingColumn[] =>
  criterionPlaces(sets).map(({ set, id, name, title }) =>
    column(
      'integer',
      `review_${name}`,
      [
        `Cấp ủy chấm khi xét: ${title.vi} (1/100 điểm)`,
        `Review score: ${title.en} (1/100 point)`,
        'Điểm cấp ủy chấm khi xét báo cáo; trống nếu không chấm',
        'What the committee gave when it reviewed the record; empty if nothing',
      ],
      (row) => (row.criteriaSet.id === set ? (row.review?.scores?.[id] ?? null) : null),
      { unit: 'hundredths', nullable: true },
    ),
  );

/** @throws RangeError if two criteria would share a column. */
export function meetingColumns(sets: readonly CriteriaSet[]): readonly MeetingColumn[] {
  const columns = [...identity, ...facts, ...review, ...selfScores(sets), ...reviewScores(sets)];
  assertDistinct(columns);
  return columns;
}
