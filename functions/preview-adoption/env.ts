import { environment } from '../../shared/runtime/environment.ts';

export const env = environment.pick({
  REGISTRY_TABLE: true,
  EVENTS_TABLE: true,
  SCORECARDS_TABLE: true,
  DEFAULT_CRITERIA_SET: true,
  CLOCK_OFFSET_MS: true,
});
