import { expect, it } from 'vitest';
import type { AuditNote } from '../../shared/domain/audit.ts';
import { organizationVersion, periodState } from '../support/records.ts';
import { describeRegistries, type MakeRegistry } from '../support/registries.ts';

const note = (id: string, at = '2026-10-13T16:00:00.000Z'): AuditNote => ({
  at,
  by: 'subject-1',
  id,
  entries: [
    {
      ...{
        kind: 'organization',
        organization: 'to-1',
        path: ['tinh', 'to-1'],
        leftPath: ['tinh', 'cu', 'to-1'],
      },
      ...{
        month: '2026-10',
        key: null,
        revision: 2,
        from: { closed: false, members: 3 },
        to: { closed: true },
      },
    },
    {
      ...{ kind: 'download', organization: 'tinh', path: ['tinh'], leftPath: null },
      ...{ month: null, key: 'a/b.csv', revision: null, from: null, to: null },
    },
  ],
});

function describeAuditContract(make: MakeRegistry): void {
  const ids = (notes: readonly AuditNote[]) => notes.map(({ id }) => id);
  const up = { bound: '2', newestFirst: false, limit: 10 };
  const down = { bound: '9', newestFirst: true, limit: 10 };

  it('gives notes back by month and time, from a position on, both ways', async () => {
    const { registry } = await make();
    const first = note('a', '2026-09-30T17:00:00.000Z');
    const notes = [first, note('a'), note('b'), note('c', '2026-10-31T16:59:59.999Z')];
    for (const one of [...notes, note('d', '2026-10-31T17:00:00.000Z')]) await registry.putAudit(one);
    expect(await registry.audit('2026-10', up)).toEqual(notes);
    expect(await registry.audit('2026-10', down)).toEqual(notes.toReversed());
    expect(ids(await registry.audit('2026-11', up))).toEqual(['d']);
    const bound = '2026-10-13T16:00:00.000Z#b';
    expect(ids(await registry.audit('2026-10', { ...up, bound }))).toEqual(['b', 'c']);
    expect(ids(await registry.audit('2026-10', { ...down, bound, limit: 2 }))).toEqual(['b', 'a']);
    expect(await registry.audit('2026-12', up)).toEqual([]);
  });

  it('keeps the first of the same act', async () => {
    const { registry } = await make();
    await registry.putAudit(note('a'));
    await registry.putAudit({ ...note('a'), by: 'somebody else' });
    expect(await registry.audit('2026-10', up)).toEqual([note('a')]);
  });

  it('is written with what it tells of, and not at all where that was lost', async () => {
    const { registry } = await make();
    const grants = { subject: 's', grants: [], revision: 1 };
    const version = organizationVersion();
    const change = { versions: [version], guards: [], order: null };
    const reopening = { month: '2026-10', organization: 'to-1', until: 't', reason: 'r' } as const;
    expect(await registry.putGrants(grants, note('grants'))).toBe('stored');
    expect(await registry.putGrants(grants, note('lost'))).toBe('lost');
    expect(await registry.putPeriod(periodState({ revision: 1 }), note('period'))).toBe('stored');
    expect(await registry.putPeriod(periodState({ revision: 1 }), note('lost'))).toBe('lost');
    expect(await registry.putVersions({ ...change, audit: note('roster') })).toBe('stored');
    expect(await registry.putVersions({ ...change, audit: note('lost') })).toBe('lost');
    await registry.putReopening({ ...reopening, reopenedAt: 't', reopenedBy: 's' }, note('reopening'));
    expect(ids(await registry.audit('2026-10', up))).toEqual(['grants', 'period', 'reopening', 'roster']);
    expect((await registry.grants('s')).revision).toBe(1);
  });
}

describeRegistries('a registry of who did what', describeAuditContract);
