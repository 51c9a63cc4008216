/** The change feed: what became of records, scorecards and plan rows of a subtree, in one order. */
import * as z from 'zod';
import { EVENT_TYPES } from '../domain/events/event.ts';
import type { Change } from '../domain/log/change.ts';
import { cursor, instant, limit, month, organizationId, subject } from './primitives.ts';

export const plainState = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
  .meta({
    id: 'PlainState',
    description:
      'A few values that tell one state from another; never free text. Of a scorecard: status, points, grade, percentOfFull, mixedSheets; points and grade are null where mixedSheets, for nothing rises or falls with them',
  });

export const changesQuery = z.strictObject({
  organization: organizationId,
  since: cursor.optional().meta({
    description:
      '`next` of an earlier answer; without it from the oldest change that is kept. One whose changes are no longer kept is refused with 410 CURSOR_TOO_OLD, one that lies beyond the end of this log, as after a restoring, with 422',
  }),
  limit,
});

export const change = z
  .strictObject({
    kind: z
      .enum([...EVENT_TYPES, 'scorecard', 'plan-row'])
      .meta({ description: 'What changed: a record of some kind, a scorecard, a plan row' }),
    organization: organizationId,
    period: month,
    key: z.string().nullable().meta({
      description:
        'Of a record (of a remedy `‹period of the inspection›/‹its key›/‹number of the finding›`); null for a scorecard and a plan row',
    }),
    revision: z.int().nullable().meta({
      description:
        'Of a record its revision, of a scorecard its watermark, of a plan row its version; it rises with every change. A change may be told again: pass over what is not above the revision that you know. A scorecard of which nothing but watermark and asOf has changed is mostly not told',
    }),
    at: instant,
    by: subject.nullable().meta({ description: 'Who did it; null for what the system worked out' }),
    path: z
      .array(organizationId)
      .nullable()
      .meta({ description: 'Where it stood in that month, root first' }),
    from: plainState
      .nullable()
      .meta({ description: 'The state before; null for the first, and for the first at another place' }),
    to: plainState.nullable(),
    left: z.boolean().meta({
      description:
        'True: the organization has left the subtree; where to, and what becomes of it there, is not said (`revision`, `path` and `to` are null)',
    }),
  })
  .meta({ id: 'Change' });
export type ChangeAnswer = z.input<typeof change>;

export const changeList = z
  .strictObject({
    items: z.array(change),
    next: cursor.meta({ description: 'Come back with it as `since`, at once or days later' }),
    more: z.boolean().meta({ description: 'Whether there is more to read already' }),
  })
  .meta({
    id: 'Changes',
    description:
      'Everything at least once, in one order. An answer may be empty and yet have more behind it: a page of the log was read that says nothing of this subtree. Behind the plan row of an organization that comes into the subtree, its records of the month and its scorecard are told, too',
  });

export const changeToWire = (one: Change): ChangeAnswer => ({
  kind: one.kind,
  organization: one.organization,
  period: one.month,
  key: one.key === '' ? null : one.key,
  revision: one.revision,
  at: one.at,
  by: one.by,
  path: [...one.path],
  from: one.from,
  to: one.state,
  left: false,
});

/** The same for those whom the organization has left by it. */
export const leavingToWire = (one: Change): ChangeAnswer => ({
  ...changeToWire(one),
  revision: null,
  path: null,
  to: null,
  left: true,
});
