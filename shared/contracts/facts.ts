/** Facts that may be unknown. */
import * as z from 'zod';

/** A fact that may be null or left out: unknown is not false. */
export const fact = <Schema extends z.ZodType>(schema: Schema) => schema.nullable().default(null);

/** For a group of facts, or a list, that null leaves as unknown or empty as leaving it out does. */
export const nullAsAbsent = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((given) => (given === null ? undefined : given), schema);
