/** What the system tells by itself: to programs that follow it, to auditors, to officers. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stages } from '../../../infra/stages.ts';
import type { AuditAnswer } from '../../../shared/contracts/audit.ts';
import type { ChangeAnswer } from '../../../shared/contracts/changes.ts';
import * as routes from '../../../shared/contracts/routes.ts';
import type { Month } from '../../../shared/domain/period.ts';
import { MONTH, PROVINCE, tree } from '../province.ts';
import { CLIENTS, functionName, OFFICERS, type Road } from './road.ts';

/** The change feed and the audit. */
export function tellingFollowers(road: Road): void {
  const { acknowledged, told, as, registrar, storedRevisions } = road;

  test('the change feed tells every acknowledged revision once, and the last of every scorecard', async () => {
    const analyst = await as('analyst-0');
    const changes: ChangeAnswer[] = [];
    for (let since: string | undefined, more = true; more; ) {
      const query = { organization: PROVINCE, limit: '100', ...(since && { since }) };
      const page = await analyst.need(routes.listChanges, { query });
      changes.push(...page.items);
      ({ next: since, more } = page);
    }
    const meetings = changes.filter(({ kind }) => kind === 'meeting');
    const names = meetings.map(({ organization, key, revision }) => `${organization} ${key} ${revision}`);
    expect(names.toSorted()).toEqual(acknowledged.names);
    const besides = changes.filter(({ kind }) =>
      ['inspection', 'remedy', 'facts', 'schedule'].includes(kind),
    );
    expect(
      besides.map((one) => `${one.kind} ${one.organization} ${one.key} ${one.revision}`).toSorted(),
    ).toEqual(told.names);
    const last = new Map(
      changes.filter(({ kind }) => kind === 'scorecard').map((one) => [one.organization, one.to]),
    );
    for (const { id } of tree) {
      const params = { organization: id, period: MONTH };
      const card = await analyst.need(routes.getScorecard, { params });
      const { status, points, grade, percentOfFull, mixedSheets } = card;
      expect({ id, ...last.get(id) }).toEqual({ id, status, points, grade, percentOfFull, mixedSheets });
    }
  });

  test('the audit names who handed in every revision, and who gave whom access', async () => {
    const client = await registrar();
    const audited: AuditAnswer['items'] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const query = { organization: PROVINCE, limit: '100', ...(cursor && { cursor }) };
      const page = await client.need(routes.listAudit, { query });
      audited.push(...page.items);
      cursor = page.next;
    }
    const meetings = audited.filter(({ kind }) => kind === 'meeting');
    const stored = await storedRevisions();
    expect(
      meetings.map((one) => `${one.organization} ${one.key} ${one.revision} ${one.by}`).toSorted(),
    ).toEqual(
      stored.map((one) => `${one.organization} ${one.key} ${one.revision} ${one.recordedBy}`).toSorted(),
    );
    const besides = (kind: string) => ['inspection', 'remedy', 'facts', 'schedule'].includes(kind);
    expect(
      audited
        .filter(({ kind }) => besides(kind))
        .map((one) => `${one.kind} ${one.organization} ${one.key} ${one.revision}`)
        .toSorted(),
    ).toEqual(told.names);
    expect(audited.filter(({ kind }) => kind === 'review')).toHaveLength(told.reviews);
    const granted = audited.filter(({ kind, by }) => kind === 'grant' && by === stages.local.firstRegistrar);
    expect(granted.map(({ key }) => key).toSorted()).toEqual(
      [
        'analyst-0',
        ...CLIENTS,
        // An entry a role.
        ...OFFICERS.flatMap((subject) => [subject, subject]),
      ].toSorted(),
    );
    expect(audited.filter(({ kind }) => kind === 'organization')).toHaveLength(tree.length);
  });
}

/** Digests and the bus, on a day on which much is overdue. */
export function tellingOfficers(road: Road): void {
  const { as } = road;

  test('officers are told once a day, programs once of each item, of what the list says', async () => {
    const analyst = await as('analyst-0');
    const listOf = async (period: Month) => {
      const query = { period, limit: '100' };
      const list = await analyst.need(routes.listAttention, { params: { organization: PROVINCE }, query });
      expect(list.next).toBeNull();
      return list.items;
    };
    // November has opened by now, and its rows say which remedies are overdue in it.
    const items = [...(await listOf(MONTH)), ...(await listOf('2026-11'))];
    expect(items.map(({ code }) => code)).toContain('overdue');
    const digests = () => road.stack.invoke(functionName('send-digests'), {});
    await Promise.all([digests(), digests()]);
    expect(await digests()).toMatchObject({ DigestsSent: 0 });
    const announced = () => road.stack.invoke(functionName('announce-attention'), {});
    expect(await announced()).toEqual({ ItemsAnnounced: items.length, ItemsAnnouncedBefore: 0 });
    expect(await announced()).toEqual({ ItemsAnnounced: 0, ItemsAnnouncedBefore: items.length });

    const messages = async (ending: string) => {
      const folder = join(road.directory, 'data', 'messages');
      const file = (await readdir(folder)).find((name) => name.endsWith(ending)) ?? '';
      return readFile(join(folder, file), 'utf8');
    };
    const subjects = [...(await messages('.txt')).matchAll(/^--- \S+ Nen Nep: (\S+), 12\/11\/2026$/gm)];
    expect(subjects.map(([, organization]) => organization)).toEqual([PROVINCE]);
    const events = (await messages('.jsonl')).trimEnd().split('\n');
    expect(events.map((line) => JSON.parse(line).detail)).toMatchObject(items);
  });
}
