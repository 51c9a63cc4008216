import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { glueTablesCatalog } from '../../shared/adapters/glue/tables-catalog.ts';
import { memoryTablesCatalog } from '../../shared/adapters/memory/tables-catalog.ts';
import type { TablesCatalog } from '../../shared/ports/tables-catalog.ts';
import { startCatalog, type TestCatalog } from '../support/glue-server.ts';

function describeCatalogContract(name: string, make: () => TablesCatalog): void {
  describe(`a catalogue (${name})`, () => {
    it('tells where each month of a table was pointed last, and nothing of other tables', async () => {
      const catalog = make();
      expect([...(await catalog.prefixes('scorecards'))]).toEqual([]);
      await catalog.point('scorecards', '2026-09', 'exports/a/1/scorecards/');
      await catalog.point('scorecards', '2026-10', 'exports/b/1/scorecards/');
      await catalog.point('scorecards', '2026-10', 'exports/c/2/scorecards/');
      expect(await catalog.prefixes('scorecards')).toEqual(
        new Map([
          ['2026-09', 'exports/a/1/scorecards/'],
          ['2026-10', 'exports/c/2/scorecards/'],
        ]),
      );
      expect([...(await catalog.prefixes('meetings'))]).toEqual([]);
    });
  });
}

describeCatalogContract('memory', memoryTablesCatalog);

describe('Glue', () => {
  let server: TestCatalog;
  beforeAll(async () => {
    server = await startCatalog();
  });
  afterAll(() => server.stop());
  const access = () => ({ client: server.client, database: 'nennep_test', bucket: 'bucket' });
  describeCatalogContract('Glue', () => glueTablesCatalog(access()));

  it('keeps the columns of the table in its partitions', async () => {
    await glueTablesCatalog(access()).point('plans', '2026-10', 'exports/a/1/plans/');
    expect(await server.partitions('plans')).toMatchObject([
      {
        Values: ['2026-10'],
        StorageDescriptor: {
          Location: 's3://bucket/exports/a/1/plans/',
          Columns: [{ Name: 'organization', Type: 'string' }],
          SerdeInfo: { SerializationLibrary: 'parquet' },
        },
      },
    ]);
  });
});
