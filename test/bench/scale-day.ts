/**
 * What a day asks of a large province: a sweep of all its scorecards, its attention list, the digests to its officers,
 * the events on the bus, and a criteria set that is looked at and then put in force. Every cell still owes its record
 * of the month, so that everything is as long as it can be.
 */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createHandler as createCriteriaSets } from '../../functions/keep-criteria-sets/handler.ts';
import { createHandler as createAttention } from '../../functions/read-attention/handler.ts';
import { dynamoEventStore } from '../../shared/adapters/dynamodb/event-store.ts';
import { dynamoRegistry } from '../../shared/adapters/dynamodb/registry.ts';
import { dynamoScorecardStore } from '../../shared/adapters/dynamodb/scorecard-store.ts';
import { memoryJobs } from '../../shared/adapters/memory/jobs.ts';
import { allPresetCriteriaSets, presetCriteriaSets } from '../../shared/adapters/presets/criteria-sets.ts';
import type { OrganizationId, OrganizationVersion } from '../../shared/domain/roster/organization.ts';
import { announceAttention } from '../../shared/jobs/announce-attention.ts';
import { planSubtree } from '../../shared/jobs/plan-organization.ts';
import { runPreview } from '../../shared/jobs/run-preview.ts';
import { sendDigests } from '../../shared/jobs/send-digests.ts';
import { sweepMonths } from '../../shared/jobs/sweep.ts';
import type { ApiFunction } from '../../shared/runtime/api-handler.ts';
import { newExportId } from '../../shared/runtime/export-ids.ts';
import { call } from '../support/api-world.ts';
import { aNote } from '../support/audited.ts';
import { silent } from '../support/silent-log.ts';
import type { Count } from './own-engine.ts';
import { MONTH, PROVINCE } from './province.ts';

export type Day = {
  readonly client: DynamoDBDocumentClient;
  readonly planning: Omit<Parameters<typeof planSubtree>[0], 'registry'>;
  readonly organizations: readonly OrganizationVersion[];
  /** First registrar; gets an officer's and a rule-maker's grant on the province. */
  readonly subject: string;
  readonly count: Count;
};

/** Asks page after page. @returns how many items there were */
async function everyPage(ask: (cursor: string | null) => Promise<{ items: number; next: string | null }>) {
  let count = 0;
  for (let cursor: string | null = null; ; ) {
    const { items, next } = await ask(cursor);
    count += items;
    if (next === null) return count;
    cursor = next;
  }
}

async function listAttention(attention: ApiFunction, subject: string): Promise<number> {
  return everyPage(async (cursor) => {
    const query = new URLSearchParams({ period: MONTH, limit: '100', ...(cursor && { cursor }) });
    const url = `/organizations/${PROVINCE}/attention?${query}`;
    const { status, body } = await call(attention, 'GET', url, { subject });
    if (status !== 200) throw new Error(`The attention list was answered ${status}.`);
    return { items: body.items.length, next: body.next };
  });
}

/** Two days before records are due. */
const NOW = '2026-11-08T02:00:00.000Z';
const ADOPTION = `/organizations/${PROVINCE}/criteria-sets/${MONTH}`;
const OTHER = { criteriaSet: { id: 'hd12-2018', revision: 1 } };

/** Ordered, walked to its end, and read. @returns whose set would be another one */
async function preview(
  criteriaSets: ApiFunction,
  walk: (previewId: string) => Promise<unknown>,
  subject: string,
): Promise<number> {
  const ordered = await call(criteriaSets, 'POST', `${ADOPTION}/preview?background=true`, {
    subject,
    body: OTHER,
  });
  const url = `/previews/${ordered.body.previewId}`;
  await walk(ordered.body.previewId);
  const { status, body } = await call(criteriaSets, 'GET', url, { subject });
  if (status !== 200 || body.status !== 'done')
    throw new Error(`The preview was answered ${status}: ${JSON.stringify(body)}`);
  const months: { organizations: number; up: number; down: number; other: number }[] = body.months;
  const listed = await everyPage(async (cursor) => {
    const query = new URLSearchParams({ limit: '100', ...(cursor && { cursor }) });
    const page = await call(criteriaSets, 'GET', `${url}/changes?${query}`, { subject });
    return { items: page.body.items.length, next: page.body.next };
  });
  const counted = months.reduce((sum, { up, down, other }) => sum + up + down + other, 0);
  if (listed !== counted) throw new Error(`${listed} changes are listed, ${counted} counted.`);
  return months.reduce((sum, month) => sum + month.organizations, 0);
}

/** @throws Error where something is missing from a list or from what was told */
export async function measureDay({ client, planning, organizations, subject, count }: Day): Promise<void> {
  const registry = dynamoRegistry({ client, name: 'registry' });
  const events = dynamoEventStore({ client, name: 'events' });
  const scorecards = dynamoScorecardStore({ client, name: 'scorecards' });
  const total = organizations.length;
  const cells = organizations.filter(({ meets }) => meets === 'monthly').length;
  const districts = organizations
    .filter(({ kind }) => kind === 'district')
    .map(({ organization }) => organization);
  const offices: readonly OrganizationId[] = [PROVINCE, ...districts];
  const state = await registry.period(MONTH);
  if (state === null) throw new Error('The month is not there.');
  await registry.putPeriod({ ...state, status: 'open', revision: state.revision + 1 }, aNote());
  for (const [i, organization] of offices.entries())
    await registry.putGrants(
      {
        subject: i === 0 ? subject : `officer-${organization}`,
        grants: [
          { organization, role: 'officer', from: '2026-01-01', until: null },
          ...(i === 0 ? [RULES] : []),
        ],
        revision: 1,
      },
      aNote(),
    );

  const folding = { registry, events, scorecards, criteriaSets: presetCriteriaSets };
  const deps = {
    ...planning,
    ...folding,
    now: () => NOW,
    province: PROVINCE,
    root: PROVINCE,
    firstRegistrar: subject,
    presets: allPresetCriteriaSets(),
    jobs: memoryJobs(),
    newPreviewId: newExportId,
  };
  await count('the first sweep of every scorecard', total, () => sweepMonths(folding, PROVINCE, [MONTH]));

  const attention = createAttention(deps, { log: silent });
  await count('reading the whole attention list by 100', cells, async () => {
    const items = await listAttention(attention, subject);
    if (items !== cells) throw new Error(`${items} of ${cells} cells need attention.`);
  });
  await count(`digests to ${offices.length} offices`, total, async () => {
    const { sent } = await sendDigests({ ...deps, publish: async () => {} });
    if (sent !== offices.length) throw new Error(`${sent} of ${offices.length} digests were sent.`);
  });
  const announce = async (some: readonly unknown[]) => some.map(() => true);
  await count('telling the bus of every item', cells, async () => {
    const { announced } = await announceAttention({ ...deps, announce });
    if (announced !== cells) throw new Error(`${announced} of ${cells} items were told.`);
  });
  await count('finding that all of it was told', cells, async () => {
    const { before } = await announceAttention({ ...deps, announce });
    if (before !== cells) throw new Error(`${before} of ${cells} items were known.`);
  });

  const criteriaSets = createCriteriaSets(deps, { log: silent });
  await count('previewing another criteria set for all', total, async () => {
    const walk = (id: string) => runPreview(deps, id, () => Number.POSITIVE_INFINITY);
    const looked = await preview(criteriaSets, walk, subject);
    if (looked !== total) throw new Error(`${looked} of ${total} organizations were looked at.`);
  });
  await count('putting it in force, with its progress', total, async () => {
    const { status } = await call(criteriaSets, 'PUT', ADOPTION, { subject, body: OTHER });
    if (status !== 201) throw new Error(`The adoption was answered ${status}.`);
  });
  await count('planning everybody under it', total, async () => {
    const { written } = await planSubtree({ ...planning, registry }, PROVINCE, MONTH);
    if (written !== total) throw new Error(`${written} of ${total} plan rows follow.`);
  });
}

const RULES = { organization: PROVINCE, role: 'rule-maker', from: '2026-01-01', until: null } as const;
