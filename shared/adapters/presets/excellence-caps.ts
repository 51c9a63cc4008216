/** The caps on excellent organizations that come with the project; the first is used unless another is asked for. */
import * as z from 'zod';
import type { NamedCap } from '../../domain/scorecards/classification.ts';
import caps from '../../presets/excellence-caps.json' with { type: 'json' };

const bilingual = z.strictObject({ vi: z.string().min(1), en: z.string().min(1) });

const schema = z
  .array(
    z.strictObject({
      id: z.string().regex(/^[a-z0-9-]{1,40}$/),
      title: bilingual,
      source: bilingual,
      share: z.int().min(0).max(10_000),
      of: z.enum(['tot', 'tot-or-better']),
    }),
  )
  .min(1);

/** @throws ZodError for a malformed one */
export const excellenceCaps = (): readonly NamedCap[] => schema.parse(caps);
