import { environment } from '../../shared/runtime/environment.ts';

export const env = environment.pick({
  REGISTRY_TABLE: true,
  SCORECARDS_TABLE: true,
  PROVINCE: true,
  DIGEST_TOPIC: true,
  CLOCK_OFFSET_MS: true,
});
