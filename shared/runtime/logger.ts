/**
 * One logger a process. What goes into it: names of operations, ids of organizations, keys, counts, codes of
 * problems, durations, errors. Never a body, a note, a token or a header.
 */
import { Logger } from '@aws-lambda-powertools/logger';

/** The part of the logger that the runtime uses; tests bring their own. */
export type Log = Pick<Logger, 'info' | 'warn' | 'error'>;

export const logger = new Logger();
