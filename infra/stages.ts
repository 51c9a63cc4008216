/** What differs between deployments; everything else is the same everywhere. One deployment serves one province. */

export const STAGES = ['local', 'pilot', 'production'] as const;
export type StageName = (typeof STAGES)[number];

export type StageSettings = {
  readonly name: StageName;
  /** Id of the root organization. */
  readonly province: string;
  /**
   * Token subject that is registrar of the province without a stored grant, so that a fresh deployment can be set
   * up; NOBODY until the first person has an account (see docs/deploy.md).
   */
  readonly firstRegistrar: string;
  /** Id of the criteria set (revision 1) that holds where the roster names none. */
  readonly defaultCriteriaSet: string;
  /** Origins of the web pages that may call the API from a browser; exact, without a path. */
  readonly corsOrigins: readonly string[];
  /** Where managed login may send people back to; exact URLs. */
  readonly signInReturnUrls: readonly string[];
  /** Prefix of managed login's domain: unique among all user pools of a region. */
  readonly signInDomainPrefix: string;
  /** Addresses that alarms are sent to; each has to confirm its subscription. */
  readonly alarmEmails: readonly string[];
  /** How long logs are kept; one of the values that CloudWatch Logs knows. */
  readonly logRetentionDays: 7 | 30 | 90 | 400;
  /** Requests per second, steady and for a moment, that the API lets through to all functions together. */
  readonly throttle: { readonly ratePerSecond: number; readonly burst: number };
};

/** No token has this subject: Cognito's are random, and this is not. */
export const NOBODY = '00000000-0000-0000-0000-000000000000';

/**
 * How long a closing period waits for calls that began while it was open: those that hand something in, and those that
 * change what is owed. The waiting is right only while it is longer than any function that answers a call may take.
 */
export const CLOSING_DRAIN_SECONDS = 30;
/** After this long the function that writes records is stopped, whatever it was doing. */
export const WRITE_TIMEOUT_SECONDS = 10;

/** Goes before the names of everything in a deployment that people look for by name. */
export const prefixOf = ({ name }: Pick<StageSettings, 'name'>): string => `nennep-${name}`;

export const stages: { readonly [Name in StageName]: StageSettings } = {
  local: {
    name: 'local',
    province: 'ha-noi',
    firstRegistrar: 'first-registrar',
    defaultCriteriaSet: 'binh-thuan',
    corsOrigins: ['http://localhost:3000', 'http://localhost:5173'],
    signInReturnUrls: ['http://localhost:3000/'],
    signInDomainPrefix: 'nennep-local',
    alarmEmails: [],
    logRetentionDays: 7,
    throttle: { ratePerSecond: 10_000, burst: 5_000 },
  },
  pilot: {
    name: 'pilot',
    province: 'ha-noi',
    firstRegistrar: NOBODY,
    defaultCriteriaSet: 'binh-thuan',
    corsOrigins: ['https://pilot.nennep.example'],
    signInReturnUrls: ['https://pilot.nennep.example/'],
    signInDomainPrefix: 'nennep-pilot',
    alarmEmails: [],
    logRetentionDays: 30,
    throttle: { ratePerSecond: 200, burst: 400 },
  },
  production: {
    name: 'production',
    province: 'ha-noi',
    firstRegistrar: NOBODY,
    defaultCriteriaSet: 'binh-thuan',
    corsOrigins: ['https://nennep.example'],
    signInReturnUrls: ['https://nennep.example/'],
    signInDomainPrefix: 'nennep-production',
    alarmEmails: [],
    logRetentionDays: 400,
    throttle: { ratePerSecond: 1_000, burst: 2_000 },
  },
};
