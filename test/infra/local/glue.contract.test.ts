/** What the local Glue answers to the SDK: the cases that the product meets, under the names of the real one. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreatePartitionCommand,
  DeleteTableCommand,
  GetPartitionsCommand,
  GetTableCommand,
  paginateGetPartitions,
  UpdatePartitionCommand,
} from '@aws-sdk/client-glue';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startCatalog, type TestCatalog } from '../../support/glue-server.ts';

const named = { DatabaseName: 'nennep_test', TableName: 'scorecards' };
const partition = (month: string, Location = `s3://bucket/${month}/`) => ({
  Values: [month],
  StorageDescriptor: { Location, Columns: [{ Name: 'organization', Type: 'string' }] },
});

let directory: string;
let server: TestCatalog;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'glue-'));
  server = await startCatalog(join(directory, 'glue.json'));
});
afterEach(async () => {
  await server.stop();
  await rm(directory, { recursive: true });
});

const create = (month: string) =>
  server.client.send(new CreatePartitionCommand({ ...named, PartitionInput: partition(month) }));
const update = (month: string, input: ReturnType<typeof partition>) =>
  server.client.send(
    new UpdatePartitionCommand({ ...named, PartitionValueList: [month], PartitionInput: input }),
  );

it('keeps partitions over a restart', async () => {
  await Promise.all([create('2026-09'), create('2026-10'), create('2026-11')]);
  await update('2026-10', partition('2026-10', 's3://bucket/elsewhere/'));
  await server.stop();
  server = await startCatalog(join(directory, 'glue.json'));
  expect((await server.partitions('scorecards')).map((one) => one.StorageDescriptor?.Location)).toEqual([
    's3://bucket/2026-09/',
    's3://bucket/elsewhere/',
    's3://bucket/2026-11/',
  ]);
});

it('refuses to create what is there, and to change what is not', async () => {
  await create('2026-10');
  await expect(create('2026-10')).rejects.toMatchObject({ name: 'AlreadyExistsException' });
  await expect(update('2026-11', partition('2026-11'))).rejects.toMatchObject({
    name: 'EntityNotFoundException',
  });
});

it('knows the tables of the template alone, and the number of their keys', async () => {
  const unknown = { DatabaseName: 'nennep_test', Name: 'members' };
  await expect(server.client.send(new GetTableCommand(unknown))).rejects.toMatchObject({
    name: 'EntityNotFoundException',
  });
  await expect(
    server.client.send(
      new CreatePartitionCommand({ ...named, PartitionInput: { Values: ['2026-10', 'cell'] } }),
    ),
  ).rejects.toMatchObject({ name: 'InvalidInputException' });
  const { Table } = await server.client.send(new GetTableCommand({ ...unknown, Name: 'scorecards' }));
  expect(Table).toMatchObject({ Name: 'scorecards', StorageDescriptor: { Location: expect.any(String) } });
});

it('gives partitions page by page, without their columns if they are not wanted', async () => {
  for (const month of ['2026-08', '2026-09', '2026-10']) await create(month);
  const pages = [];
  const pager = { client: server.client, pageSize: 2 };
  for await (const page of paginateGetPartitions(pager, { ...named, ExcludeColumnSchema: true }))
    pages.push(
      page.Partitions?.map(({ Values, StorageDescriptor }) => [Values?.[0], StorageDescriptor?.Columns]),
    );
  expect(pages).toEqual([
    [
      ['2026-08', undefined],
      ['2026-09', undefined],
    ],
    [['2026-10', undefined]],
  ]);
});

it('says so when it is asked for more than it can do', async () => {
  const filtered = new GetPartitionsCommand({ ...named, Expression: "month = '2026-10'" });
  await expect(server.client.send(filtered)).rejects.toMatchObject({ name: 'InvalidInputException' });
  const other = new DeleteTableCommand({ DatabaseName: 'nennep_test', Name: 'scorecards' });
  await expect(server.client.send(other)).rejects.toMatchObject({ name: 'InvalidInputException' });
});
