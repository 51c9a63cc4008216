import { z } from 'zod';
import { DynamoDbError, type DynamoDbWire } from './dynamodb-wire.ts';
import { LocalStackError } from './errors.ts';
import type { Resource } from './template.ts';

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.string() }));
const indexSchema = z.object({
  IndexName: z.string(),
  KeySchema: keySchema,
  Projection: z.record(z.string(), z.unknown()),
});

const tableSchema = z.object({
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.string() })),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z.array(indexSchema).optional(),
  LocalSecondaryIndexes: z.array(indexSchema).optional(),
  StreamSpecification: z.object({ StreamViewType: z.string() }).optional(),
  TimeToLiveSpecification: z.object({ AttributeName: z.string(), Enabled: z.boolean() }).optional(),
});

const describedSchema = z.object({
  Table: z.object({
    KeySchema: keySchema,
    LatestStreamArn: z.string().optional(),
    StreamSpecification: z.object({ StreamEnabled: z.boolean() }).optional(),
    GlobalSecondaryIndexes: z.array(z.object({ IndexName: z.string() })).optional(),
  }),
});

/** What a table gives to `Fn::GetAtt`. `StreamArn` is empty when it has no stream. */
export type Table = { name: string; streamArn: string };

/**
 * Creates a table of the template, or finds it again with its data and adds what the template has gained: an index, a
 * stream, expiry.
 * @throws LocalStackError when the table on disk has another key
 */
export async function ensureTable(wire: DynamoDbWire, resource: Resource): Promise<Table> {
  const name = resource.physicalId;
  const wanted = tableSchema.parse(resource.properties);
  const { TimeToLiveSpecification, StreamSpecification, ...rest } = wanted;
  const stream = StreamSpecification && { StreamEnabled: true, ...StreamSpecification };
  try {
    await wire.call('DynamoDB', 'CreateTable', {
      ...rest,
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      ...(stream && { StreamSpecification: stream }),
    });
  } catch (error) {
    if (!(error instanceof DynamoDbError && error.code === 'ResourceInUseException')) throw error;
    await addWhatIsNew(wire, name, wanted, stream);
  }
  if (TimeToLiveSpecification?.Enabled) await enableExpiry(wire, name, TimeToLiveSpecification);
  return { name, streamArn: (await describe(wire, name)).LatestStreamArn ?? '' };
}

async function describe(wire: DynamoDbWire, name: string): Promise<z.infer<typeof describedSchema>['Table']> {
  return describedSchema.parse(await wire.call('DynamoDB', 'DescribeTable', { TableName: name })).Table;
}

async function addWhatIsNew(
  wire: DynamoDbWire,
  name: string,
  wanted: z.infer<typeof tableSchema>,
  stream: { StreamEnabled: boolean; StreamViewType: string } | undefined,
): Promise<void> {
  const found = await describe(wire, name);
  if (JSON.stringify(found.KeySchema) !== JSON.stringify(wanted.KeySchema))
    throw new LocalStackError({
      vi: `Bảng ${name} đã lưu có khóa khác với bản mẫu; hãy bắt đầu lại: npm start -- --reset`,
      en: `The stored table ${name} has another key than the template; begin afresh: npm start -- --reset`,
    });
  if (stream && !found.StreamSpecification?.StreamEnabled)
    await wire.call('DynamoDB', 'UpdateTable', { TableName: name, StreamSpecification: stream });
  const indexes = new Set(found.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName));
  for (const index of wanted.GlobalSecondaryIndexes ?? [])
    if (!indexes.has(index.IndexName))
      await wire.call('DynamoDB', 'UpdateTable', {
        TableName: name,
        AttributeDefinitions: wanted.AttributeDefinitions,
        GlobalSecondaryIndexUpdates: [{ Create: index }],
      });
}

async function enableExpiry(
  wire: DynamoDbWire,
  name: string,
  specification: { AttributeName: string; Enabled: boolean },
): Promise<void> {
  try {
    await wire.call('DynamoDB', 'UpdateTimeToLive', {
      TableName: name,
      TimeToLiveSpecification: specification,
    });
  } catch (error) {
    // Found again with expiry already on.
    if (!(error instanceof DynamoDbError && error.code === 'ValidationException')) throw error;
  }
}
