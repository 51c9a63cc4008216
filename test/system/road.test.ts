/**
 * The whole road on the synthesized template: several clients at once, consumers killed under way, a restart, the
 * due date, the close; and every figure of every level held against a recount that shares no code with the folds.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pMap from 'p-map';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LocalStack } from '../../infra/local/stack.ts';
import { stages } from '../../infra/stages.ts';
import { synthesize } from '../../infra/synthesize.ts';
import { verifyExport } from '../../infra/verify-export/verify.ts';
import { createGlueClient, glueTablesCatalog } from '../../shared/adapters/glue/tables-catalog.ts';
import type { AuditAnswer } from '../../shared/contracts/audit.ts';
import type { ChangeAnswer } from '../../shared/contracts/changes.ts';
import { type Client, createClient } from '../../shared/contracts/client.ts';
import * as routes from '../../shared/contracts/routes.ts';
import type { Month } from '../../shared/domain/period.ts';
import type { Role } from '../../shared/domain/roster/access.ts';
import { recount } from '../support/recount.ts';
import { SeededRandom } from '../support/seeded-random.ts';
import { startStackOn, tokenFor } from '../support/stack-on.ts';
import { binhThuanInWords } from './binh-thuan-in-words.ts';
import { Acknowledged, actOnce, actor, type Meeting, plainBody } from './clients.ts';
import { actAsOfficer } from './officers.ts';
import { DUTIES, MONTH, meetingCells, organizationBody, PROVINCE, plansOf, tree } from './province.ts';
import {
  type BesidesMeetings,
  factsEvent,
  inspectionEvent,
  meetingEvents,
  remedyEvent,
  scheduleEvent,
  Told,
} from './told.ts';

const CLIENTS = 4;
const ACTIONS_EACH = 45;
const OFFICERS = 2;
/** Inspections, remedies, reviews, plans and facts of each officer. */
const OFFICERS_ACTIONS = 60;
const CONSUMERS = ['score-organizations', 'roll-up', 'log-changes'] as const;
/** Printed with a failure; set it to run the same choices again (their interleaving is the machine's own). */
const SEED = Number(process.env.ROAD_SEED ?? Date.now() % 1_000_000);

const functionName = (name: string) => `nennep-local-${name}`;

describe(`the whole road (ROAD_SEED=${SEED})`, () => {
  const acknowledged = new Acknowledged();
  const told = new Told();
  let directory: string;
  let assemblyDir: string;
  let stack: LocalStack;

  const startAt = (today: string) => startStackOn(today, { assemblyDir, dataDir: join(directory, 'data') });

  const as = async (subject: string): Promise<Client> =>
    createClient({ baseUrl: stack.baseUrl, token: await tokenFor(stack, subject) });
  const registrar = () => as(stages.local.firstRegistrar);

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'road-'));
    assemblyDir = await synthesize({ stage: 'local', outdir: join(directory, 'cdk.out') });
    stack = await startAt('2026-11-05');
  });
  afterAll(async () => {
    await stack?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  /** All stored revisions, as the API tells them. */
  async function storedRevisions(): Promise<Meeting[]> {
    const client = await as('client-0');
    const ofCell = async (organization: string): Promise<Meeting[]> => {
      const params = { organization, period: MONTH };
      const { items } = await client.need(routes.listMeetings, { params, query: { limit: '100' } });
      const lists = items.map(({ key }) =>
        client.need(routes.listMeetingRevisions, { params: { ...params, key }, query: { limit: '100' } }),
      );
      const revisions = await Promise.all(lists);
      for (const list of revisions) expect(list.next, 'more revisions than one page').toBeNull();
      return revisions.flatMap((list) => list.items);
    };
    return (await pMap(meetingCells, ofCell, { concurrency: 8 })).flat();
  }

  /** Holds every organization's scorecard of a month against the recount of all that was told up to it. */
  async function expectFigures(
    stored: readonly Meeting[],
    duePassed: boolean,
    month: Month = MONTH,
  ): Promise<void> {
    const analyst = await as('analyst-0');
    const events = [...stored.flatMap(meetingEvents), ...told.events];
    const plans = [...(month === MONTH ? [] : plansOf(MONTH, true)), ...plansOf(month, duePassed)];
    const expected = recount(events, plans, binhThuanInWords);
    const cards = await pMap(
      tree,
      ({ id }) => analyst.need(routes.getScorecard, { params: { organization: id, period: month } }),
      { concurrency: 8 },
    );
    for (const card of cards) {
      const { points, grade, status, measures, parent } = card;
      const counted = expected.get(`${card.organization} ${month}`);
      expect({ id: card.organization, points, grade, status, measures, parent }).toEqual({
        id: card.organization,
        points: counted?.points,
        grade: counted?.grade,
        status: counted?.status,
        measures: counted?.measures,
        parent: counted?.parent,
      });
    }
  }

  test('the roster, the grants and the period go in through the API', async () => {
    const client = await registrar();
    for (const node of tree)
      await client.need(routes.putOrganization, {
        params: { organization: node.id },
        body: organizationBody(node),
      });
    const give = (subject: string, ...roles: Role[]) =>
      client.need(routes.putGrants, {
        params: { subject },
        body: { grants: roles.map((role) => ({ organization: PROVINCE, role, from: '2026-01-01' })) },
      });
    for (let i = 0; i < CLIENTS; i += 1) await give(`client-${i}`, 'client');
    await give('analyst-0', 'analyst');
    for (let i = 0; i < OFFICERS; i += 1) await give(`officer-${i}`, 'officer', 'client');
    await client.need(routes.postOpening, { params: { period: MONTH } });
    await expect
      .poll(async () => (await client.need(routes.getPeriod, { params: { period: MONTH } })).status, {
        timeout: 30_000,
      })
      .toBe('open');
    const officer = await as('officer-0');
    for (const { id, ...duty } of DUTIES)
      await officer.need(routes.putDuty, { params: { duty: id }, body: { ...duty, from: MONTH } });
    await stack.drained();
    await expectFigures([], false);
  });

  test('clients and officers send, repeat, amend and withdraw at once while consumers are killed', async () => {
    let done = false;
    const killer = async () => {
      const random = new SeededRandom(SEED);
      let killed = 0;
      while (!done) {
        await pause(100 + random.int(300));
        killed += stack.killFunction(functionName(random.pick(CONSUMERS)));
      }
      return killed;
    };
    const play = async (i: number) => {
      const token = await stack.issueToken({
        subject: `client-${i}`,
        scopes: ['nennep/submit', 'nennep/read'],
      });
      const player = actor(stack.baseUrl, token, new SeededRandom(SEED * 10 + i), acknowledged);
      for (let n = 0; n < ACTIONS_EACH; n += 1) await actOnce(player);
    };
    const inspect = async (i: number) => {
      const random = new SeededRandom(SEED * 10 + CLIENTS + i);
      const officer = { client: await as(`officer-${i}`), random, told };
      for (let n = 0; n < OFFICERS_ACTIONS; n += 1) await actAsOfficer(officer);
    };
    const killing = killer();
    await Promise.all([
      ...Array.from({ length: CLIENTS }, (_, i) => play(i)),
      ...Array.from({ length: OFFICERS }, (_, i) => inspect(i)),
    ]);
    done = true;
    expect(await killing).toBeGreaterThan(0);
    await stack.drained();
  }, 180_000);

  test('what was acknowledged is stored, each exactly once, and nothing else', async () => {
    const stored = await storedRevisions();
    const names = stored.map(({ organization, key, revision }) => `${organization} ${key} ${revision}`);
    expect(names.toSorted()).toEqual(acknowledged.names);
    const highest = Map.groupBy(stored, ({ organization, key }) => `${organization} ${key}`);
    for (const revisions of highest.values())
      expect(revisions.map(({ revision }) => revision)).toEqual(revisions.map((_, i) => i + 1));
    const reviews = stored.reduce((sum, { review }) => sum + (review?.revision ?? 0), 0);
    expect(reviews).toBe(told.reviews);
    const ofKinds = Map.groupBy(told.events, ({ type }) => type);
    for (const type of ['inspection', 'remedy', 'facts', 'schedule'] as const)
      expect(ofKinds.get(type)?.length ?? 0, type).toBeGreaterThan(2);
    expect(reviews).toBeGreaterThan(2);
  });

  test('what officers and cells told besides is read back as it was acknowledged last', async () => {
    const client = await as('officer-0');
    for (const event of told.newest('inspection')) {
      const { organization, key } = event;
      const shown = await client.need(routes.getInspection, { params: { organization, period: MONTH, key } });
      expect(inspectionEvent(shown)).toEqual(event);
      const remedies = shown.record?.findings.map(({ n, remedy }) => [`${organization} ${key}/${n}`, remedy]);
      const newest = new Map(
        told.newest('remedy').map((one) => [`${one.organization} ${one.key}`, one.record]),
      );
      for (const [name, remedy] of remedies ?? []) expect(remedy).toEqual(newest.get(String(name)) ?? null);
    }
    for (const event of told.newest('facts')) {
      const params = { organization: event.organization, period: event.key };
      expect(factsEvent(await client.need(routes.getFacts, { params }))).toEqual(event);
    }
    for (const event of told.newest('schedule')) {
      const params = { organization: event.organization, period: MONTH };
      expect(scheduleEvent(await client.need(routes.getSchedule, { params }))).toEqual(event);
    }
  });

  test('a quarter’s duty is reported, and its coverage is what inspections did', async () => {
    const officer = await as('officer-0');
    const [{ id, by }] = DUTIES;
    const params = { duty: id, quarter: '2026-Q4' };
    const body = { proposals: 2, text: 'Chi bộ giữ nề nếp' };
    await officer.need(routes.putDutyReport, { params, body });
    expect(await officer.need(routes.putDutyReport, { params, body })).toMatchObject(body);
    expect(await officer.need(routes.getDutyReport, { params })).toMatchObject({ duty: id, ...body });
    const events = [...(await storedRevisions()).flatMap(meetingEvents), ...told.events];
    const counted = recount(events, plansOf(MONTH, false), binhThuanInWords).get(`d1-k1-c1 ${MONTH}`);
    const { items } = await officer.need(routes.getDutyCoverage, {
      params: { organization: by },
      query: { period: MONTH },
    });
    expect(items.find(({ duty }) => duty.id === id)).toMatchObject({
      expected: 1,
      done: counted?.measures.dutiesDone,
    });
  });

  test('every figure of every level equals the recount; the root counts every acknowledged revision', async () => {
    const stored = await storedRevisions();
    await expectFigures(stored, false);
    const root = await (await as('analyst-0')).need(routes.getScorecard, {
      params: { organization: PROVINCE, period: MONTH },
    });
    expect(root.measures.revisions).toBe(acknowledged.names.length + told.size);
  });

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
      const { status, points, grade } = await analyst.need(routes.getScorecard, { params });
      expect({ id, ...last.get(id) }).toEqual({ id, status, points, grade });
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
        ...Array.from({ length: CLIENTS }, (_, i) => `client-${i}`),
        // An entry a role.
        ...Array.from({ length: OFFICERS }, (_, i) => [`officer-${i}`, `officer-${i}`]).flat(),
      ].toSorted(),
    );
    expect(audited.filter(({ kind }) => kind === 'organization')).toHaveLength(tree.length);
  });

  test('a sweep finds nothing to put right', async () => {
    const counts = await stack.invoke(functionName('sweep-scorecards'), {});
    expect(counts).toMatchObject({ ScorecardsDiffered: 0 });
  });

  test('after a restart past the due date, who has not reported is overdue', async () => {
    const before = await storedRevisions();
    await stack.stop();
    stack = await startAt('2026-11-12');
    expect(await storedRevisions()).toEqual(before);
    await stack.invoke(functionName('advance-periods'), {});
    await stack.drained();
    await expectFigures(before, true);
  }, 180_000);

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
    const digests = () => stack.invoke(functionName('send-digests'), {});
    await Promise.all([digests(), digests()]);
    expect(await digests()).toMatchObject({ DigestsSent: 0 });
    const announced = () => stack.invoke(functionName('announce-attention'), {});
    expect(await announced()).toEqual({ ItemsAnnounced: items.length, ItemsAnnouncedBefore: 0 });
    expect(await announced()).toEqual({ ItemsAnnounced: 0, ItemsAnnouncedBefore: items.length });

    const messages = async (ending: string) => {
      const folder = join(directory, 'data', 'messages');
      const file = (await readdir(folder)).find((name) => name.endsWith(ending)) ?? '';
      return readFile(join(folder, file), 'utf8');
    };
    const subjects = [...(await messages('.txt')).matchAll(/^--- \S+ Nen Nep: (\S+), 12\/11\/2026$/gm)];
    expect(subjects.map(([, organization]) => organization)).toEqual([PROVINCE]);
    const events = (await messages('.jsonl')).trimEnd().split('\n');
    expect(events.map((line) => JSON.parse(line).detail)).toMatchObject(items);
  });

  test('closing refuses what comes later, settles and exports every accepted revision', async () => {
    const client = await registrar();
    await client.need(routes.postClosing, { params: { period: MONTH } });
    const state = () => client.need(routes.getPeriod, { params: { period: MONTH } });
    await expect.poll(async () => (await state()).settled, { timeout: 90_000, interval: 500 }).toBe(true);
    const analyst = await as('analyst-0');
    const exported = async () => {
      const { finalExport } = await state();
      return finalExport === null
        ? null
        : await analyst.call(routes.getExport, { params: { export: finalExport } });
    };
    await expect
      .poll(
        async () => {
          const e = await exported();
          return e?.ok === true ? e.body.status : null;
        },
        { timeout: 90_000, interval: 500 },
      )
      .toBe('published');
    const final = await exported();
    const manifest = final?.ok === true ? final.body.manifest : null;
    expect(manifest).toMatchObject({
      kind: 'final',
      acceptedRevisions: acknowledged.names.length + told.size,
    });

    const { region, ...credentials } = stack.credentials;
    const glue = createGlueClient({ endpoint: stack.endpoints.glue, region, credentials });
    const catalog = glueTablesCatalog({
      client: glue,
      database: stack.outputs.AnalystsDatabase ?? '',
      bucket: stack.outputs.ExportsBucket ?? '',
    });
    const shown = async () => (await catalog.prefixes('scorecards')).get(MONTH)?.split('/')[1];
    await expect.poll(shown, { timeout: 30_000, interval: 500 }).toBe(manifest?.exportId);
    glue.destroy();

    const folder = join(directory, 'final');
    await mkdir(folder);
    const { files = [], exportId = '' } = manifest ?? {};
    for (const { name } of files)
      await writeFile(
        join(folder, name),
        await analyst.download(routes.getExportFile, { params: { export: exportId, name } }),
      );
    await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
    const verdict = await verifyExport(folder);
    expect(verdict).toMatchObject({ organizations: tree.length, differences: [] });
    expect(verdict.figures).toBeGreaterThan(tree.length * 50);
    const rowsOf = (name: string) => files.find((file) => file.name === `${name}.csv`)?.rows;
    const inspections = told.newest('inspection').filter(({ withdrawn }) => !withdrawn);
    expect(rowsOf('inspections')).toBe(inspections.length);
    expect(rowsOf('findings')).toBe(findingsOf(inspections).length);

    const late = await (await as('client-0')).call(routes.putMeeting, {
      params: { organization: meetingCells[0] ?? '', period: MONTH, key: 'extraordinary-2026-10-30' },
      body: plainBody('2026-10-30'),
    });
    expect(late).toMatchObject({ ok: false, status: 409, problem: { code: 'PERIOD_CLOSED' } });
    await expectFigures(await storedRevisions(), true);
  }, 240_000);

  test('a finding stays open over the end of the year, and a remedy told then leaves October as it was', async () => {
    const stored = await storedRevisions();
    await stack.stop();
    stack = await startAt('2027-01-06');
    const opened = async () => {
      await stack.invoke(functionName('advance-periods'), {});
      const { items } = await (await registrar()).need(routes.listPeriods);
      return items.filter(({ status }) => status === 'open').map(({ period }) => period);
    };
    await expect.poll(opened, { timeout: 60_000 }).toEqual(['2026-11', '2026-12', '2027-01']);
    await stack.drained();
    for (const [month, duePassed] of [
      ['2026-11', true],
      ['2026-12', false],
      ['2027-01', false],
    ] as const)
      await expectFigures(stored, duePassed, month);

    const officer = await as('officer-0');
    const open = findingsOf(told.newest('inspection').filter(({ withdrawn }) => !withdrawn));
    const done = told.newest('remedy').filter(({ withdrawn }) => !withdrawn);
    const first = open.find(
      (one) => !done.some(({ organization, key }) => `${organization} ${key}` === nameOf(one)),
    );
    const { organization = '', key = '', n = 0 } = first ?? {};
    const params = { organization, period: MONTH, key, n: String(n) };
    const shown = await officer.call(routes.getRemedy, { params });
    const answer = await officer.need(routes.putRemedy, {
      params,
      body: {
        remediedOn: '2027-01-05',
        verifiedBy: key.slice(key.indexOf('-', 11) + 1),
        reason: 'kiểm tra lại',
      },
      ...(shown.etag === null ? {} : { ifMatch: shown.etag }),
    });
    expect(answer.period).toBe('2026-11');
    told.add(remedyEvent(answer));
    await stack.drained();
    for (const [month, duePassed] of [
      [MONTH, true],
      ['2026-11', true],
      ['2027-01', false],
    ] as const)
      await expectFigures(stored, duePassed, month);
  }, 240_000);
});

const nameOf = (of: { organization: string; key: string; n: number }) =>
  `${of.organization} ${of.key}/${of.n}`;

/** Each finding with where its inspection stands. */
const findingsOf = (inspections: readonly BesidesMeetings[]) =>
  inspections.flatMap(({ organization, key, record }) =>
    record !== null && 'findings' in record ? record.findings.map(({ n }) => ({ organization, key, n })) : [],
  );
