/** The criteria sets that come with the project, bundled with the code and checked once, when first asked for. */
import * as z from 'zod';
import type { CriteriaSet } from '../../domain/criteria/criteria.ts';
import type { CriteriaSetRef } from '../../domain/roster/plan.ts';
import type { CriteriaSets } from '../../ports/criteria-sets.ts';
import binhThuan from '../../presets/criteria-sets/binh-thuan.json' with { type: 'json' };
import hd12 from '../../presets/criteria-sets/hd12-2018.json' with { type: 'json' };
import hoaiDuc from '../../presets/criteria-sets/hoai-duc-11.json' with { type: 'json' };
import lamDong from '../../presets/criteria-sets/lam-dong-bloc.json' with { type: 'json' };
import ngheAn from '../../presets/criteria-sets/nghe-an-08.json' with { type: 'json' };
import phuTho from '../../presets/criteria-sets/phu-tho-bloc.json' with { type: 'json' };
import saPa from '../../presets/criteria-sets/sa-pa-47.json' with { type: 'json' };
import tuaChua from '../../presets/criteria-sets/tua-chua.json' with { type: 'json' };
import vanQuan from '../../presets/criteria-sets/van-quan.json' with { type: 'json' };
import { criteriaSetSchema } from './criteria-set-schema.ts';

/** Every file of shared/presets/criteria-sets: a bundler sees imports alone, so each stands here. */
const files: readonly unknown[] = [binhThuan, hd12, hoaiDuc, lamDong, ngheAn, phuTho, saPa, tuaChua, vanQuan];

/** A set that is not among the presets: a plan row names none such. */
export class UnknownCriteriaSetError extends Error {
  override readonly name = 'UnknownCriteriaSetError';

  constructor({ id, revision }: CriteriaSetRef) {
    super(`There is no criteria set ${id}/${revision}`);
  }
}

let parsed: readonly CriteriaSet[] | null = null;

/** All presets. @throws ZodError for a malformed one */
export function allPresetCriteriaSets(): readonly CriteriaSet[] {
  parsed ??= z.array(criteriaSetSchema).parse(files);
  return parsed;
}

/** The ids of presets are theirs for good. */
export const isPresetId = (id: string): boolean => allPresetCriteriaSets().some((set) => set.id === id);

/** @throws UnknownCriteriaSetError */
export const presetCriteriaSets: CriteriaSets = async (ref) => {
  const found = allPresetCriteriaSets().find(
    ({ id, revision }) => id === ref.id && revision === ref.revision,
  );
  if (found === undefined) throw new UnknownCriteriaSetError(ref);
  return found;
};
