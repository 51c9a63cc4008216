import { environment } from '../../shared/runtime/environment.ts';

export const env = environment.pick({
  REGISTRY_TABLE: true,
  SCORECARDS_TABLE: true,
  PROVINCE: true,
  ATTENTION_BUS: true,
  CLOCK_OFFSET_MS: true,
});
