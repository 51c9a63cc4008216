import { environment } from '../../shared/runtime/environment.ts';

export const env = environment.pick({
  REGISTRY_TABLE: true,
  EVENTS_TABLE: true,
  SCORECARDS_TABLE: true,
  EXPORTS_BUCKET: true,
  ANALYSTS_DATABASE: true,
  PROVINCE: true,
  CLOCK_OFFSET_MS: true,
});
