/** The system on this machine, on a day of one's own choosing. */
import { type LocalStack, type LocalStackOptions, startLocalStack } from '../../infra/local/stack.ts';
import { SCOPES } from '../../shared/contracts/route.ts';

const DAY_MS = 86_400_000;
const VIETNAM_MS = 7 * 3_600_000;
const EVERY_SCOPE = Object.keys(SCOPES).map((scope) => `nennep/${scope}`);

/** For the functions it is `today` in Vietnam; the hour is this machine's. Schedules come by hand alone. */
export const startStackOn = (
  today: string,
  { environment = {}, ...options }: Pick<LocalStackOptions, 'assemblyDir' | 'dataDir' | 'environment'>,
): Promise<LocalStack> => {
  const here = Math.floor((Date.now() + VIETNAM_MS) / DAY_MS) * DAY_MS;
  const offset = Date.parse(`${today}T00:00:00.000Z`) - here;
  return startLocalStack({
    ...options,
    port: 0,
    environment: { CLOCK_OFFSET_MS: String(offset), ...environment },
    clockSchedules: false,
    asyncRetryDelaysMillis: [500, 1_000],
  });
};

/** Of a client that may ask for everything that its grants allow. */
export const tokenFor = (stack: LocalStack, subject: string): Promise<string> =>
  stack.issueToken({ subject, scopes: EVERY_SCOPE });
