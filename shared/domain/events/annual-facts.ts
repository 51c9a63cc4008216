/** What an organization says of its year, apart from its meetings and never part of their grades. */
import type { Known } from './meeting.ts';
import type { Revision } from './revision.ts';

/** Hoàn thành xuất sắc, tốt, hoàn thành, không hoàn thành nhiệm vụ. */
export const CLASSIFICATIONS = ['xuat-sac', 'tot', 'hoan-thanh', 'khong-hoan-thanh'] as const;
export type Classification = (typeof CLASSIFICATIONS)[number];

/** Every fact may be unknown. */
export type AnnualFacts = {
  /** The organization's own annual classification. */
  readonly classification: Known<Classification>;
  /** Members by their annual classification, counts alone. */
  readonly members: {
    readonly total: Known<number>;
    readonly xuatSac: Known<number>;
    readonly tot: Known<number>;
    readonly hoanThanh: Known<number>;
    readonly khongHoanThanh: Known<number>;
  };
  /** Members admitted in the year. */
  readonly admitted: Known<number>;
  readonly committeeMembers: Known<number>;
  readonly committeeTrained: Known<number>;
  readonly handbookAccounts: Known<number>;
  readonly handbookEligible: Known<number>;
  /** Officials who were briefed on what the organization is to carry out. */
  readonly officialsBriefed: Known<number>;
  /** Members who were to study it, and who did. */
  readonly studyExpected: Known<number>;
  readonly studyDone: Known<number>;
  /** Admitted members whose schooling is counted, of this year or of several; one may count in more than one of the next. */
  readonly schoolingCounted: Known<number>;
  readonly schoolingUpperSecondary: Known<number>;
  readonly schoolingVocational: Known<number>;
  readonly schoolingUniversity: Known<number>;
};

/** The counts among the facts, by the names that tables and files give them. */
export const ANNUAL_COUNTS = [
  'membersTotal',
  'membersXuatSac',
  'membersTot',
  'membersHoanThanh',
  'membersKhongHoanThanh',
  'admitted',
  'committeeMembers',
  'committeeTrained',
  'handbookAccounts',
  'handbookEligible',
  'officialsBriefed',
  'studyExpected',
  'studyDone',
  'schoolingCounted',
  'schoolingUpperSecondary',
  'schoolingVocational',
  'schoolingUniversity',
] as const;
export type AnnualCounts = Readonly<Record<(typeof ANNUAL_COUNTS)[number], Known<number>>>;

export const annualCountsOf = ({ classification: _, members, ...counts }: AnnualFacts): AnnualCounts => ({
  membersTotal: members.total,
  membersXuatSac: members.xuatSac,
  membersTot: members.tot,
  membersHoanThanh: members.hoanThanh,
  membersKhongHoanThanh: members.khongHoanThanh,
  ...counts,
});

/** Its key is the year, e.g. `2026`; it counts in the month in which it was taken. */
export type FactsRevision = Revision<'facts', AnnualFacts>;
