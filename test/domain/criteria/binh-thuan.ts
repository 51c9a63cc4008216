/** The preset `binh-thuan` for tests of pure rules; its shape is checked where presets are loaded. */
import type { CriteriaSet } from '../../../shared/domain/criteria/criteria.ts';
import binhThuan from '../../../shared/presets/criteria-sets/binh-thuan.json' with { type: 'json' };

export const BINH_THUAN = binhThuan as CriteriaSet;
