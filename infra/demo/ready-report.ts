/** What a person at a terminal is told of a running demo: where it is, where the files lie, and what to try. */
import type { Actor } from './actors.ts';
import type { DownloadedExport } from './order-export.ts';
import { MONTH } from './seed.ts';

export type ReadyDemo = {
  readonly baseUrl: string;
  /** Of what the actors' grants are. */
  readonly homes: Readonly<Record<Actor, string>>;
  readonly exports: readonly DownloadedExport[];
  /** Where `ready.json` lies. */
  readonly dataDir: string;
};

export const readyReport = ({ baseUrl, homes, exports, dataDir }: ReadyDemo): string => {
  const curl = (actor: Actor, path: string, more = '') =>
    `  curl -s${more} -H "authorization: Bearer $(node -p "require('./${dataDir}/ready.json').tokens.${actor}.token")" '${baseUrl}${path}'`;
  return [
    ...exports.map(exportLines),
    '',
    `Sẵn sàng (ready): ${baseUrl}   Tài liệu API (docs): ${baseUrl}/docs`,
    `Mã truy cập cho mỗi vai trò (a token for each role): ${dataDir}/ready.json. Xin thử (try):`,
    '',
    '  # đảng bộ và chi bộ cơ sở của huyện, điểm thấp nhất trước · committees and base cells, the lowest points first',
    curl('officer', `/organizations/${homes.officer}/children/scorecards?period=${MONTH}&sort=points`),
    '',
    '  # vì sao một chi bộ được điểm như vậy, từng tiêu chí · why a cell has its points, criterion by criterion',
    curl('secretary', `/organizations/${homes.secretary}/scorecards/${MONTH}/explanation`),
    '',
    '  # bản ghi khác nội dung mà thiếu If-Match: từ chối, nêu quy tắc và cách sửa · refused, with the rule and the remedy',
    curl(
      'client',
      `/organizations/${homes.secretary}/periods/${MONTH}/meetings/regular`,
      ` -X PUT -d '{"heldOn":"${MONTH}-20","startedAt":"19:30","endedAt":"21:30","members":{"total":20,"exempt":0,"present":19,"absentExcused":1,"absentUnexcused":0}}'`,
    ),
    '',
    'Ctrl-C để dừng, dữ liệu được giữ lại · Ctrl-C ends everything; the data stays.',
  ].join('\n');
};

const exportLines = ({ exportId, period, directory, files }: DownloadedExport): string =>
  [
    '',
    `Tệp số liệu kỳ ${period} (export ${exportId}): ${directory}/  mỗi tệp đã đối chiếu với manifest.json`,
    `  ${[...files, 'manifest.json'].join('  ')}`,
    `  tính lại mọi số liệu từ chính các bản ghi (computes every figure again): npm run verify-export -- ${directory}`,
  ].join('\n');
