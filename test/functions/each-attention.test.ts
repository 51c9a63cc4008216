/**
 * Each thing that an officer is to look at: how it comes about and how it goes away again, both by requests to the API
 * or by the clock alone, and that the list, the events and the digest say it for so long and no longer. A new code
 * fails here until it says how it comes and goes.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { recordToWire } from '../../shared/contracts/meeting.ts';
import { ATTENTION_CODES, type AttentionCode } from '../../shared/domain/attention/attention-words.ts';
import { addDays, localDate, startOfDay } from '../../shared/domain/period.ts';
import type { Role } from '../../shared/domain/roster/access.ts';
import { FULL_RUNNING, SAME_RUNNING } from '../../shared/domain/scorecards/flags.ts';
import { announceAttention } from '../../shared/jobs/announce-attention.ts';
import { planSubtree } from '../../shared/jobs/plan-organization.ts';
import { sendDigests } from '../../shared/jobs/send-digests.ts';
import { BINH_THUAN } from '../domain/criteria/binh-thuan.ts';
import { type ApiFunctions, apiFunctions } from '../support/api-functions.ts';
import { type ApiWorld, apiWorld, MONTH, NOW, PROVINCE } from '../support/api-world.ts';
import { aNote } from '../support/audited.ts';
import { meetingRecord, periodState, type RecordParts } from '../support/records.ts';

const CELL = 'cb-1';
/** October is the last of them. */
const MONTHS = ['2026-07', '2026-08', '2026-09', MONTH];
const full = Object.fromEntries(BINH_THUAN.criteria.map(({ id, max }) => [id, max / 100]));
const none = Object.fromEntries(BINH_THUAN.criteria.map(({ id }) => [id, 0]));

let world: ApiWorld;
let api: ApiFunctions;
let officer: string;

beforeEach(async () => {
  world = await apiWorld();
  api = apiFunctions(world);
  officer = await world.grant('officer', 'db-c');
});

/** Sends it as somebody who may; whatever is there already is changed. */
async function send(role: Role, id: string, url: string, body: object): Promise<void> {
  const subject = await world.grant(role, PROVINCE);
  const first = await api.ask(id, url, { subject, body });
  const { etag } = first.body;
  const answer =
    first.status === 412
      ? await api.ask(id, url, { subject, body: { ...body, reason: 'Sửa' }, headers: { 'if-match': etag } })
      : first;
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
}

const report = (parts: RecordParts = {}, month = MONTH, selfScore: object | null = null) =>
  send('client', 'putMeeting', `/organizations/${CELL}/periods/${month}/meetings/regular`, {
    ...recordToWire(meetingRecord({ heldOn: `${month}-13`, ...parts })),
    ...(selfScore && { selfScore }),
  });
const everybodyPresent = { present: 21, absentExcused: 0 };
const fullMarks = (month: string, opinions: number) =>
  report({ members: everybodyPresent, discussion: { opinions } }, month, full);
const inspected = `/organizations/${CELL}/periods/${MONTH}/inspections/2026-10-13-attendance-db-c`;
const inspect = (parts: object) =>
  send('officer', 'putInspection', inspected, { office: 'van-phong', conclusion: 'noted', ...parts });
const followed = () => planSubtree(world.planning, PROVINCE, MONTH);

type Course = {
  /** What must be so beforehand, and is nothing to look at. */
  readonly given?: () => Promise<void>;
  readonly comes: () => Promise<void>;
  readonly goes: () => Promise<void>;
};

const COURSES: Readonly<Record<AttentionCode, Course>> = {
  'due-soon': {
    comes: async () => world.set('2026-11-05T17:00:00.000Z'),
    goes: () => report(),
  },
  overdue: {
    comes: async () => world.set('2026-11-10T17:00:00.000Z'),
    goes: () => report(),
  },
  // Held inside its month: only the programme makes it another day than that of the meeting.
  'off-schedule': {
    given: () => report({ heldOn: '2026-10-14' }),
    comes: async () => {
      await send('rule-maker', 'putProgramme', '/programmes/ct-47/revisions/1', {
        ...{ organization: 'db-c', title: { vi: 'Chỉ thị 47', en: 'Directive 47' }, basis: ['CT 47'] },
        ...{ from: MONTH, dayRule: { week: 2, weekday: 2 }, targets: [] },
        participants: [{ organization: 'db-c', from: MONTH }],
      });
      await followed();
    },
    goes: () => report({ heldOn: '2026-10-13' }),
  },
  returned: {
    given: () => report(),
    comes: () =>
      send('officer', 'putReview', `/organizations/${CELL}/periods/${MONTH}/meetings/regular/review`, {
        ...{ by: 'db-c', decision: 'returned', reason: 'Thiếu biên bản', dueOn: '2026-11-08' },
      }),
    goes: () => report({ minutesComplete: false }),
  },
  'remedies-overdue': {
    given: () => report(),
    comes: () =>
      inspect({
        findings: [{ n: 1, severity: 'minor', text: 'Biên bản chưa đủ', remedyDue: '2026-10-20' }],
      }),
    goes: () =>
      send('officer', 'putRemedy', `${inspected}/findings/1/remedy`, {
        ...{ remediedOn: '2026-11-04', verifiedBy: 'db-c' },
      }),
  },
  'duties-not-done': {
    given: () => report(),
    comes: async () => {
      await send('officer', 'putDuty', '/duties/pc-1', {
        ...{ by: 'db-c', office: 'van-phong', attends: CELL, every: 'month', from: MONTH },
      });
      await followed();
    },
    goes: () => inspect({ duty: 'pc-1' }),
  },
  'same-counts': {
    given: async () => {
      for (const month of MONTHS.slice(-SAME_RUNNING, -1)) await report({}, month);
    },
    comes: () => report(),
    goes: () => report({ discussion: { opinions: 13 } }),
  },
  'always-full': {
    given: async () => {
      for (const [i, month] of MONTHS.slice(-FULL_RUNNING, -1).entries()) await fullMarks(month, i);
    },
    comes: () => fullMarks(MONTH, 12),
    goes: () => report({ discussion: { opinions: 12 } }, MONTH, full),
  },
  'self-far-from-facts': {
    given: () => report(),
    comes: () => report({}, MONTH, none),
    goes: () => report({}, MONTH, full),
  },
  reopened: {
    given: async () => {
      await report();
      const closed = { status: 'closed', settled: true, closedAt: NOW, revision: 2 } as const;
      await world.registry.putPeriod(periodState(closed), aNote());
    },
    comes: () =>
      send('officer', 'postReopening', `/periods/${MONTH}/reopenings`, {
        ...{ organization: CELL, until: '2026-11-07', reason: 'Bão' },
      }),
    goes: async () => world.set('2026-11-07T17:00:00.000Z'),
  },
};

/** What the list, the bus and the morning's digest say of the cell in October. */
async function told(code: AttentionCode) {
  await world.fold(...MONTHS);
  const url = `/organizations/db-c/attention?period=${MONTH}`;
  const { body } = await api.ask('listAttention', url, { subject: officer });
  const events: string[] = [];
  await announceAttention({
    ...{ ...world, root: PROVINCE },
    announce: async (items) => {
      events.push(...items.map((item) => `${item.organization} ${item.month} ${item.code} ${item.text.vi}`));
      return items.map(() => true);
    },
  });
  const messages: string[] = [];
  const publish = async ({ message }: { readonly message: string }) => void messages.push(message);
  await sendDigests({ ...world, root: PROVINCE, publish });
  const item = body.items.find(
    (one: { organization: string; code: string }) => one.organization === CELL && one.code === code,
  );
  return { words: item?.text.vi ?? null, events, digest: messages.join('\n') };
}

describe('what asks to be looked at', () => {
  it.each(ATTENTION_CODES)('%s comes, is told, and goes', async (code) => {
    const { given, comes, goes } = COURSES[code];
    for (const month of MONTHS.slice(0, -1)) await world.open(month);
    await given?.();
    const before = await told(code);
    expect(before.words).toBeNull();
    expect(before.events.join()).not.toContain(`${CELL} ${MONTH} ${code} `);

    // One digest a day: the next says what came in between.
    const tomorrow = () => world.set(startOfDay(addDays(localDate(world.now()), 1)));
    tomorrow();
    await comes();
    const there = await told(code);
    expect(there.words).toEqual(expect.any(String));
    expect(there.events).toContain(`${CELL} ${MONTH} ${code} ${there.words}`);
    expect(there.digest).toContain(there.words);
    expect((await told(code)).events).toEqual([]);

    tomorrow();
    await goes();
    const after = await told(code);
    expect(after.words).toBeNull();
    expect(after.events.join()).not.toContain(`${CELL} ${MONTH} ${code} `);
    expect(after.digest).not.toContain(there.words);
  });
});
