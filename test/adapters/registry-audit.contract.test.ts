import { expect, it } from 'vitest';
import type { AuditNote } from '../../shared/domain/log/audit.ts';
import { BINH_THUAN } from '../domain/criteria/binh-thuan.ts';
import { dutyReport, programme } from '../support/programmes.ts';
import { duty, organizationVersion, periodState } from '../support/records.ts';
import { describeRegistries, type MakeRegistry } from '../support/registries.ts';

const NOW = '2026-10-13T16:00:00.000Z';

const note = (id: string, at = NOW): AuditNote => ({
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
    const change = { versions: [version], guards: [], months: [], order: null };
    expect(await registry.putGrants(grants, note('grants'))).toBe('stored');
    expect(await registry.putGrants(grants, note('lost'))).toBe('lost');
    expect(await registry.putPeriod(periodState({ revision: 1 }), note('period'))).toBe('stored');
    expect(await registry.putPeriod(periodState({ revision: 1 }), note('lost'))).toBe('lost');
    expect(await registry.putVersions({ ...change, audit: note('roster') })).toBe('stored');
    expect(await registry.putVersions({ ...change, audit: note('lost') })).toBe('lost');
    const first = { participants: [], dueDays: [] };
    expect(await registry.putProgramme(programme(), first, note('programme'))).toBe('stored');
    expect(await registry.putProgramme(programme(), first, note('lost'))).toBe('lost');
    expect(await registry.putDuty(duty(), note('duty'))).toBe('stored');
    expect(await registry.putDuty(duty(), note('lost'))).toBe('lost');
    expect(await registry.putDutyReport(dutyReport(), note('report'))).toBe('stored');
    expect(await registry.putDutyReport(dutyReport(), note('lost'))).toBe('lost');
    const published = { set: BINH_THUAN, organization: 'to-1', publishedAt: NOW, publishedBy: 's' };
    expect(await registry.putCriteriaSet(published, note('set'))).toBe('stored');
    expect(await registry.putCriteriaSet(published, note('lost'))).toBe('lost');
    const adoption = { organization: 'to-1', from: '2026-10', criteriaSet: null, revision: 1 } as const;
    const adopted = { ...adoption, adoptedAt: NOW, adoptedBy: 's' };
    expect(await registry.putCriteriaAdoption(adopted, note('adoption'))).toBe('stored');
    expect(await registry.putCriteriaAdoption(adopted, note('lost'))).toBe('lost');
    expect(ids(await registry.audit('2026-10', up))).toEqual([
      ...['adoption', 'duty', 'grants', 'period', 'programme', 'report', 'roster', 'set'],
    ]);
    expect((await registry.grants('s')).revision).toBe(1);
  });
}

describeRegistries('a registry of who did what', describeAuditContract);
