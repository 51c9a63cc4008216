/**
 * What the stream of a table says of a written item: where it is, never what it holds. A consumer reads the
 * item strongly itself, so that an old, repeated or reordered change can do no harm. An item put again
 * unchanged gives no change. (The change log alone looks at what a row was and is: `domain/row-change.ts`.)
 */
import type { Month } from '../domain/period.ts';
import type { OrganizationId } from '../domain/roster/organization.ts';
import type { RowKey } from '../domain/scorecards/scorecard.ts';

export type EventChange = { readonly organization: OrganizationId; readonly month: Month };

export type ScorecardChange = RowKey;

/**
 * Items that say something of an organization and everybody below it: plan rows follow them. (A duty to attend it
 * concerns it alone; planning finds everybody below as it should be.)
 */
export const SUBTREE_CHANGES = [
  'organization-version',
  'criteria-adoption',
  'participation',
  'duty-at',
] as const;
export type SubtreeChange = {
  readonly type: (typeof SUBTREE_CHANGES)[number];
  readonly organization: OrganizationId;
  /** The month from which the written item holds; the empty text, before all of them, where its key does not say. */
  readonly from: Month;
  /** A version that ends its organization. */
  readonly closes?: true;
};

export const isSubtreeChange = (change: RegistryChange): change is SubtreeChange =>
  SUBTREE_CHANGES.some((type) => type === change.type);

export type RegistryChange =
  | SubtreeChange
  | { readonly type: 'plan-row'; readonly organization: OrganizationId; readonly month: Month }
  | {
      readonly type:
        | 'organization-edge'
        | 'organization-succession'
        | 'preview'
        | 'preview-page'
        | 'organization-code'
        | 'organization-tree'
        | 'restructuring'
        | 'period'
        | 'reopening'
        | 'reckoning'
        | 'announcement'
        | 'digest'
        | 'grants'
        | 'officer'
        | 'named-on'
        | 'named-on'
        | 'programme'
        | 'programme-revision'
        | 'duty'
        | 'duty-by'
        | 'duty-report'
        | 'criteria-set'
        | 'export'
        | 'export-pending'
        | 'export-last-ordered'
        | 'log-settled'
        | 'log-first'
        | 'log-page'
        | 'log-subject'
        | 'audit';
    };
