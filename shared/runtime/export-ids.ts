import { randomBytes } from 'node:crypto';
import { exportIdOf } from '../domain/exports/export-names.ts';
import type { Instant, Period } from '../domain/period.ts';
import type { OrganizationId } from '../domain/roster/organization.ts';

/** A new export id, never given before. */
export const newExportId = (organization: OrganizationId, period: Period, now: Instant): string =>
  exportIdOf(organization, period, now, randomBytes(10));
