/** Officers who inspect, have findings put right and answer records, and cells that plan and sum up, at random. */
import type { Answer, Client } from '../../shared/contracts/client.ts';
import {
  deleteInspection,
  deleteRemedy,
  getInspection,
  getMeeting,
  putFacts,
  putInspection,
  putRemedy,
  putReview,
  putSchedule,
} from '../../shared/contracts/routes.ts';
import type { SeededRandom } from '../support/seeded-random.ts';
import { randomSheet } from './clients.ts';
import { DUTIES, MONTH, meetingCells, PROVINCE, pathOf, tree } from './province.ts';
import { factsEvent, inspectionEvent, remedyEvent, scheduleEvent, type Told } from './told.ts';

export type Officer = { readonly client: Client; readonly random: SeededRandom; readonly told: Told };

const OFFICES = ['uy-vien-ban-thuong-vu', 'ban-to-chuc'] as const;
const KINDS = ['attendance', 'inspection', 'supervision'] as const;
const inspected = tree.filter(({ kind }) => kind !== 'province' && kind !== 'body');
const day = (random: SeededRandom, last = 28) => `${MONTH}-${String(1 + random.int(last)).padStart(2, '0')}`;

/** Whoever may come: above the organization, or the body beside. */
const superiorsOf = (organization: string): string[] => [
  ...pathOf(organization).slice(0, -1),
  ...(organization === PROVINCE ? [] : ['d12-body']),
];

function inspectionBody(random: SeededRandom) {
  const scores = randomSheet(random);
  const scored = scores !== null && Object.keys(scores).length > 0;
  const attended = scored || random.chance(0.5);
  const duty = random.pick([null, null, ...DUTIES.map(({ id }) => id)]);
  return {
    office: random.pick(OFFICES),
    duty,
    meeting: attended ? random.pick(['regular', 'regular', 'thematic-2026-10-12']) : null,
    scores,
    proposals: random.int(3),
    conclusion: attended
      ? random.pick([...(scored ? ['corrected' as const] : []), 'confirmed', 'noted'] as const)
      : ('noted' as const),
    findings: Array.from({ length: random.int(4) }, (_, i) => ({
      n: i + 1,
      severity: random.pick(['minor', 'major', 'serious'] as const),
      text: 'Biên bản ghi chưa đủ',
      remedyDue: random.pick([null, '2026-10-31', '2026-11-15', '2026-12-31']),
    })),
  };
}

/** One action, and the same again at once, as from a bad connection. */
export async function actAsOfficer(officer: Officer): Promise<void> {
  const action = officer.random.pick([
    inspect,
    inspect,
    inspect,
    putRight,
    putRight,
    review,
    review,
    plan,
    sumUp,
  ]);
  await action(officer);
}

/** Refused for want of an `If-Match`, it is sent with the tag that the refusal names. */
async function insist<Body>(
  random: SeededRandom,
  first: Answer<Body>,
  again: (ifMatch: string) => Promise<Answer<Body>>,
): Promise<Answer<Body>> {
  return !first.ok && first.status === 412 && first.etag !== null && random.chance(0.6)
    ? again(first.etag)
    : first;
}

async function inspect({ client, random, told }: Officer): Promise<void> {
  const organization = random.chance(0.8) ? random.pick(meetingCells) : random.pick(inspected).id;
  const by = random.pick(superiorsOf(organization));
  const key = `${day(random, 4)}-${random.pick(KINDS)}-${by}`;
  const params = { organization, period: MONTH, key };
  const body = inspectionBody(random);
  if (random.chance(0.15)) {
    const current = await client.call(getInspection, { params });
    if (!current.ok || current.etag === null) return;
    const gone = await client.call(deleteInspection, { params, ifMatch: current.etag, body: {} });
    if (gone.ok) told.add(inspectionEvent(gone.body));
    return;
  }
  for (let time = 0; time < 2; time += 1) {
    const answer = await insist(random, await client.call(putInspection, { params, body }), (ifMatch) =>
      client.call(putInspection, { params, body: { ...body, reason: 'đính chính' }, ifMatch }),
    );
    if (answer.ok) told.add(inspectionEvent(answer.body));
  }
}

async function putRight({ client, random, told }: Officer): Promise<void> {
  const found = told.newest('inspection').filter(({ withdrawn }) => !withdrawn);
  if (found.length === 0) return;
  const { organization, key, month, record } = random.pick(found);
  const findings = record !== null && 'findings' in record ? record.findings : [];
  if (findings.length === 0) return;
  const params = { organization, period: month, key, n: String(random.pick(findings).n) };
  const body = {
    remediedOn: `2026-11-0${1 + random.int(4)}`,
    verifiedBy: key.slice(key.indexOf('-', 11) + 1),
  };
  const answer = await insist(random, await client.call(putRemedy, { params, body }), (ifMatch) =>
    random.chance(0.5)
      ? client.call(putRemedy, { params, body: { ...body, reason: 'ghi nhầm ngày' }, ifMatch })
      : client.call(deleteRemedy, { params, body: { reason: 'chưa xong' }, ifMatch }),
  );
  if (answer.ok) told.add(remedyEvent(month, answer.body));
}

async function review({ client, random, told }: Officer): Promise<void> {
  const organization = random.pick(meetingCells);
  const params = {
    organization,
    period: MONTH,
    key: random.pick(['regular', 'regular', 'thematic-2026-10-12']),
  };
  if (!(await client.call(getMeeting, { params })).ok) return;
  const by = random.pick(pathOf(organization).slice(0, -1));
  const body = random.chance(0.6)
    ? { by, decision: 'accepted' as const, scores: randomSheet(random) }
    : { by, decision: 'returned' as const, reason: 'Thiếu biên bản', dueOn: '2026-11-20' };
  const answer = await insist(random, await client.call(putReview, { params, body }), (ifMatch) =>
    client.call(putReview, { params, body, ifMatch }),
  );
  if (answer.ok) told.addReview(organization, answer.body);
}

async function plan({ client, random, told }: Officer): Promise<void> {
  const params = { organization: random.pick(meetingCells), period: MONTH };
  const body = { plannedOn: day(random), plannedAt: random.pick([null, '19:30']) };
  const answer = await insist(random, await client.call(putSchedule, { params, body }), (ifMatch) =>
    client.call(putSchedule, { params, body, ifMatch }),
  );
  if (answer.ok) told.add(scheduleEvent(answer.body));
}

async function sumUp({ client, random, told }: Officer): Promise<void> {
  const params = { organization: random.pick(inspected).id, period: '2026' };
  const tot = random.int(20);
  const body = {
    classification: random.pick(['xuat-sac', 'tot', 'hoan-thanh'] as const),
    members: { total: 24, xuatSac: 24 - tot, tot, hoanThanh: 0, khongHoanThanh: 0 },
    admitted: random.int(3),
  };
  const answer = await insist(random, await client.call(putFacts, { params, body }), (ifMatch) =>
    client.call(putFacts, { params, body: { ...body, reason: 'đính chính' }, ifMatch }),
  );
  if (answer.ok) told.add(factsEvent(answer.body));
}
