/** A criteria set's whole road: published, previewed, adopted, scored by, exported with, and the export verified with it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/keep-criteria-sets/handler.ts';
import { parseManifest } from '../../functions/publish-export/handler.ts';
import { sentence } from '../../infra/verify-export/sentence.ts';
import { verifyExport } from '../../infra/verify-export/verify.ts';
import { exportFormats } from '../../shared/adapters/formats/export-formats.ts';
import { decodeCompared } from '../../shared/adapters/formats/lines.ts';
import { memoryObjectStore } from '../../shared/adapters/memory/object-store.ts';
import { allPresetCriteriaSets } from '../../shared/adapters/presets/criteria-sets.ts';
import { publishedCriteriaSets } from '../../shared/adapters/presets/published-sets.ts';
import { directionOf } from '../../shared/domain/planning/grade-change.ts';
import { type LiveRow, TOP } from '../../shared/domain/scorecards/scorecard.ts';
import { planOpenMonths } from '../../shared/jobs/plan-organization.ts';
import { sweepMonths } from '../../shared/jobs/sweep.ts';
import { PassingError } from '../../shared/ports/passing-error.ts';
import { newExportId } from '../../shared/runtime/export-ids.ts';
import { BINH_THUAN } from '../domain/criteria/binh-thuan.ts';
import { fileOf, publish } from '../exports/published-files.ts';
import { type ApiWorld, apiWorld, call, MONTH, PROVINCE, TREE } from '../support/api-world.ts';
import { meetingRecord, meetingRevision } from '../support/records.ts';

const { id: _, revision: __, ...CONTENT } = BINH_THUAN;
/** As the preset, but Tốt and Khá need more points: grades can only fall. */
const STRICTER = {
  ...CONTENT,
  thresholds: CONTENT.thresholds.map(({ grade, atLeast }) => ({
    grade,
    atLeast: { tot: 10_000, kha: 9_900 }[String(grade)] ?? atLeast,
  })),
};
const SET = { id: 'cua-huyen-b', revision: 1 };
const ADOPTION = `/organizations/huyen-b/criteria-sets/${MONTH}`;

let world: ApiWorld;
let ruleMaker: string;

/** A cell and a base cell below `huyen-b` have met, the second one poorly attended, and `cs-f` beside it. */
async function worldWithMeetings(): Promise<ApiWorld> {
  const made = await apiWorld();
  const poor = meetingRecord({ members: { present: 17, absentExcused: 4 } });
  for (const organization of ['cb-1', 'cs-d', 'cs-f'])
    await made.events.append(
      meetingRevision({ organization, ...(organization === 'cs-d' ? { record: poor } : {}) }),
    );
  await made.fold(MONTH);
  return made;
}

beforeEach(async () => {
  world = await worldWithMeetings();
  ruleMaker = await world.grant('rule-maker', 'huyen-b');
});

const deps = (of: ApiWorld = world) => ({
  ...of,
  ...of.planning,
  presets: allPresetCriteriaSets(),
  criteriaSets: publishedCriteriaSets(of.registry),
});
const send = (method: string, url: string, body?: unknown, subject = ruleMaker) =>
  call(createHandler(deps()), method, url, { subject, ...(body === undefined ? {} : { body }) });
const publishStricter = async () =>
  expect(
    await send('PUT', '/criteria-sets/cua-huyen-b/revisions/1', { organization: 'huyen-b', set: STRICTER }),
  ).toMatchObject({ status: 201 });

/** What the streams would do of themselves: plan, then fold. */
async function follow(of = deps()): Promise<void> {
  await planOpenMonths(of, 'huyen-b', MONTH);
  await sweepMonths(of, PROVINCE, [MONTH]);
}

const COMMITTEES = new Set(['tinh-a', 'huyen-b', 'db-c', 'huyen-e']);
/** The rows that stand for the organizations, by organization. */
async function rows(of: ApiWorld = world): Promise<Map<string, LiveRow>> {
  const keys = TREE.map(([organization, , parent]) => ({
    parent: parent ?? TOP,
    month: MONTH,
    organization,
  }));
  const found = await of.scorecards.rows(keys);
  const live = found.flatMap((row) => (row.tombstone ? [] : [row]));
  return new Map(live.map((row) => [row.organization, row]));
}

describe('previewing an adoption', () => {
  it('says exactly what then happens, and writes nothing', async () => {
    await publishStricter();
    const before = await rows();
    const plans = world.registry.allPlanRows();
    const { status, body } = await send('POST', `${ADOPTION}/preview`, { criteriaSet: SET });
    expect(status).toBe(200);
    expect(world.registry.allPlanRows()).toEqual(plans);
    expect(await rows()).toEqual(before);
    expect((await world.registry.organization('huyen-b'))?.bindings.criteria).toEqual([]);

    expect(await send('PUT', ADOPTION, { criteriaSet: SET })).toMatchObject({ status: 201 });
    await follow();
    const after = await rows();
    const happened = [...before.values()].flatMap((row) => {
      const then = after.get(row.organization);
      if (then === undefined || then.grade === row.grade || row.organization === PROVINCE) return [];
      // One sheet of 100 points each: the percent is the points.
      const side = ({ profile: { criteriaSet }, points, grade }: LiveRow) => ({
        ...{ criteriaSet, points, grade, percentOfFull: points },
        ...{ mixedSheets: false, annual: null },
      });
      const { organization, profile } = row;
      return [
        {
          ...{ organization, name: profile.name, kind: profile.kind },
          ...{ direction: directionOf(row.grade, then.grade), annualDirection: null },
          ...{ before: side(row), after: side(then) },
        },
      ];
    });
    const byId = (a: { organization: string }, b: { organization: string }) =>
      a.organization < b.organization ? -1 : 1;
    expect(happened.map(({ organization }) => organization)).toContain('cs-d');
    expect(happened.some(({ organization }) => COMMITTEES.has(organization))).toBe(true);
    expect(body.months).toEqual([
      {
        ...{ period: MONTH, organizations: 6, up: 0, down: happened.length, other: 0 },
        ...{ same: 4 - happened.length, mixed: 0, ungraded: 2 },
        grades: [
          { before: 'tot', after: 'tot', organizations: 2 },
          { before: 'tot', after: 'trung-binh', organizations: 1 },
          { before: 'kha', after: 'trung-binh', organizations: 1 },
          { before: null, after: null, organizations: 2 },
        ],
        ...{ annual: { up: 0, down: 0, other: 0 }, changes: happened.toSorted(byId), above: [] },
      },
    ]);
  });

  it('refuses what an adoption would be refused', async () => {
    const unknown = await send('POST', `${ADOPTION}/preview`, { criteriaSet: SET });
    expect(unknown.body.errors).toMatchObject([{ rule: 'criteria-set-published' }]);
    await publishStricter();
    await world.period({ status: 'closed' });
    expect(await send('POST', `${ADOPTION}/preview`, { criteriaSet: SET })).toMatchObject({ status: 409 });
  });

  it('of a draft says what that of the same set says once it is published, and publishes nothing', async () => {
    const preview = `${ADOPTION}/preview`;
    const drafted = await send('POST', preview, { set: STRICTER });
    expect(drafted).toMatchObject({ status: 200, body: { criteriaSet: { id: 'draft', revision: 0 } } });
    expect(await world.registry.criteriaSets()).toEqual([]);
    await publishStricter();
    const published = await send('POST', preview, { criteriaSet: SET });
    expect(published.body.months[0].down).toBeGreaterThan(0);
    const renamed = JSON.stringify(drafted.body).replaceAll(
      '{"id":"draft","revision":0}',
      JSON.stringify(SET),
    );
    expect(JSON.parse(renamed)).toEqual(published.body);
  });

  it('refuses a draft that could not be published, and to choose between two', async () => {
    const errors = async (body: unknown) => {
      const answer = await send('POST', `${ADOPTION}/preview`, body);
      expect(answer.status).toBe(422);
      return answer.body.errors;
    };
    const [first, ...others] = STRICTER.criteria;
    expect(await errors({ set: { ...STRICTER, criteria: others } })).toContainEqual(
      expect.objectContaining({ pointer: '/set/total', rule: 'criteria-add-up' }),
    );
    const [misnamed] = await errors({
      set: { ...STRICTER, criteria: [{ ...first, decidedBy: 'fact' }, ...others] },
    });
    expect(misnamed).toMatchObject({ pointer: '/set/criteria/0/decidedBy', rule: 'one-of' });
    expect(misnamed.detail).toContain('Có phải "facts"?');
    expect(misnamed.detail).toMatch(/^Tiêu chí "preparation", trường "decidedBy": /);
    const both = { criteriaSet: { id: 'nghe-an-08', revision: 1 }, set: STRICTER };
    for (const body of [{}, both])
      expect(await errors(body)).toMatchObject([{ pointer: '/set', rule: 'set-or-revision' }]);
  });

  it('shows the province to whoever reads it', async () => {
    const body = { set: STRICTER };
    const above = async (subject: string) =>
      (await send('POST', `${ADOPTION}/preview`, body, subject)).body.months[0].above;
    expect(await above(ruleMaker)).toEqual([]);
    await world.grant('analyst', PROVINCE, ruleMaker);
    expect(await above(ruleMaker)).toMatchObject([
      { organization: PROVINCE, before: { criteriaSet: { id: 'binh-thuan' } } },
    ]);
  });

  it('of a met / not met set goes neither up nor down', async () => {
    const { body } = await send('POST', `${ADOPTION}/preview`, {
      criteriaSet: { id: 'hd12-2018', revision: 1 },
    });
    const [october] = body.months;
    expect(october.other).toBeGreaterThan(0);
    expect([october.up, october.down, october.other]).toEqual([0, 0, october.changes.length]);
  });
});

describe('an adopted set', () => {
  it('is exported, and the export holds by it', async () => {
    await publishStricter();
    await send('PUT', ADOPTION, { criteriaSet: SET });
    await follow();
    const exporting = {
      ...deps(),
      ...{ objects: memoryObjectStore(), formats: exportFormats, decodeCompared, parseManifest },
      ...{ root: PROVINCE, newExportId },
    };
    const state = await publish(exporting, MONTH, PROVINCE);
    const folder = await mkdtemp(join(tmpdir(), 'published-set-'));
    try {
      for (const name of [...state.manifest.files.map((file) => file.name), 'manifest.json'])
        await writeFile(join(folder, name), await fileOf(exporting, state, name));
      expect(sentence(await verifyExport(folder), 'en')).toMatch(/^HOLDS: tinh-a_/);
      const text = new TextDecoder().decode(await fileOf(exporting, state, 'criteria-sets.json'));
      expect(JSON.parse(text)).toContainEqual({ ...SET, ...STRICTER });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('comes to the same plan rows and scorecards, wherever planning or folding is killed', async () => {
    const undisturbed = await killedAfter(Number.POSITIVE_INFINITY);
    expect(undisturbed.killed).toBe(false);
    let kills = 0;
    for (let requests = 1; ; requests += 1) {
      const { killed, plans, scored } = await killedAfter(requests);
      if (!killed) break;
      kills += 1;
      expect({ requests, plans, scored }).toEqual({ requests, ...undisturbed.state });
    }
    expect(kills).toBeGreaterThan(20);
  });
});

/** No trouble of the work itself. */
class Killed extends PassingError {}

/** Adopts, then follows with stores that die after so many requests, then follows again as the stream would. */
async function killedAfter(requests: number) {
  world = await worldWithMeetings();
  await world.grant('rule-maker', 'huyen-b');
  await publishStricter();
  await send('PUT', ADOPTION, { criteriaSet: SET });
  let left = requests;
  const mortal = <Store extends object>(store: Store): Store =>
    new Proxy(store, {
      get: (target, name) => {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== 'function') return method;
        return async (...asked: unknown[]) => {
          left -= 1;
          if (left < 0) throw new Killed();
          return Reflect.apply(method, target, asked);
        };
      },
    });
  const alive = deps();
  const registry = mortal(world.registry);
  const dying = { ...alive, registry, events: mortal(world.events), scorecards: mortal(world.scorecards) };
  let killed = false;
  try {
    await follow(dying);
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
    killed = true;
  }
  await follow(alive);
  const state = { plans: world.registry.allPlanRows(), scored: await rows() };
  return { killed, ...state, state };
}
