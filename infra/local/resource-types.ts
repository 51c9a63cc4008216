/** Types that the local stack runs. */
const RUN: readonly string[] = [
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Authorizer',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::Cognito::UserPool',
  'AWS::Cognito::UserPoolClient',
  'AWS::Cognito::UserPoolDomain',
  'AWS::Cognito::UserPoolResourceServer',
  'AWS::DynamoDB::GlobalTable',
  'AWS::DynamoDB::Table',
  'AWS::Events::EventBus',
  'AWS::Glue::Database',
  'AWS::Glue::Table',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::S3::Bucket',
  'AWS::SNS::Topic',
  'AWS::Scheduler::Schedule',
];

/** Types that say who may do what, or watch: nothing of them runs on one machine. A trailing `*` stands for the rest. */
const WITHOUT_EFFECT: readonly string[] = [
  'AWS::Athena::WorkGroup',
  'AWS::CDK::Metadata',
  'AWS::CloudWatch::*',
  'AWS::Cognito::ManagedLoginBranding',
  'AWS::Events::Archive',
  'AWS::IAM::*',
  'AWS::KMS::*',
  'AWS::Lambda::Permission',
  'AWS::Logs::*',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::*',
  'AWS::SSM::*',
  'AWS::Scheduler::ScheduleGroup',
];

const covers = (pattern: string, type: string): boolean =>
  pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : pattern === type;

/** Those of these resource types that the local stack has never heard of. */
export const unknownTypes = (types: readonly string[]): string[] =>
  types.filter((type) => ![...RUN, ...WITHOUT_EFFECT].some((pattern) => covers(pattern, type)));
