/** Glue on one machine, as far as partitions are pointed and looked up: JSON 1.1 as the SDK speaks it. */
import { createServer } from 'node:http';
import { z } from 'zod';
import { readText } from '../lambda/runtime-api.ts';
import { type Listening, listen } from '../listen.ts';
import { Catalog, type CatalogOptions, GlueError, partitionInput } from './catalog.ts';

const named = { DatabaseName: z.string(), TableName: z.string() };
const requests = {
  GetTable: z.object({ DatabaseName: z.string(), Name: z.string() }),
  GetPartitions: z.strictObject({
    ...named,
    NextToken: z.string().regex(/^\d+$/u).optional(),
    MaxResults: z.number().int().min(1).max(1000).optional(),
    ExcludeColumnSchema: z.boolean().optional(),
  }),
  CreatePartition: z.strictObject({ ...named, PartitionInput: partitionInput }),
  UpdatePartition: z.strictObject({
    ...named,
    PartitionValueList: z.array(z.string()),
    PartitionInput: partitionInput,
  }),
};

/** What Glue gives at most at once when it is not asked for fewer. */
const PAGE = 1000;

async function answer(catalog: Catalog, operation: string, body: unknown): Promise<object> {
  switch (operation) {
    case 'GetTable': {
      const { DatabaseName, Name } = requests.GetTable.parse(body);
      return { Table: { DatabaseName, ...catalog.table(DatabaseName, Name).TableInput } };
    }
    case 'GetPartitions':
      return pageOf(catalog, requests.GetPartitions.parse(body));
    case 'CreatePartition': {
      const { DatabaseName, TableName, PartitionInput } = requests.CreatePartition.parse(body);
      await catalog.create(DatabaseName, TableName, PartitionInput);
      return {};
    }
    case 'UpdatePartition': {
      const { DatabaseName, TableName, PartitionValueList, PartitionInput } =
        requests.UpdatePartition.parse(body);
      await catalog.update(DatabaseName, TableName, PartitionValueList, PartitionInput);
      return {};
    }
    default:
      throw new GlueError('InvalidInputException', `${operation} is not served locally`);
  }
}

function pageOf(catalog: Catalog, asked: z.infer<typeof requests.GetPartitions>): object {
  const all = catalog.partitions(asked.DatabaseName, asked.TableName);
  const from = Number(asked.NextToken ?? 0);
  const to = from + (asked.MaxResults ?? PAGE);
  const Partitions = all.slice(from, to).map(({ StorageDescriptor, ...partition }) => {
    const { Columns, ...rest } = StorageDescriptor ?? {};
    return {
      ...partition,
      DatabaseName: asked.DatabaseName,
      TableName: asked.TableName,
      StorageDescriptor: asked.ExcludeColumnSchema === true ? rest : { ...rest, Columns },
    };
  });
  return { Partitions, ...(to < all.length ? { NextToken: String(to) } : {}) };
}

function refusal(error: unknown): { status: number; body: object } {
  if (error instanceof GlueError)
    return { status: 400, body: { __type: error.code, Message: error.message } };
  if (error instanceof z.ZodError || error instanceof SyntaxError)
    return { status: 400, body: { __type: 'InvalidInputException', Message: error.message } };
  return { status: 500, body: { __type: 'InternalServiceException', Message: String(error) } };
}

/** Starts it; the port is a free one. */
export async function startGlue(options: CatalogOptions): Promise<Listening> {
  const catalog = await Catalog.open(options);
  const server = createServer((request, response) => {
    const operation = String(request.headers['x-amz-target'] ?? '').replace(/^AWSGlue\./u, '');
    readText(request)
      .then(async (text) => ({ status: 200, body: await answer(catalog, operation, JSON.parse(text)) }))
      .catch(refusal)
      .then(({ status, body }) =>
        response
          .writeHead(status, { 'content-type': 'application/x-amz-json-1.1' })
          .end(JSON.stringify(body)),
      );
  });
  return listen(server, 0, 'Glue');
}
