/** What a downloaded file is called in the reader's folder, where it has to explain itself. */
import {
  ALL_COLUMNS,
  COMPARED_LINES,
  MANIFEST,
  NAMED_TABLES,
  TABLE_TITLES,
} from '../../shared/domain/exports/export-names.ts';
import type { Period } from '../../shared/domain/period.ts';

const CONTENTS: Readonly<Record<string, string>> = {
  [ALL_COLUMNS]: `${TABLE_TITLES.scorecards.vi} đủ các cột`,
  'report.html': 'Báo cáo',
  [COMPARED_LINES]: 'Dữ liệu để so sánh',
  'criteria-sets.json': 'Bộ tiêu chí',
  'columns.json': 'Mô tả các cột',
  [MANIFEST]: 'Bản kê tệp',
};

/** A table is called the same in every format. */
function contentOf(file: string, stem: string): string {
  const table = NAMED_TABLES.find((name) => name === stem);
  return CONTENTS[file] ?? (table === undefined ? stem : TABLE_TITLES[table].vi);
}

/** What no file system or shell takes in a name. */
const FORBIDDEN = /[\p{Cc}/\\:*?"<>|]+/gu;
const LONGEST = 100;

/** `Bảng điểm – Đảng bộ huyện Hoài Đức – 2026-10.csv` */
export function downloadName(file: string, organization: string, period: Period): string {
  const dot = file.indexOf('.');
  const content = contentOf(file, file.slice(0, dot));
  const owner = organization.normalize('NFC').replace(FORBIDDEN, ' ').replace(/\s+/gu, ' ').trim();
  return `${content} – ${[...owner].slice(0, LONGEST).join('')} – ${period}${file.slice(dot)}`;
}
