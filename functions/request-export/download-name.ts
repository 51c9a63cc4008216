/** What a downloaded file is called in the reader's folder, where it has to explain itself. */
import { MANIFEST } from '../../shared/domain/export-names.ts';
import type { Period } from '../../shared/domain/period.ts';

const CONTENTS: Readonly<Record<string, string>> = {
  'scorecards.csv': 'Bảng điểm',
  'scorecards.parquet': 'Bảng điểm',
  'scorecards.xlsx': 'Bảng điểm',
  'report.html': 'Báo cáo',
  'meetings.csv': 'Các buổi sinh hoạt',
  'meetings.parquet': 'Các buổi sinh hoạt',
  'plans.csv': 'Căn cứ tính điểm',
  'plans.parquet': 'Căn cứ tính điểm',
  'changes.csv': 'Thay đổi so với bản xuất trước',
  'changes.parquet': 'Thay đổi so với bản xuất trước',
  'changes.ndjson': 'Thay đổi so với bản xuất trước',
  'compared.ndjson': 'Dữ liệu để so sánh',
  'criteria-sets.json': 'Bộ tiêu chí',
  'columns.json': 'Mô tả các cột',
  [MANIFEST]: 'Bản kê tệp',
};

/** What no file system or shell takes in a name. */
const FORBIDDEN = /[\p{Cc}/\\:*?"<>|]+/gu;
const LONGEST = 100;

/** `Bảng điểm – Đảng bộ huyện Hoài Đức – 2026-10.csv` */
export function downloadName(file: string, organization: string, period: Period): string {
  const dot = file.lastIndexOf('.');
  const content = CONTENTS[file] ?? file.slice(0, dot);
  const owner = organization.normalize('NFC').replace(FORBIDDEN, ' ').replace(/\s+/gu, ' ').trim();
  return `${content} – ${[...owner].slice(0, LONGEST).join('')} – ${period}${file.slice(dot)}`;
}
