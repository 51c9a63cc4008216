/** The Registry table on DynamoDB: all its parts. A function that needs one part takes that part alone. */
import type { Registry } from '../../ports/registry.ts';
import type { Table } from './client.ts';
import { dynamoAccessRegistry } from './registry-access.ts';

import { dynamoAnnouncementRegistry } from './registry-announcements.ts';
import { dynamoAuditRegistry } from './registry-audit.ts';
import { dynamoCriteriaSetRegistry } from './registry-criteria-sets.ts';
import { dynamoDigestRegistry } from './registry-digests.ts';
import { dynamoDutyRegistry } from './registry-duties.ts';
import { dynamoExportRegistry } from './registry-exports.ts';
import { dynamoGrantRegistry, dynamoOfficerRegistry } from './registry-grants.ts';
import { dynamoOrganizationRegistry } from './registry-organizations.ts';
import { dynamoPeriodRegistry } from './registry-periods.ts';
import { dynamoPlanRegistry } from './registry-plans.ts';
import { dynamoPreviewRegistry } from './registry-previews.ts';
import { dynamoProgrammeRegistry } from './registry-programmes.ts';
import { dynamoReckoningRegistry } from './registry-reckonings.ts';

export const dynamoRegistry = (table: Table): Registry => ({
  ...dynamoOrganizationRegistry(table),
  ...dynamoCriteriaSetRegistry(table),
  ...dynamoPlanRegistry(table),
  ...dynamoPeriodRegistry(table),
  ...dynamoReckoningRegistry(table),
  ...dynamoGrantRegistry(table),
  ...dynamoOfficerRegistry(table),
  ...dynamoAuditRegistry(table),
  ...dynamoAccessRegistry(table),
  ...dynamoExportRegistry(table),
  ...dynamoPreviewRegistry(table),
  ...dynamoDigestRegistry(table),
  ...dynamoAnnouncementRegistry(table),
  ...dynamoProgrammeRegistry(table),
  ...dynamoDutyRegistry(table),
});
