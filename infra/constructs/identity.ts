import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  FeaturePlan,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  StandardThreatProtectionMode,
  UserPool,
  type UserPoolClient,
  UserPoolClientIdentityProvider,
  type UserPoolDomain,
  type UserPoolResourceServer,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { prefixOf, type StageSettings } from '../stages.ts';

/** Identifier of the resource server: goes before every scope, `nennep/read`. */
const RESOURCE_SERVER = 'nennep';

/** What a token may be used for; what its holder may do where, the stored grants say. */
const scopes = {
  submit: 'Hand in meeting records',
  read: 'Read records, scorecards, the roster and periods',
  export: 'Order and download export files',
  register: 'Keep the roster, grants and periods',
  inspect: 'Record inspections, remedies, reviews and duties',
  rule: 'Publish criteria sets and programmes',
} as const;
type Scope = keyof typeof scopes;

export type IdentityProps = Pick<StageSettings, 'name' | 'signInDomainPrefix' | 'signInReturnUrls'>;

/**
 * Who the callers are. People sign in through managed login, so that their tokens carry scopes; machines use
 * client credentials. Nobody can register by themselves.
 */
export class Identity extends Construct {
  readonly userPool: UserPool;
  readonly people: UserPoolClient;
  readonly machine: UserPoolClient;
  readonly domain: UserPoolDomain;
  readonly #server: UserPoolResourceServer;
  readonly #scopes: { readonly [Name in Scope]: ResourceServerScope };

  constructor(scope: Construct, id: string, props: IdentityProps) {
    super(scope, id);
    this.userPool = new UserPool(this, 'UserPool', {
      userPoolName: prefixOf(props),
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 12,
        requireDigits: true,
        requireLowercase: true,
        requireUppercase: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(7),
      },
      featurePlan: FeaturePlan.PLUS,
      standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.domain = this.userPool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: props.signInDomainPrefix },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });

    this.#scopes = {
      submit: scopeOf('submit'),
      read: scopeOf('read'),
      export: scopeOf('export'),
      register: scopeOf('register'),
      inspect: scopeOf('inspect'),
      rule: scopeOf('rule'),
    };
    this.#server = this.userPool.addResourceServer('ResourceServer', {
      identifier: RESOURCE_SERVER,
      userPoolResourceServerName: 'Nền Nếp',
      scopes: Object.values(this.#scopes),
    });

    this.people = this.#client('People', {
      // A page in a browser keeps no secret: authorization code with PKCE.
      generateSecret: false,
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [
          OAuthScope.OPENID,
          ...this.#custom('submit', 'read', 'export', 'register', 'inspect', 'rule'),
        ],
        callbackUrls: [...props.signInReturnUrls],
        logoutUrls: [...props.signInReturnUrls],
      },
      refreshTokenValidity: Duration.hours(12),
    });
    this.machine = this.#client('Machine', {
      generateSecret: true,
      oAuth: { flows: { clientCredentials: true }, scopes: this.#custom('submit', 'read') },
    });

    // The newer managed login shows no page at all without a style.
    new CfnManagedLoginBranding(this, 'Branding', {
      userPoolId: this.userPool.userPoolId,
      clientId: this.people.userPoolClientId,
      useCognitoProvidedValues: true,
    });
  }

  #custom(...names: readonly Scope[]): OAuthScope[] {
    return names.map((name) => OAuthScope.resourceServer(this.#server, this.#scopes[name]));
  }

  #client(id: string, options: Parameters<UserPool['addClient']>[1]): UserPoolClient {
    return this.userPool.addClient(id, {
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      enableTokenRevocation: true,
      preventUserExistenceErrors: true,
      supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
      ...options,
    });
  }
}

const scopeOf = (name: Scope): ResourceServerScope =>
  new ResourceServerScope({ scopeName: name, scopeDescription: scopes[name] });
