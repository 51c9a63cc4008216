/** Pieces that many routes are made of. */
import * as z from 'zod';
import type { Role } from '../domain/roster/access.ts';
import { cursor, limit, month, organizationId } from './primitives.ts';
import { RECORD_BYTES } from './submissions.ts';

export const nothing = z.strictObject({});
export const page = z.strictObject({ limit, cursor: cursor.optional() });
export const organizationParams = z.strictObject({ organization: organizationId });
export const monthParams = z.strictObject({ organization: organizationId, period: month });

export const REGISTRARS: readonly Role[] = ['registrar'];
/** Who answers for a subtree may open a closed month again for one of its cells. */
export const REOPENERS: readonly Role[] = ['officer', 'registrar'];
export const RULE_MAKERS: readonly Role[] = ['rule-maker'];
/** Every role that reads meetings, scorecards or the roster, or keeps the roster. */
export const ANY_ROLE: readonly Role[] = ['secretary', 'officer', 'analyst', 'registrar', 'client'];

/** A route takes nothing but what it says. */
export const takesNothing = {
  params: nothing,
  query: nothing,
  ifMatch: false,
  body: null,
  bodyBytes: RECORD_BYTES,
} as const;

/** A route that answers what is there, and refuses nothing but a malformed question and what is not the caller's. */
export const reading = {
  ...takesNothing,
  method: 'GET',
  scope: 'read',
  problems: ['VALIDATION', 'NOT_FOUND'],
} as const;
