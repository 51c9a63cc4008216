import { isObject, type JsonObject } from '../json.ts';
import type { Resource } from '../template.ts';

type Described = Pick<Resource, 'logicalId' | 'type' | 'physicalId' | 'properties'>;

export type UserPoolClient = {
  readonly clientId: string;
  readonly clientName: string;
  /** Scopes that a token of this client may carry. */
  readonly scopes: readonly string[];
  /** May it ask for tokens in its own name (grant `client_credentials`)? */
  readonly machine: boolean;
  readonly accessTokenSeconds: number;
};

export type UserPool = {
  readonly poolId: string;
  /** The `iss` of its tokens; the same string as in the template's JWT authorizer. */
  readonly issuer: string;
  readonly clients: readonly UserPoolClient[];
};

const SECONDS = new Map([
  ['seconds', 1],
  ['minutes', 60],
  ['hours', 3_600],
  ['days', 86_400],
]);

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function text(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

/** Cognito's default: 60 minutes; a number without a unit counts hours. */
function accessTokenSeconds(properties: JsonObject): number {
  const validity = Number(properties.AccessTokenValidity ?? 0);
  if (!(validity > 0)) {
    return 3_600;
  }
  const units = properties.TokenValidityUnits;
  const unit = isObject(units) ? text(units.AccessToken, 'hours') : 'hours';
  return validity * (SECONDS.get(unit) ?? 3_600);
}

function clientOf(resource: Described): UserPoolClient {
  const { properties } = resource;
  return {
    clientId: resource.physicalId,
    clientName: text(properties.ClientName, resource.logicalId),
    scopes: strings(properties.AllowedOAuthScopes),
    machine: strings(properties.AllowedOAuthFlows).includes('client_credentials'),
    accessTokenSeconds: accessTokenSeconds(properties),
  };
}

/** The issuer URL that Cognito gives a user pool, and `Fn::GetAtt UserPool.ProviderURL` with it. */
export function userPoolIssuer(region: string, poolId: string): string {
  return `https://cognito-idp.${region}.amazonaws.com/${poolId}`;
}

/** The user pools of a template with the clients that belong to them. */
export function describeUserPools(resources: readonly Described[], region: string): UserPool[] {
  const clients = resources.filter(({ type }) => type === 'AWS::Cognito::UserPoolClient');
  return resources
    .filter(({ type }) => type === 'AWS::Cognito::UserPool')
    .map(({ physicalId }) => ({
      poolId: physicalId,
      issuer: userPoolIssuer(region, physicalId),
      clients: clients.filter(({ properties }) => properties.UserPoolId === physicalId).map(clientOf),
    }));
}
