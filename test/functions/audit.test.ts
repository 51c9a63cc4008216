/** Who did what: by time, both ways, page by page, for those above it at the time, without a word that anybody wrote. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler as createGrants } from '../../functions/keep-grants/handler.ts';
import { createHandler } from '../../functions/read-log/handler.ts';
import { memoryChangeLog } from '../../shared/adapters/memory/change-log.ts';
import type { AuditNote } from '../../shared/domain/log/audit.ts';
import { logChanges } from '../../shared/jobs/log-changes.ts';
import { LogTail } from '../../shared/jobs/log-tail.ts';
import type { ApiFunction } from '../../shared/runtime/api-handler.ts';
import { type ApiWorld, apiWorld, call, MONTH, NOW, PROVINCE } from '../support/api-world.ts';
import { meetingRecord, meetingRevision, withdrawal } from '../support/records.ts';

let world: ApiWorld;
let handler: ApiFunction;
let registrar: string;

beforeEach(async () => {
  world = await apiWorld();
  handler = createHandler({ ...world, log: memoryChangeLog() });
  registrar = await world.grant('registrar', PROVINCE);
});

const get = (subject: string, organization: string, query = '') =>
  call(handler, 'GET', `/audit?organization=${organization}${query}`, { subject });

const download = (
  id: string,
  at: string,
  path: readonly string[],
  leftPath: string[] | null = null,
): AuditNote => ({
  at,
  by: 'somebody',
  id,
  entries: [
    {
      ...{ kind: 'download', organization: path.at(-1) ?? '', path, leftPath, month: null },
      ...{ key: id, revision: null, from: null, to: { done: true } },
    },
  ],
});

async function keys(subject: string, organization: string, query = '', limit = 100): Promise<string[]> {
  const found: string[] = [];
  for (let cursor = ''; ; ) {
    const { status, body } = await get(subject, organization, `${query}&limit=${limit}${cursor}`);
    expect(status).toBe(200);
    found.push(...body.items.map(({ key }: { key: string }) => key));
    if (body.next === null) return found;
    cursor = `&cursor=${body.next}`;
  }
}

describe('the audit', () => {
  it('goes through the months both ways, whatever the pages', async () => {
    const at = ['2025-12-31T17:00:00.000Z', '2026-03-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z', NOW];
    for (const [i, instant] of at.entries())
      await world.registry.putAudit(download(`d${i}`, instant, [PROVINCE]));
    for (const limit of [1, 2, 100]) {
      expect(await keys(registrar, PROVINCE, '', limit)).toEqual(['d3', 'd2', 'd1', 'd0']);
      expect(await keys(registrar, PROVINCE, '&sort=oldest', limit)).toEqual(['d0', 'd1', 'd2', 'd3']);
      const between = '&from=2026-01-01T00:00:00.000Z&to=2026-11-05T02:00:00.000Z';
      expect(await keys(registrar, PROVINCE, between, limit)).toEqual(['d2', 'd1']);
      expect(await keys(registrar, PROVINCE, `${between}&sort=oldest`, limit)).toEqual(['d1', 'd2']);
    }
  });

  it('reads on over more notes than one query brings', async () => {
    for (let i = 0; i < 250; i += 1)
      await world.registry.putAudit(download(`d${String(i).padStart(3, '0')}`, NOW, [PROVINCE]));
    const found = await keys(registrar, PROVINCE, '&sort=oldest', 70);
    expect(found).toHaveLength(250);
    expect(found).toEqual([...found].sort());
    expect(await keys(registrar, PROVINCE, '', 70)).toEqual(found.toReversed());
  });

  it('shows what happened in the subtree at the time, and to former parents only that it left', async () => {
    const officer = await world.grant('officer', 'huyen-b');
    const moved = [PROVINCE, 'huyen-e', 'cb-1'];
    await world.registry.putAudit(
      download('before', '2026-10-01T00:00:00.000Z', [PROVINCE, 'huyen-b', 'cb-1']),
    );
    await world.registry.putAudit(
      download('move', '2026-10-02T00:00:00.000Z', moved, [PROVINCE, 'huyen-b', 'cb-1']),
    );
    await world.registry.putAudit(download('after', '2026-10-03T00:00:00.000Z', moved));
    await world.registry.putAudit(download('beside', '2026-10-04T00:00:00.000Z', [PROVINCE, 'huyen-b1']));
    const { body } = await get(officer, 'huyen-b');
    expect(body.items).toMatchObject([
      { key: 'move', left: true, to: null },
      { key: 'before', left: false, to: { done: true } },
    ]);
    expect(await keys(await world.grant('officer', 'huyen-e'), 'huyen-e')).toEqual(['after', 'move']);
    expect((await get(officer, PROVINCE)).status).toBe(404);
    expect((await get(await world.grant('analyst', PROVINCE), PROVINCE)).status).toBe(404);
  });

  it('says of records what changed, in numbers and flags alone', async () => {
    const record = meetingRecord({ members: { present: 19, absentExcused: 3 } });
    const organization = 'cb-1';
    const first = meetingRevision({
      organization,
      record: { ...record, note: 'Trần Văn A vắng', theme: 'Đất đai' },
    });
    const amended = { ...record, members: { ...record.members, present: 18, absentExcused: 4 } };
    await world.events.append(first);
    await world.events.append(
      meetingRevision({ organization, revision: 2, record: amended, reason: 'Nhầm tên B' }),
    );
    await world.events.append(withdrawal({ organization, revision: 3, reason: 'Ông C báo lại' }));
    const deps = { ...world, tail: new LogTail(memoryChangeLog()) };
    await world.fold(MONTH);
    const changes = world.takeRowChanges();
    await logChanges(deps, changes);
    await logChanges({ ...deps, tail: new LogTail(memoryChangeLog()) }, changes);
    const { body } = await get(registrar, PROVINCE);
    expect(body.items).toHaveLength(3);
    expect(body.items[1]).toEqual({
      at: '2026-10-13T16:00:00.000Z',
      by: 'subject-1',
      kind: 'meeting',
      organization,
      period: MONTH,
      key: 'regular',
      revision: 2,
      from: { 'record.members.present': 19, 'record.members.absentExcused': 3 },
      to: { 'record.members.present': 18, 'record.members.absentExcused': 4 },
      left: false,
    });
    expect(body.items[0].to).toMatchObject({ withdrawn: true, 'record.members.present': null });
    expect(JSON.stringify(body)).not.toMatch(/Trần|Đất|Nhầm|Ông/);
  });

  it('says of grants who took and gave what', async () => {
    const keep = createGrants(world);
    const put = (...grants: object[]) =>
      call(keep, 'PUT', '/grants/someone', { subject: registrar, body: { grants } });
    const officer = { organization: 'huyen-b', role: 'officer', from: '2026-01-01', until: null };
    await put(officer);
    await put(officer);
    await put({ ...officer, until: '2026-12-31' });
    const { body } = await get(await world.grant('officer', 'huyen-b'), 'huyen-b', '&sort=oldest');
    const { organization: _, ...given } = officer;
    expect(body.items).toMatchObject([
      { kind: 'grant', by: registrar, key: 'someone', revision: 1, from: null, to: given },
      { kind: 'grant', revision: 2, from: given, to: null },
      { kind: 'grant', revision: 2, from: null, to: { ...given, until: '2026-12-31' } },
    ]);
  });
});
