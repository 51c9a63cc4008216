/** What came of holding a seed's figures against the API and the files, for a person at a terminal. */
import type { SeedId } from '../seed.ts';
import { type CheckedFigure, FIGURES } from './check.ts';
import type { Basis } from './figure.ts';

const BASES: { readonly [Each in Basis]: string } = {
  printed: 'nguồn in',
  reconstructed: 'suy ra',
  ours: 'tự đặt',
};

export const BASES_EXPLAINED =
  'nguồn in: in trong bài (printed) · suy ra: tính lại để các số đã in khớp (reconstructed) · tự đặt: bài không nói, dữ liệu mẫu chọn (ours)';

const line = ({ holds, basis, what, says, api, exported }: CheckedFigure): string => {
  const found = holds ? says : `${says}  ←  API: ${api} · tệp (files): ${exported}`;
  return `  ${holds ? '✓' : '✗'} ${BASES[basis].padEnd(8)}  ${what.vi} (${what.en}): ${found}`;
};

/**
 * How many figures hold, and what was found in place of those that do not.
 * @param all whether those that hold are told, too
 */
export function figuresReport(seed: SeedId, figures: readonly CheckedFigure[], all: boolean): string {
  const { title, remarks } = FIGURES[seed];
  const wrong = figures.filter(({ holds }) => !holds).length;
  const count = `${figures.length - wrong}/${figures.length}`;
  return [
    `${title.vi} · ${title.en}`,
    ...figures.filter(({ holds }) => all || !holds).map(line),
    ...(all ? remarks.map(({ vi, en }) => `  ! ${vi} · ${en}`) : []),
    wrong === 0
      ? `  KHỚP (holds): ${count} số liệu, ở API và ở tệp · in the API and in the files`
      : `  KHÔNG KHỚP (differs): ${wrong} số liệu; đúng ${count} · ${wrong} figures differ`,
  ].join('\n');
}
