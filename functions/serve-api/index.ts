import openApi from '../../docs/openapi.json' with { type: 'json' };
import { systemClock } from '../../shared/runtime/clock.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { env } from './env.ts';
import { createHandler } from './handler.ts';

const settings = readEnvironment(env);

export const handler = createHandler({ openApi, now: systemClock(settings.CLOCK_OFFSET_MS) });
