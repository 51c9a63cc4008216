/** Reads what a stream record changed from its keys (and, in Registry, its `type`). */
import type { DynamoDBRecord } from 'aws-lambda';
import { z } from 'zod';
import type { EventChange, RegistryChange, ScorecardChange } from '../../ports/changes.ts';
import { eventKeyParts, type Key, registryKeyParts, rowKeyParts } from './keys.ts';

const text = z.object({ S: z.string() });
const keys = z.object({ pk: text, sk: text });
const registryImage = z.object({
  type: z.object({
    S: z.enum([
      'organization-version',
      'organization-edge',
      'plan-row',
      'period',
      'grants',
      'export',
      'export-pending',
    ]),
  }),
});

function keyOf(record: DynamoDBRecord): Key {
  const { pk, sk } = keys.parse(record.dynamodb?.Keys);
  return { pk: pk.S, sk: sk.S };
}

/** @throws MalformedKeyError, ZodError for a record of another table */
export function eventChange(record: DynamoDBRecord): EventChange {
  const { organization, month } = eventKeyParts(keyOf(record));
  return { organization, month };
}

/** @throws MalformedKeyError, ZodError for a record of another table */
export const scorecardChange = (record: DynamoDBRecord): ScorecardChange => rowKeyParts(keyOf(record));

/** @throws MalformedKeyError, ZodError for a record of another table */
export function registryChange(record: DynamoDBRecord): RegistryChange {
  const image = record.dynamodb?.NewImage ?? record.dynamodb?.OldImage;
  const type = registryImage.parse(image).type.S;
  if (type !== 'organization-version' && type !== 'plan-row') return { type };
  const { organization, month } = registryKeyParts(keyOf(record));
  return type === 'plan-row' ? { type, organization, month } : { type, organization, from: month };
}
