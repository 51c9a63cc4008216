import { environment } from '../../shared/runtime/environment.ts';

export const env = environment.pick({
  REGISTRY_TABLE: true,
  EVENTS_TABLE: true,
  SCORECARDS_TABLE: true,
  PROVINCE: true,
  FIRST_REGISTRAR: true,
  DEFAULT_CRITERIA_SET: true,
  PREVIEW_ADOPTION_FUNCTION: true,
  CLOCK_OFFSET_MS: true,
});
