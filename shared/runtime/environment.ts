/** The environment of a function: each `env.ts` names what it uses from these pieces; `index.ts` reads it. */
import * as z from 'zod';
import { ORGANIZATION_ID } from '../domain/roster/organization.ts';

const nonEmpty = z.string().min(1);

/** Every variable that a function of this project may ask for; `pick` what the function uses. */
export const environment = z.object({
  REGISTRY_TABLE: nonEmpty,
  EVENTS_TABLE: nonEmpty,
  SCORECARDS_TABLE: nonEmpty,
  EXPORTS_BUCKET: nonEmpty,
  /** Name of the catalogue's database that the query engine of analysts reads. */
  ANALYSTS_DATABASE: nonEmpty,
  /** Id of the root organization of this deployment. */
  PROVINCE: z.string().regex(ORGANIZATION_ID),
  /** Subject that is registrar of the province without a stored grant, so that a fresh deployment can be set up. */
  FIRST_REGISTRAR: nonEmpty,
  /** Id of the criteria set that holds where the roster names none; its revision 1. */
  DEFAULT_CRITERIA_SET: nonEmpty,
  ADVANCE_PERIODS_FUNCTION: nonEmpty,
  PUBLISH_EXPORT_FUNCTION: nonEmpty,
  PREVIEW_ADOPTION_FUNCTION: nonEmpty,
  /** ARN of the topic that takes the digests. */
  DIGEST_TOPIC: nonEmpty,
  /** Name of the bus that takes the new items of the attention list. */
  ATTENTION_BUS: nonEmpty,
  /** How long a closing period waits for writes that began before: longer than the write function's timeout. */
  CLOSING_DRAIN_SECONDS: z.coerce.number().int().min(0).max(900),
  /** Added to the real clock, in milliseconds; local runs only. */
  CLOCK_OFFSET_MS: z.coerce.number().int().default(0),
});

export type Environment = z.infer<typeof environment>;

/** Thrown at start: the function was deployed without something that it needs. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/**
 * Reads what `schema` names.
 * @throws EnvironmentError naming every variable that is missing or wrong.
 */
export function readEnvironment<T extends z.ZodType>(
  schema: T,
  source: Readonly<Record<string, string | undefined>> = process.env,
): z.output<T> {
  const parsed = schema.safeParse(source);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new EnvironmentError(
    `The function's environment is incomplete (${faults.join('; ')}). Set it in infra/service-stack.ts.`,
  );
}
