import { environment } from '../../shared/runtime/environment.ts';

export const env = environment.pick({
  REGISTRY_TABLE: true,
  EVENTS_TABLE: true,
  CLOCK_OFFSET_MS: true,
});
