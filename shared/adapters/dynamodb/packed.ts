/**
 * Values that repeat themselves, deflated into one binary attribute. DynamoDB bills an item by the kilobyte, and
 * what the change log and the audit hold are the same few names over and over. docs/runbook.md says how to look into
 * one by hand.
 */
import { deflateSync, inflateSync } from 'node:zlib';
import * as z from 'zod';

export const pack = (value: unknown): Uint8Array => deflateSync(JSON.stringify(value));

/** A packed attribute that holds what `schema` says. */
export const packed = <T extends z.ZodType>(schema: T) =>
  z
    .instanceof(Uint8Array)
    .transform((bytes, context): unknown => {
      try {
        return JSON.parse(inflateSync(bytes).toString('utf8'));
      } catch (error) {
        context.addIssue({ code: 'custom', message: `cannot be unpacked: ${String(error)}` });
        return z.NEVER;
      }
    })
    .pipe(schema);
