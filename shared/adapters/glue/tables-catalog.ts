/** The catalogue on AWS Glue: a partition of a table for each month, or year, whose location is a table's folder of one export. */
import {
  AlreadyExistsException,
  CreatePartitionCommand,
  GetTableCommand,
  GlueClient,
  type GlueClientConfig,
  paginateGetPartitions,
  UpdatePartitionCommand,
} from '@aws-sdk/client-glue';
import type { Period } from '../../domain/period.ts';
import type { TablesCatalog } from '../../ports/tables-catalog.ts';

export type CatalogAccess = {
  readonly client: GlueClient;
  readonly database: string;
  /** Where the exports lie. */
  readonly bucket: string;
};

/** Region, endpoint and credentials come from the environment, as everywhere in AWS. */
export const createGlueClient = (config: GlueClientConfig = {}): GlueClient =>
  new GlueClient({ maxAttempts: 5, ...config });

export function glueTablesCatalog({ client, database, bucket }: CatalogAccess): TablesCatalog {
  const root = `s3://${bucket}/`;
  return {
    async prefixes(table) {
      const found = new Map<Period, string>();
      const pages = paginateGetPartitions(
        { client },
        { DatabaseName: database, TableName: table, ExcludeColumnSchema: true },
      );
      for await (const { Partitions = [] } of pages)
        for (const { Values: [period] = [], StorageDescriptor } of Partitions)
          if (period !== undefined) found.set(period, StorageDescriptor?.Location?.replace(root, '') ?? '');
      return found;
    },
    async point(table, period, prefix) {
      const named = { DatabaseName: database, TableName: table };
      const { Table } = await client.send(new GetTableCommand({ DatabaseName: database, Name: table }));
      // Columns and format are the table's as it is now: a later release may have added columns.
      const StorageDescriptor = { ...Table?.StorageDescriptor, Location: `${root}${prefix}` };
      const PartitionInput = { Values: [period], StorageDescriptor };
      try {
        await client.send(new CreatePartitionCommand({ ...named, PartitionInput }));
      } catch (error) {
        if (!(error instanceof AlreadyExistsException)) throw error;
        await client.send(
          new UpdatePartitionCommand({ ...named, PartitionValueList: [period], PartitionInput }),
        );
      }
    },
  };
}
