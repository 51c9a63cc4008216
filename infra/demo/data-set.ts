/** The demo's data: a province of one or more seed programmes. */
import { above, type DemoOrganization } from './organization.ts';
import {
  type DemoFacts,
  type DemoInspection,
  type DemoMeeting,
  type DemoSeed,
  MONTH,
  PROVINCE,
  type SeedId,
} from './seed.ts';
import { hoaiDuc } from './seeds/hoai-duc-11.ts';
import { lamDong } from './seeds/lam-dong-bloc.ts';
import { saPa } from './seeds/sa-pa-47.ts';
import { tuaChua } from './seeds/tua-chua.ts';
import { vanQuan } from './seeds/van-quan.ts';

const SEEDS: { readonly [Id in SeedId]: () => DemoSeed } = {
  'hoai-duc-11': hoaiDuc,
  'van-quan': vanQuan,
  'tua-chua': tuaChua,
  'sa-pa-47': saPa,
  'lam-dong-bloc': lamDong,
};

export type DataSet = {
  readonly seeds: readonly DemoSeed[];
  /** Months to open, ascending. */
  readonly months: readonly string[];
  /** The province first, parents before children. */
  readonly tree: readonly DemoOrganization[];
  readonly meetings: readonly DemoMeeting[];
  readonly inspections: readonly DemoInspection[];
  readonly facts: readonly DemoFacts[];
};

/** The districts come from five provinces and stand under one, which is therefore nobody's. */
const NAME = 'Đảng bộ tỉnh, thành phố (dữ liệu mẫu)';

export function dataSet(ids: readonly SeedId[]): DataSet {
  const seeds = ids.map((id) => SEEDS[id]());
  const months = [...new Set(seeds.flatMap((seed) => seed.months))].toSorted();
  const root = above({ id: PROVINCE, name: NAME, parent: null }, 'province', months[0] ?? MONTH);
  return {
    seeds,
    months,
    tree: [root, ...seeds.flatMap(({ tree }) => tree)],
    meetings: seeds.flatMap(({ meetings }) => meetings),
    inspections: seeds.flatMap(({ inspections }) => inspections),
    facts: seeds.flatMap(({ facts }) => facts),
  };
}
