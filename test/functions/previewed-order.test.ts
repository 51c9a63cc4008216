/**
 * What a dry run says is what then happens: any order of moves, closures and openings, tried out and carried out, in
 * whatever months. Refused, it is refused by the same words and nothing is written; else the versions are those that
 * were named, and the rows of open months that change are those that were listed, from what to what, and no others.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createHandler } from '../../functions/keep-roster/handler.ts';
import type { Duty } from '../../shared/domain/roster/duty.ts';
import type { Kind } from '../../shared/domain/roster/organization.ts';
import type { PlanRow } from '../../shared/domain/roster/plan.ts';
import { endDuties } from '../../shared/jobs/end-duties.ts';
import { planOpenMonths } from '../../shared/jobs/plan-organization.ts';
import {
  type ApiWorld,
  apiWorld,
  call,
  FIRST_REGISTRAR,
  PROVINCE,
  TREE,
  version,
} from '../support/api-world.ts';
import { aNote, enterVersion } from '../support/audited.ts';
import { silent } from '../support/silent-log.ts';

const OPEN = ['2026-10', '2026-11'];
const MONTHS = [...OPEN, '2026-12'];
/** Another committee in each district. */
const MORE = [version('db-g', 'base-committee', 'huyen-b'), version('db-h', 'base-committee', 'huyen-e')];
const ALL = [...TREE.map(([id]) => id), 'db-g', 'db-h'];
const NEW = ['moi-1', 'moi-2'];

/** Of offices that an order may close: at who may be moved or closed with them, and elsewhere. */
const DUTIES = [
  ['db-c', 'cs-f'],
  ['cs-d', 'cb-1'],
  ['cb-3', 'db-h'],
  ['huyen-b', 'cb-2'],
].map(
  ([by = '', attends = ''], i): Duty => ({
    ...{ id: `pc-${i}`, by, attends, office: 'cap-uy', every: 'month' },
    ...{ from: '2026-01', until: null, revision: 1 },
  }),
);

const CELLS = ['cb-1', 'cb-2', 'cb-3', 'cs-d', 'cs-f'];
const COMMITTEES = ['db-c', 'db-g', 'db-h', 'huyen-b', 'huyen-e'];

const from = fc.constantFrom(...MONTHS);
/** Mostly what somebody could mean, sometimes anybody. */
const oneOf = (...meant: readonly string[]) =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...meant) },
    { weight: 1, arbitrary: fc.constantFrom(...ALL, ...NEW) },
  );
const once = { selector: ({ organization }: { readonly organization: string }) => organization };
const order = fc.record({
  moves: fc.uniqueArray(
    fc.record({
      organization: oneOf(...CELLS, ...COMMITTEES.slice(0, 3)),
      parent: oneOf(...COMMITTEES),
      from,
    }),
    { ...once, maxLength: 3 },
  ),
  closures: fc.uniqueArray(
    fc.record({ organization: oneOf(...CELLS), from, successor: fc.option(oneOf(...CELLS)) }),
    { ...once, maxLength: 2 },
  ),
  openings: fc.uniqueArray(
    fc.record({
      organization: fc.constantFrom(...NEW),
      kind: fc.constantFrom<Kind>('cell', 'base-committee'),
      parent: oneOf(...COMMITTEES),
      from,
    }),
    { ...once, minLength: 1, maxLength: 2 },
  ),
});
type Asked = typeof order extends fc.Arbitrary<infer Order> ? Order : never;

const REFORM: Asked = {
  openings: [{ organization: 'moi-1', kind: 'base-committee', parent: 'huyen-e', from: '2026-11' }],
  moves: ['cb-1', 'cb-2', 'cb-3'].map((organization) => ({
    ...{ organization, parent: 'moi-1', from: '2026-11' },
  })),
  closures: [
    { organization: 'db-c', from: '2026-11', successor: 'moi-1' },
    { organization: 'cs-d', from: '2026-10', successor: 'cs-f' },
  ],
};

type Place = Pick<PlanRow, 'parent' | 'path' | 'exists' | 'expected'> & { readonly duties: number };
const placesOf = (world: ApiWorld): ReadonlyMap<string, Place> =>
  new Map(
    world.registry
      .allPlanRows()
      .map(({ month, organization, parent, path, exists, expected, duties }) => [
        `${month} ${organization}`,
        { parent, path, exists, expected, duties: duties.length },
      ]),
  );

const changed = (before: ReadonlyMap<string, Place>, after: ReadonlyMap<string, Place>) =>
  [...after]
    .map(([name, place]) => ({ name, before: before.get(name) ?? null, after: place }))
    .filter((one) => JSON.stringify(one.before) !== JSON.stringify(one.after))
    .sort((a, b) => (a.name < b.name ? -1 : 1));

it('says what then happens', async () => {
  let [carriedOut, refused] = [0, 0];
  await fc.assert(
    fc.asyncProperty(order, async (asked) => {
      const world = await apiWorld();
      for (const one of MORE) await enterVersion(world.registry, one);
      for (const duty of DUTIES) await world.registry.putDuty(duty, aNote());
      for (const month of OPEN) await world.open(month);
      const roster = createHandler({ ...world, ...world.planning }, { log: silent });
      const openings = asked.openings.map((one) => ({
        ...{ ...one, name: one.organization, unit: 'residential' },
        ...{ meets: one.kind === 'cell' ? 'monthly' : 'none' },
      }));
      const send = (dryRun: boolean) =>
        call(roster, 'POST', `/organizations/${PROVINCE}/openings`, {
          subject: FIRST_REGISTRAR,
          body: { ...asked, openings, reason: 'Sắp xếp', dryRun },
        });
      const [before, writes] = [placesOf(world), world.writes()];
      const said = await send(true);
      expect([world.writes(), placesOf(world)]).toEqual([writes, before]);

      const done = await send(false);
      expect(done.status).toBe(said.status);
      if (done.status !== 200) {
        refused += 1;
        expect(done.body).toEqual(said.body);
        expect(world.writes()).toBe(writes);
        return;
      }
      carriedOut += 1;
      expect(done.body.versions).toEqual(said.body.versions);
      for (const organization of ALL) await endDuties(world, organization);
      await planOpenMonths(world.planning, PROVINCE, '');
      const { total, items } = said.body.planRows;
      expect(total).toBe(items.length);
      expect(
        items.map(({ organization, period, ...places }: { organization: string; period: string }) => ({
          ...{ name: `${period} ${organization}`, ...places },
        })),
      ).toEqual(changed(before, placesOf(world)));
    }),
    { numRuns: 150, examples: [[REFORM]] },
  );
  expect(carriedOut).toBeGreaterThan(10);
  expect(refused).toBeGreaterThan(10);
});
