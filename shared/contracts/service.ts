import * as z from 'zod';
import { instant } from './primitives.ts';

export const health = z
  .strictObject({
    status: z.literal('ok'),
    now: instant.meta({ description: 'The time that this deployment goes by' }),
  })
  .meta({ id: 'Health' });
