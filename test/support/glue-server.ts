/** A catalogue of a test's own on the local Glue, with every exported table. */
import { GetPartitionsCommand, type GlueClient, type Partition } from '@aws-sdk/client-glue';
import { startGlue } from '../../infra/local/glue/server.ts';
import { createGlueClient } from '../../shared/adapters/glue/tables-catalog.ts';
import { EXPORTED_TABLES } from '../../shared/domain/exports/export-names.ts';
import { LOCAL_CREDENTIALS } from './local-credentials.ts';

const { region, ...credentials } = LOCAL_CREDENTIALS;

/** As the template says it of each table. */
const definitions = EXPORTED_TABLES.map((Name) => ({
  DatabaseName: 'nennep_test',
  TableInput: {
    Name,
    PartitionKeys: [{ Name: 'month', Type: 'string' }],
    StorageDescriptor: {
      Location: `s3://bucket/tables/${Name}/`,
      Columns: [{ Name: 'organization', Type: 'string' }],
      SerdeInfo: { SerializationLibrary: 'parquet' },
    },
  },
}));

export type TestCatalog = {
  readonly client: GlueClient;
  partitions(table: string): Promise<Partition[]>;
  stop(): Promise<void>;
};

/** @param file where partitions are kept; null keeps them in memory */
export async function startCatalog(file: string | null = null): Promise<TestCatalog> {
  const server = await startGlue({ tables: definitions, file });
  const client = createGlueClient({ endpoint: server.url, region, credentials, maxAttempts: 1 });
  return {
    client,
    async partitions(table) {
      const asked = new GetPartitionsCommand({ DatabaseName: 'nennep_test', TableName: table });
      return (await client.send(asked)).Partitions ?? [];
    },
    async stop() {
      client.destroy();
      await server.stop();
    },
  };
}
