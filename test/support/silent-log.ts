import type { Log } from '../../shared/runtime/logger.ts';

/** A log that says nothing. */
export const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };
