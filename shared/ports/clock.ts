/** The domain's clock; the local run may set its today. */
import type { Instant } from '../domain/period.ts';

export type Clock = () => Instant;
