import { createHash } from 'node:crypto';

/** Where the template believes to be deployed. */
export type Deployment = { region: string; accountId: string };

const NAME_PROPERTIES: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::Events::EventBus': 'Name',
  'AWS::Scheduler::Schedule': 'Name',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::Cognito::UserPoolResourceServer': 'Identifier',
  'AWS::ApiGatewayV2::Stage': 'StageName',
};

/** The property by which a template names a resource of this type itself. */
export const nameProperty = (type: string): string | undefined => NAME_PROPERTIES[type];

/** The name of a resource to which the template gives none: the same every time, within the length that AWS allows. */
export function generatedName(type: string, name: string, { region }: Deployment): string {
  switch (type) {
    case 'AWS::S3::Bucket':
      return shorten(name, 63).toLowerCase();
    case 'AWS::Cognito::UserPool':
      return `${region}_${digest(name, 9)}`;
    case 'AWS::Cognito::UserPoolClient':
      return digest(name, 26);
    case 'AWS::ApiGatewayV2::Api':
      return digest(name, 10);
    default:
      return shorten(name, 64);
  }
}

/** CloudFormation too cuts generated names; the hash keeps what was cut apart. */
function shorten(name: string, limit: number): string {
  return name.length <= limit ? name : `${name.slice(0, limit - 9)}-${digest(name, 8)}`;
}

const digest = (text: string, length: number): string =>
  createHash('sha256').update(text).digest('hex').slice(0, length);

/** The ARN of a resource by its name. */
export function arnOf(type: string, name: string, { region, accountId }: Deployment): string {
  switch (type) {
    case 'AWS::DynamoDB::GlobalTable':
    case 'AWS::DynamoDB::Table':
      return `arn:aws:dynamodb:${region}:${accountId}:table/${name}`;
    case 'AWS::Lambda::Function':
      return `arn:aws:lambda:${region}:${accountId}:function:${name}`;
    case 'AWS::S3::Bucket':
      return `arn:aws:s3:::${name}`;
    case 'AWS::Events::EventBus':
      return `arn:aws:events:${region}:${accountId}:event-bus/${name}`;
    case 'AWS::IAM::Role':
      return `arn:aws:iam::${accountId}:role/${name}`;
    case 'AWS::Logs::LogGroup':
      return `arn:aws:logs:${region}:${accountId}:log-group:${name}:*`;
    default:
      return `arn:aws:${type.split('::')[1]?.toLowerCase()}:${region}:${accountId}:${name}`;
  }
}
