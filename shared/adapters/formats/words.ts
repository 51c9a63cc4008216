/** The Vietnamese and English words for the codes that stand in exported tables. */
import type { Grade } from '../../domain/criteria/grade.ts';
import type { Classification } from '../../domain/events/annual-facts.ts';
import type { CONCLUSIONS, InspectionKind, SEVERITIES } from '../../domain/events/inspection.ts';
import type { MeetingKind, RESCHEDULE_REASONS, RESOLUTION_FORMS } from '../../domain/events/meeting.ts';
import type { REVIEW_DECISIONS } from '../../domain/events/review.ts';
import type { ChangeReason } from '../../domain/exports/export-changes.ts';
import type { Kind, Meets, Unit } from '../../domain/roster/organization.ts';
import type { Status } from '../../domain/scorecards/scorecard.ts';
import type { CodeWord } from './columns.ts';

/** Complete by type: a code without words does not compile. */
const words = <Code extends string>(
  entries: Readonly<Record<Code, readonly [vi: string, en: string]>>,
): readonly CodeWord[] =>
  Object.entries<readonly [string, string]>(entries).map(([code, [vi, en]]) => ({ code, vi, en }));

export const KIND_WORDS = words<Kind>({
  province: ['Đảng bộ tỉnh, thành phố', 'Province'],
  district: ['Đảng bộ huyện, quận, thị xã, khối; đảng bộ xã, phường', 'District'],
  'base-committee': ['Đảng bộ cơ sở', 'Base committee'],
  'sub-committee': ['Đảng bộ bộ phận', 'Sub-committee'],
  'base-cell': ['Chi bộ cơ sở', 'Base cell'],
  cell: ['Chi bộ trực thuộc', 'Cell'],
  body: ['Cơ quan', 'Body'],
});

export const UNIT_WORDS = words<Unit>({
  residential: ['Thôn, tổ dân phố', 'Residential'],
  agency: ['Cơ quan', 'Agency'],
  school: ['Trường học', 'School'],
  health: ['Y tế', 'Health'],
  enterprise: ['Doanh nghiệp', 'Enterprise'],
  police: ['Công an', 'Police'],
  military: ['Quân đội', 'Military'],
  other: ['Khác', 'Other'],
});

export const MEETS_WORDS = words<Meets>({
  monthly: ['Hằng tháng', 'Monthly'],
  quarterly: ['Hằng quý', 'Quarterly'],
  none: ['Không sinh hoạt', 'Never'],
});

export const STATUS_WORDS = words<Status>({
  exempt: ['Không thuộc diện sinh hoạt kỳ này', 'Exempt'],
  reported: ['Đã báo cáo', 'Reported'],
  late: ['Báo cáo quá hạn', 'Reported late'],
  awaiting: ['Chưa đến hạn báo cáo', 'Awaiting'],
  overdue: ['Quá hạn chưa báo cáo', 'Overdue'],
  withdrawn: ['Đã rút báo cáo', 'Withdrawn'],
});

export const GRADE_WORDS = words<Grade>({
  tot: ['Tốt', 'Good'],
  kha: ['Khá', 'Fair'],
  'trung-binh': ['Trung bình', 'Average'],
  kem: ['Kém', 'Poor'],
  dat: ['Đạt', 'Met'],
  'khong-dat': ['Không đạt', 'Not met'],
});

export const MEETING_WORDS = words<MeetingKind>({
  regular: ['Sinh hoạt thường kỳ', 'Regular'],
  thematic: ['Sinh hoạt chuyên đề', 'Thematic'],
  extraordinary: ['Sinh hoạt bất thường', 'Extraordinary'],
});

export const RESCHEDULE_WORDS = words<(typeof RESCHEDULE_REASONS)[number]>({
  tet: ['Tết', 'Tết'],
  disaster: ['Thiên tai', 'Disaster'],
  election: ['Bầu cử', 'Election'],
  superior: ['Theo yêu cầu của cấp trên', 'Asked for by a superior'],
  other: ['Lý do khác', 'Other'],
});

export const FORM_WORDS = words<(typeof RESOLUTION_FORMS)[number]>({
  resolution: ['Nghị quyết', 'Resolution'],
  conclusion: ['Kết luận', 'Conclusion'],
  none: ['Không ban hành', 'None'],
});

export const REVIEW_WORDS = words<(typeof REVIEW_DECISIONS)[number]>({
  accepted: ['Chấp nhận', 'Accepted'],
  returned: ['Trả lại để bổ sung', 'Returned'],
});

export const INSPECTION_WORDS = words<InspectionKind>({
  attendance: ['Dự sinh hoạt', 'Attendance'],
  inspection: ['Kiểm tra', 'Inspection'],
  supervision: ['Giám sát', 'Supervision'],
});

export const CONCLUSION_WORDS = words<(typeof CONCLUSIONS)[number]>({
  confirmed: ['Nhất trí điểm tự chấm', 'Confirmed'],
  corrected: ['Điều chỉnh điểm', 'Corrected'],
  noted: ['Ghi nhận', 'Noted'],
});

export const SEVERITY_WORDS = words<(typeof SEVERITIES)[number]>({
  minor: ['Nhẹ', 'Minor'],
  major: ['Đáng kể', 'Major'],
  serious: ['Nghiêm trọng', 'Serious'],
});

export const CLASSIFICATION_WORDS = words<Classification>({
  'xuat-sac': ['Hoàn thành xuất sắc nhiệm vụ', 'Excellent'],
  tot: ['Hoàn thành tốt nhiệm vụ', 'Good'],
  'hoan-thanh': ['Hoàn thành nhiệm vụ', 'Completed'],
  'khong-hoan-thanh': ['Không hoàn thành nhiệm vụ', 'Not completed'],
});

export const CHANGE_WORDS = words<ChangeReason>({
  joined: ['Mới có trong bản xuất', 'Not in the export before'],
  left: ['Không còn trong bản xuất', 'No longer in the export'],
  'month-opened': ['Có thêm tháng được mở', 'A further month was opened'],
  move: ['Chuyển cấp trên trực tiếp', 'Moved'],
  roster: ['Thay đổi trong danh sách tổ chức', 'Roster changed'],
  criteria: ['Bộ tiêu chí mới', 'New criteria'],
  record: ['Có báo cáo mới, đúng hạn', 'New record, on time'],
  'late-record': ['Có báo cáo mới, quá hạn', 'New record, late'],
  amendment: ['Sửa báo cáo', 'Amendment'],
  withdrawal: ['Rút báo cáo', 'Withdrawal'],
  review: ['Cấp ủy xét báo cáo', 'Review by the committee'],
  inspection: ['Kiểm tra, giám sát, dự sinh hoạt', 'Inspection'],
  remedy: ['Khắc phục hạn chế', 'Remedy'],
  facts: ['Số liệu năm', 'Annual facts'],
  duty: ['Phân công dự sinh hoạt', 'Duty'],
  'due-passed': ['Đã qua hạn', 'Due date passed'],
  parts: ['Thay đổi ở các tổ chức trực thuộc', 'Something below it changed'],
  other: ['Thay đổi khác trong dữ liệu đầu vào', 'Another input changed'],
});

/** By the names that the table of columns has for them. */
export const CODE_WORDS: Readonly<Record<string, readonly CodeWord[]>> = {
  kind: KIND_WORDS,
  unit: UNIT_WORDS,
  meets: MEETS_WORDS,
  status: STATUS_WORDS,
  grade: GRADE_WORDS,
  meeting: MEETING_WORDS,
  reschedule: RESCHEDULE_WORDS,
  form: FORM_WORDS,
  review: REVIEW_WORDS,
  inspection: INSPECTION_WORDS,
  conclusion: CONCLUSION_WORDS,
  severity: SEVERITY_WORDS,
  classification: CLASSIFICATION_WORDS,
  change: CHANGE_WORDS,
};
