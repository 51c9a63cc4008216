/** Builders of valid events besides meeting records, of October 2026 and the cell `to-1`. */
import type { AnnualFacts, FactsRevision } from '../../shared/domain/events/annual-facts.ts';
import type {
  Finding,
  Inspection,
  InspectionRevision,
  Remedy,
  RemedyRevision,
} from '../../shared/domain/events/inspection.ts';
import type { Review, ReviewRevision } from '../../shared/domain/events/review.ts';
import type { RevisionStamp } from '../../shared/domain/events/revision.ts';

const stamp = (key: string): RevisionStamp => ({
  organization: 'to-1',
  month: '2026-10',
  key,
  revision: 1,
  recordedAt: '2026-10-20T02:00:00.000Z',
  recordedBy: 'subject-2',
  reason: null,
  bodyHash: '0'.repeat(64),
});

/** Attended the regular meeting, scored nothing, noted it. */
export const inspection = (parts: Partial<Inspection> = {}): Inspection => ({
  office: 'uy-vien-ban-thuong-vu',
  duty: null,
  meeting: 'regular',
  plan: null,
  scores: null,
  findings: [],
  proposals: 0,
  conclusion: 'noted',
  ...parts,
});

export const finding = (parts: Partial<Finding> = {}): Finding => ({
  n: 1,
  severity: 'minor',
  text: 'Biên bản ghi chưa đủ',
  remedyDue: '2026-10-31',
  ...parts,
});

/** Null withdraws. */
export const inspectionRevision = (
  record: Partial<Inspection> | null = {},
  { key = '2026-10-13-attendance-huyen', ...parts }: Partial<RevisionStamp> = {},
): InspectionRevision => ({
  ...stamp(key),
  ...parts,
  type: 'inspection',
  ...(record === null ? { withdrawn: true, record } : { withdrawn: false, record: inspection(record) }),
});

export const remedyRevision = (
  record: Partial<Remedy> = {},
  { key = '2026-10/2026-10-13-attendance-huyen/1', ...parts }: Partial<RevisionStamp> = {},
): RemedyRevision => ({
  ...stamp(key),
  ...parts,
  type: 'remedy',
  withdrawn: false,
  record: { remediedOn: '2026-10-25', verifiedBy: 'huyen', ...record },
});

/** Accepts the first revision of the record without scoring it. */
export const reviewRevision = (
  record: Partial<Review> = {},
  { key = 'regular/1', ...parts }: Partial<RevisionStamp> = {},
): ReviewRevision => ({
  ...stamp(key),
  ...parts,
  type: 'review',
  withdrawn: false,
  record: {
    by: 'dang-uy-1',
    decision: 'accepted',
    scores: null,
    reason: null,
    dueOn: null,
    ...record,
  },
});

export const annualFacts = (parts: Partial<AnnualFacts> = {}): AnnualFacts => ({
  classification: 'tot',
  members: { total: 24, xuatSac: 4, tot: 18, hoanThanh: 2, khongHoanThanh: 0 },
  admitted: 1,
  committeeMembers: 3,
  committeeTrained: 3,
  handbookAccounts: 20,
  handbookEligible: 24,
  officialsBriefed: 2,
  studyExpected: 24,
  studyDone: 23,
  schoolingCounted: null,
  schoolingUpperSecondary: null,
  schoolingVocational: null,
  schoolingUniversity: null,
  ...parts,
});

export const factsRevision = (
  record: Partial<AnnualFacts> = {},
  { key = '2026', ...parts }: Partial<RevisionStamp> = {},
): FactsRevision => ({
  ...stamp(key),
  ...parts,
  type: 'facts',
  withdrawn: false,
  record: annualFacts(record),
});
