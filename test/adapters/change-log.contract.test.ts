import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import { describe, expect, it } from 'vitest';
import { dynamoChangeLog } from '../../shared/adapters/dynamodb/change-log.ts';
import { registryChange } from '../../shared/adapters/dynamodb/changes.ts';
import { memoryChangeLog } from '../../shared/adapters/memory/change-log.ts';
import type { Change, Logged } from '../../shared/domain/log/change.ts';
import type { ChangeLog } from '../../shared/ports/change-log.ts';
import { createTable, streamChanges } from '../support/dynamodb-local.ts';

const change = (parts: Partial<Change> = {}): Change => ({
  kind: 'meeting',
  organization: 'to-1',
  month: '2026-10',
  key: 'regular',
  revision: 1,
  at: '2026-10-13T16:00:00.000Z',
  by: 'subject-1',
  path: ['tinh', 'huyen', 'to-1'],
  state: { withdrawn: false },
  from: null,
  leftPath: null,
  ...parts,
});

const loggedAs = ({ from: _, leftPath: __, at: ___, by: ____, ...rest }: Change, page: number): Logged => ({
  ...rest,
  page,
});

function describeChangeLogContract(name: string, make: () => Promise<ChangeLog>): void {
  describe(`a change log (${name})`, () => {
    it('is empty at first', async () => {
      const log = await make();
      expect(await log.settled()).toBe(0);
      expect(await log.pages(0, 10)).toEqual([]);
      expect(await log.logged([change()])).toEqual([null]);
    });

    it('gives back its pages', async () => {
      const log = await make();
      const row = change({
        kind: 'scorecard',
        key: '',
        revision: 12,
        by: null,
        state: { status: 'reported', points: 9250, grade: null },
      });
      const first = [change(), change({ revision: 2, from: { withdrawn: false } }), row];
      const second = [
        change({ revision: 3, from: { withdrawn: false }, leftPath: ['tinh', 'huyen-2', 'to-1'] }),
      ];
      expect(await log.append({ page: 0, changes: first })).toBe('stored');
      const writtenAt = '2026-10-14T16:00:00.000Z';
      expect(await log.append({ page: 1, changes: second, writtenAt })).toBe('stored');
      expect(await log.pages(0, 10)).toEqual([
        { page: 0, changes: first },
        { page: 1, changes: second, writtenAt },
      ]);
      expect(await log.pages(0, 1)).toEqual([{ page: 0, changes: first }]);
      expect(await log.pages(1, 1)).toEqual([{ page: 1, changes: second, writtenAt }]);
      expect(await log.pages(2, 5)).toEqual([]);
    });

    it('takes a page once', async () => {
      const log = await make();
      const of = (organization: string) => ({ page: 0, changes: [change({ organization })] });
      expect(await log.append(of('a'))).toBe('stored');
      expect(await log.append(of('b'))).toBe('lost');
      expect(await log.pages(0, 10)).toEqual([of('a')]);
    });

    it('keeps what is last known of each subject, never an older page’s, and never settles less', async () => {
      const log = await make();
      const known = [loggedAs(change({ revision: 2 }), 4), loggedAs(change({ organization: 'to-2' }), 1)];
      await log.settle(known, 5);
      const asked = [change(), change({ organization: 'to-2' }), change({ organization: 'to-3' })];
      expect(await log.logged(asked)).toEqual([...known, null]);
      expect(await log.settled()).toBe(5);
      const later = loggedAs(change({ organization: 'to-2', revision: 7 }), 3);
      await log.settle([loggedAs(change(), 3), later], 4);
      expect(await log.logged(asked)).toEqual([known[0], later, null]);
      expect(await log.settled()).toBe(5);
    });

    it('lets go of old pages, for good, and says where it begins', async () => {
      const log = await make();
      const of = (page: number) => ({ page, changes: [change({ organization: `to-${page}` })] });
      for (let page = 0; page < 5; page += 1) await log.append(of(page));
      expect(await log.first()).toBe(0);
      expect(await log.forget(0)).toBe(0);
      expect(await log.forget(3)).toBe(3);
      expect(await log.first()).toBe(3);
      expect(await log.pages(1, 10)).toEqual([]);
      expect(await log.pages(3, 10)).toEqual([of(3), of(4)]);
      expect(await log.forget(2)).toBe(0);
      expect(await log.first()).toBe(3);
    });

    it('goes on over the end of a partition', async () => {
      const log = await make();
      await pMap(
        Array.from({ length: 1_003 }, (_, page) => page),
        (page) => log.append({ page, changes: [change({ organization: `to-${page}` })] }),
        { concurrency: 16 },
      );
      const read: number[] = [];
      for (let next = 995; ; ) {
        const pages = await log.pages(next, 4);
        if (pages.length === 0) break;
        read.push(...pages.map(({ page }) => page));
        next += pages.length;
      }
      expect(read).toEqual([995, 996, 997, 998, 999, 1_000, 1_001, 1_002]);
    });
  });
}

describeChangeLogContract('memory', async () => memoryChangeLog());
describeChangeLogContract('DynamoDB', async () => dynamoChangeLog(await createTable('registry')));

describe('the change log in Registry', () => {
  it('is passed over by who waits for versions and plan rows', async () => {
    const table = await createTable('registry', { streamed: true });
    const log = dynamoChangeLog(table);
    await log.append({ page: 0, changes: [change()] });
    await log.settle([loggedAs(change(), 0)], 1);
    const types = (await streamChanges(table, registryChange)).map(({ type }) => type);
    expect(types.toSorted()).toEqual(['log-page', 'log-settled', 'log-subject']);
  });

  it('shows nothing behind a page that is missing yet', async () => {
    const table = await createTable('registry');
    const log = dynamoChangeLog(table);
    for (let page = 0; page < 3; page += 1)
      await log.append({ page, changes: [change({ organization: `to-${page}` })] });
    await table.client.send(
      new DeleteCommand({ TableName: table.name, Key: { pk: 'LOG#0', sk: '000000000001' } }),
    );
    expect((await log.pages(0, 10)).map(({ page }) => page)).toEqual([0]);
  });
});
