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

/** Items that say something of an organization and everybody below it: plan rows follow them. */
export const SUBTREE_CHANGES = ['organization-version', 'criteria-adoption'] as const;
export type SubtreeChange = {
  readonly type: (typeof SUBTREE_CHANGES)[number];
  readonly organization: OrganizationId;
  /** The month from which the written item holds. */
  readonly from: Month;
};

export const isSubtreeChange = (change: RegistryChange): change is SubtreeChange =>
  SUBTREE_CHANGES.some((type) => type === change.type);

export type RegistryChange =
  | SubtreeChange
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
