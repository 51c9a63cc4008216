import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CorsHttpMethod,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Route } from '../../shared/contracts/route.ts';
import type { StageSettings } from '../stages.ts';
import type { Alarms } from './alarms.ts';
import type { ServiceFunction } from './service-function.ts';

/** What the infrastructure needs to know of a route of the contract. */
export type ApiRoute = Pick<Route, 'method' | 'path' | 'scope' | 'function'>;

export type ServiceApiProps = {
  readonly prefix: string;
  readonly routes: readonly ApiRoute[];
  /** Throws for a name that is none of the deployment's functions. */
  readonly functionOf: (name: string) => ServiceFunction;
  readonly issuer: string;
  /** Client ids whose tokens are taken. */
  readonly audience: readonly string[];
  readonly settings: StageSettings;
  readonly alarms: Alarms;
};

/** The HTTP API: each route of the contract, its function and the scope it asks for. */
export class ServiceApi extends Construct {
  readonly api: HttpApi;
  readonly stage: HttpStage;

  constructor(scope: Construct, id: string, props: ServiceApiProps) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', {
      apiName: props.prefix,
      description: 'Nền Nếp',
      createDefaultStage: false,
      corsPreflight: {
        allowOrigins: [...props.settings.corsOrigins],
        allowMethods: [CorsHttpMethod.GET, CorsHttpMethod.PUT, CorsHttpMethod.POST, CorsHttpMethod.DELETE],
        allowHeaders: ['authorization', 'content-type', 'accept-language', 'if-match', 'if-none-match'],
        exposeHeaders: ['etag', 'location', 'content-language', 'retry-after', 'allow'],
        maxAge: Duration.hours(1),
      },
    });
    this.stage = this.#stage(props);
    this.#addRoutes(props);

    props.alarms.add('api-errors', {
      metric: this.stage.metricServerError({ period: Duration.minutes(5), statistic: 'sum' }),
      threshold: 5,
      impact:
        'Calls of the API end in an error that is not the caller’s; what was sent may have to be sent again.',
      runbook: 'the-api-answers-with-errors',
    });
    props.alarms.add('api-slow', {
      metric: this.stage.metricLatency({ period: Duration.minutes(5), statistic: 'p99' }),
      threshold: Duration.seconds(5).toMilliseconds(),
      periods: 3,
      impact:
        'One call in a hundred takes more than 5 seconds; people on bad connections will give up and send again.',
      runbook: 'the-api-is-slow',
    });
  }

  #stage({ prefix, settings }: ServiceApiProps): HttpStage {
    const logs = new LogGroup(this, 'AccessLogs', {
      logGroupName: `/aws/apigateway/${prefix}`,
      retention: settings.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    return new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: settings.throttle.ratePerSecond, burstLimit: settings.throttle.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(logs),
        // No address, no subject: the functions log who did what, and only where it matters.
        format: AccessLogFormat.custom(
          JSON.stringify({
            requestId: '$context.requestId',
            at: '$context.requestTime',
            route: '$context.routeKey',
            status: '$context.status',
            bytes: '$context.responseLength',
            milliseconds: '$context.responseLatency',
            refusal: '$context.authorizer.error',
            integrationError: '$context.integrationErrorMessage',
          }),
        ),
      },
    });
  }

  #addRoutes({ routes, functionOf, issuer, audience }: ServiceApiProps): void {
    const tokens = new HttpJwtAuthorizer('Tokens', issuer, { jwtAudience: [...audience] });
    const open = new HttpNoneAuthorizer();
    const integrations = new Map<string, HttpLambdaIntegration>();
    for (const route of routes) {
      const answering = functionOf(route.function);
      const integration =
        integrations.get(route.function) ?? new HttpLambdaIntegration(answering.name, answering.lambda);
      integrations.set(route.function, integration);
      const created = new HttpRoute(this, `${route.method} ${route.path}`, {
        httpApi: this.api,
        routeKey:
          route.path === '$default' ? HttpRouteKey.DEFAULT : HttpRouteKey.with(route.path, methodOf(route)),
        integration,
        authorizer: route.scope === null ? open : tokens,
        ...(route.scope === null ? {} : { authorizationScopes: [`nennep/${route.scope}`] }),
      });
      if (route.scope === null)
        Validations.of(created).acknowledge({
          id: 'AwsSolutions-APIG4',
          reason:
            'Health, documentation and the answer to unknown paths are for everybody, and read no store.',
        });
    }
  }
}

function methodOf(route: ApiRoute): HttpMethod {
  const method = Object.values(HttpMethod).find((known) => known === route.method);
  if (method === undefined) throw new Error(`Route ${route.path}: ${route.method} is no method of HTTP`);
  return method;
}
