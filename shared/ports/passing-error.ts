/** Which errors pass with time. */

/** The same work, tried again later, may well succeed: somebody was in the way. */
export abstract class PassingError extends Error {}
