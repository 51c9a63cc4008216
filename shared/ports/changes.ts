/**
 * What the stream of a table says of a written item: where it is, never what it holds. A consumer reads the
 * item strongly itself, so that an old, repeated or reordered change can do no harm. An item put again
 * unchanged gives no change.
 */
import type { OrganizationId } from '../domain/organization.ts';
import type { Month } from '../domain/period.ts';
import type { RowKey } from '../domain/scorecard.ts';

export type EventChange = { readonly organization: OrganizationId; readonly month: Month };

export type ScorecardChange = RowKey;

export type RegistryChange =
  | {
      readonly type: 'organization-version';
      readonly organization: OrganizationId;
      /** The month from which the written version holds. */
      readonly from: Month;
    }
  | { readonly type: 'plan-row'; readonly organization: OrganizationId; readonly month: Month }
  | {
      readonly type:
        | 'organization-edge'
        | 'organization-tree'
        | 'restructuring'
        | 'period'
        | 'reopening'
        | 'grants'
        | 'export'
        | 'export-pending'
        | 'log-length'
        | 'log-page'
        | 'log-subject'
        | 'audit';
    };
