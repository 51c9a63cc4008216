import { environment } from '../../shared/runtime/environment.ts';

export const env = environment.pick({ CLOCK_OFFSET_MS: true });
