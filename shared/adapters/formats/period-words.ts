/** Periods as people say them. */
import { MONTH, monthNumber, type Period, QUARTER, yearOf } from '../../domain/period.ts';

/** `Tháng 10 năm 2026`, `Quý 4 năm 2026`, `Năm 2026` */
export function periodWords(period: Period): string {
  if (MONTH.test(period)) return `Tháng ${monthNumber(period)} năm ${yearOf(period)}`;
  if (QUARTER.test(period)) return `Quý ${period.slice(-1)} năm ${yearOf(period)}`;
  return `Năm ${period}`;
}
