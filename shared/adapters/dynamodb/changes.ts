/** Reads what a stream record changed from its keys; in Registry from its `type` too, of a row what it was and is. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { RowChange } from '../../domain/scorecards/row-change.ts';
import {
  type EventChange,
  type RegistryChange,
  type ScorecardChange,
  SUBTREE_CHANGES,
} from '../../ports/changes.ts';
import { eventKeyParts, type Key, registryKeyParts, rowKeyParts } from './keys.ts';
import { decodeRow } from './stored-row.ts';

/** As much of a stream record as tells what changed. */
export type ChangeRecord = {
  readonly dynamodb?:
    | { readonly Keys?: unknown; readonly NewImage?: unknown; readonly OldImage?: unknown }
    | undefined;
};

const text = z.object({ S: z.string() });
const keys = z.object({ pk: text, sk: text });
const registryImage = z.object({
  type: z.object({
    S: z.enum([
      ...SUBTREE_CHANGES,
      'organization-edge',
      'organization-succession',
      'organization-code',
      'organization-tree',
      'restructuring',
      'plan-row',
      'period',
      'reopening',
      'announcement',
      'digest',
      'grants',
      'officer',
      'named-on',
      'programme',
      'programme-revision',
      'duty',
      'duty-by',
      'duty-report',
      'criteria-set',
      'export',
      'export-pending',
      'export-last-ordered',
      'log-settled',
      'log-first',
      'log-page',
      'log-subject',
      'audit',
    ]),
  }),
});

/** As much of a version as tells whether its organization ends with it. */
const versionImage = z.object({ closed: z.object({ BOOL: z.boolean() }).optional() });

function keyOf(record: ChangeRecord): Key {
  const { pk, sk } = keys.parse(record.dynamodb?.Keys);
  return { pk: pk.S, sk: sk.S };
}

/** @throws MalformedKeyError, ZodError for a record of another table */
export function eventChange(record: ChangeRecord): EventChange {
  const { organization, month } = eventKeyParts(keyOf(record));
  return { organization, month };
}

/** @throws MalformedKeyError, ZodError for a record of another table */
export const scorecardChange = (record: ChangeRecord): ScorecardChange => rowKeyParts(keyOf(record));

/** An item as the stream carries it. Rows hold no binaries, which a Lambda event and the SDK write differently. */
const image = z.custom<Record<string, AttributeValue>>(
  (value) => typeof value === 'object' && value !== null,
);

/** @throws MalformedItemError, MalformedKeyError, ZodError for a record of another table, or without the images */
export function rowChange(record: ChangeRecord): RowChange {
  const { NewImage, OldImage } = record.dynamodb ?? {};
  return {
    before: OldImage === undefined ? null : decodeRow(unmarshall(image.parse(OldImage))),
    after: decodeRow(unmarshall(image.parse(NewImage))),
  };
}

/**
 * Null for a deletion, which brings no new item: markers of finished exports alone are deleted.
 *
 * @throws MalformedKeyError, ZodError for a record of another table
 */
export function registryChange(record: ChangeRecord): RegistryChange | null {
  const image = record.dynamodb?.NewImage;
  if (image === undefined) return null;
  const type = registryImage.parse(image).type.S;
  switch (type) {
    case 'plan-row':
      return { type, ...registryKeyParts(keyOf(record)) };
    case 'organization-version': {
      const { organization, month } = registryKeyParts(keyOf(record));
      const { closed } = versionImage.parse(image);
      return { type, organization, from: month, ...(closed?.BOOL === true && { closes: true }) };
    }
    case 'criteria-adoption': {
      const { organization, month } = registryKeyParts(keyOf(record));
      return { type, organization, from: month };
    }
    case 'participation':
    case 'duty-at':
      return { type, organization: registryKeyParts(keyOf(record)).organization, from: '' };
    default:
      return { type };
  }
}
