/** Builders of programmes and of what is reported of duties. */
import type { Participant, Participation, Programme } from '../../shared/domain/programmes/programme.ts';
import type { Target } from '../../shared/domain/programmes/target.ts';
import type { DutyReport } from '../../shared/domain/roster/duty.ts';

export const participant = (organization: string, parts: Partial<Participant> = {}): Participant => ({
  organization,
  part: null,
  from: '2026-01',
  until: null,
  ...parts,
});

/** Attendance of at least 90 %. */
export const target = (
  parts: { readonly id?: string; readonly bounds?: Partial<Target['bounds']> } = {},
): Target => ({
  kind: 'share',
  id: parts.id ?? 'attendance',
  title: { vi: 'Tỷ lệ đảng viên dự sinh hoạt', en: 'Attendance' },
  of: ['membersPresent'],
  outOf: ['membersRequired'],
  bounds: { atLeast: 9_000, above: null, atMost: null, ...parts.bounds },
});

/** Issued by `huyen`, which takes part itself: the second Tuesday, a thematic meeting each quarter. */
export const programme = (parts: Partial<Programme> = {}): Programme => ({
  id: 'chi-thi-47',
  revision: 1,
  organization: 'huyen',
  title: { vi: 'Chỉ thị 47', en: 'Directive 47' },
  basis: ['Chỉ thị 47-CT/TU'],
  from: '2026-01',
  dayRule: { week: 2, weekday: 2 },
  thematic: true,
  dueDay: null,
  participants: [participant('huyen')],
  targets: [target()],
  ...parts,
});

export const participation = (parts: Partial<Participation> = {}): Participation => ({
  programme: { id: 'chi-thi-47', revision: 1 },
  issuer: 'huyen',
  from: '2026-01',
  dayRule: { week: 2, weekday: 2 },
  thematic: true,
  dueDay: null,
  span: { part: null, from: '2026-01', until: null },
  ...parts,
});

export const dutyReport = (parts: Partial<DutyReport> = {}): DutyReport => ({
  duty: 'pc-1',
  quarter: '2026-Q4',
  proposals: 2,
  text: 'Đề nghị bổ sung tài liệu',
  recordedAt: '2026-12-20T02:00:00.000Z',
  recordedBy: 'subject-1',
  revision: 1,
  ...parts,
});
