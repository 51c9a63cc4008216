/** Holds what a seed's source says against the API and against the export's files. */
import pMap from 'p-map';
import type { SeedId } from '../seed.ts';
import type { Evidence } from './evidence.ts';
import type { Figure, SeedFigures } from './figure.ts';
import { figures as hoaiDuc } from './hoai-duc-11.ts';
import { figures as lamDong } from './lam-dong-bloc.ts';
import { figures as saPa } from './sa-pa-47.ts';
import { figures as tuaChua } from './tua-chua.ts';
import { figures as vanQuan } from './van-quan.ts';

export const FIGURES: { readonly [Id in SeedId]: SeedFigures } = {
  'hoai-duc-11': hoaiDuc,
  'van-quan': vanQuan,
  'tua-chua': tuaChua,
  'sa-pa-47': saPa,
  'lam-dong-bloc': lamDong,
};

export type CheckedFigure = Figure & {
  readonly api: string;
  readonly exported: string;
  /** Both say what the source says. */
  readonly holds: boolean;
};

const AT_ONCE = 4;

/** @param only ids of the figures wanted; all of the seed unless told */
export function checkFigures(
  seed: SeedId,
  api: Evidence,
  exported: Evidence,
  only?: readonly string[],
): Promise<readonly CheckedFigure[]> {
  const check = async (figure: Figure): Promise<CheckedFigure> => {
    const [fromApi, fromFiles] = await Promise.all([figure.read(api), figure.read(exported)]);
    const holds = fromApi === figure.says && fromFiles === figure.says;
    return { ...figure, api: fromApi, exported: fromFiles, holds };
  };
  const figures = FIGURES[seed].figures.filter(({ id }) => only === undefined || only.includes(id));
  return pMap(figures, check, { concurrency: AT_ONCE });
}
