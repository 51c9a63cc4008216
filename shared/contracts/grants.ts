/** Grants: who may do what, where, from when to when. */
import * as z from 'zod';
import { ROLES } from '../domain/roster/access.ts';
import { listOf, localDate, organizationId, subject } from './primitives.ts';

export const grant = z
  .strictObject({
    organization: organizationId,
    role: z.enum(ROLES),
    from: localDate.meta({ description: 'First day on which it holds' }),
    until: localDate
      .nullable()
      .default(null)
      .meta({ description: 'Last day on which it holds; null: until revoked' }),
  })
  .refine(({ from, until }) => until === null || from <= until, {
    error: 'until-before-from',
    path: ['until'],
  })
  .meta({ id: 'Grant' });

export const grantsBody = z
  .strictObject({ grants: z.array(grant).max(100) })
  .meta({ id: 'GrantsInput', description: 'Replaces the grants inside the caller’s subtree, and no others' });

export const grantsAnswer = z
  .strictObject({
    subject,
    grants: z.array(grant).meta({ description: 'Those inside the caller’s subtree' }),
  })
  .meta({ id: 'Grants' });

export const grantsOn = listOf(
  z
    .strictObject({
      subject,
      grants: z.array(grant).min(1).meta({ description: 'On the organization, or on one above it' }),
    })
    .meta({ id: 'GrantsOn' }),
);
