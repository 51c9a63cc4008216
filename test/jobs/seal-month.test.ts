/** What was accepted before a month closed holds for everybody in it, whatever was planned by then, and for good. */
import { describe, expect, it } from 'vitest';
import type { PlanRow } from '../../shared/domain/roster/plan.ts';
import { openingPeriod } from '../../shared/jobs/advance-period.ts';
import { planOrganization, planSubtree } from '../../shared/jobs/plan-organization.ts';
import { sealMonth } from '../../shared/jobs/seal-month.ts';
import { aNote, enterVersion } from '../support/audited.ts';
import { participant, programme } from '../support/programmes.ts';
import { duty } from '../support/records.ts';
import { KilledError, MONTH, type SmallProvince, smallProvince, versionOf } from './small-province.ts';

const CLOSING_AT = '2026-11-08T00:00:00.000Z';

async function openProvince(): Promise<SmallProvince> {
  const province = await smallProvince();
  await province.registry.putPeriod(
    { ...openingPeriod(MONTH, province.control.now), status: 'open' },
    aNote(),
  );
  await planSubtree(province.deps, 'r', MONTH);
  return province;
}

async function close({ registry }: SmallProvince): Promise<void> {
  const state = await registry.period(MONTH);
  if (state === null) throw new RangeError('Nothing to close');
  const revision = state.revision + 1;
  await registry.putPeriod({ ...state, status: 'closing', closingAt: CLOSING_AT, revision }, aNote());
}

/** Changes of every kind, of which no planning job has heard. */
async function changeEverything(province: SmallProvince): Promise<void> {
  const { registry } = province;
  await province.rewrite('p', MONTH, { parent: 'q' });
  await province.rewrite('c', MONTH, { closed: true });
  await enterVersion(registry, versionOf('n', 'cell', 'q'));
  const criteriaSet = { id: 'phu-tho-bloc', revision: 1 };
  await registry.putCriteriaAdoption(
    { organization: 'q', from: MONTH, criteriaSet, adoptedAt: CLOSING_AT, adoptedBy: 'x', revision: 1 },
    aNote(),
  );
  const asks = programme({ organization: 'r', participants: [participant('p')] });
  await registry.putProgramme(asks, { participants: [], dueDays: [] }, aNote());
  await registry.putDuty(duty({ by: 'q', attends: 'b', every: 'month', from: MONTH, until: null }), aNote());
}

const rowsOf = ({ registry }: SmallProvince) =>
  new Map(registry.allPlanRows().map((row) => [row.organization, row]));

async function changedAndClosing(): Promise<SmallProvince> {
  const province = await openProvince();
  await changeEverything(province);
  await close(province);
  return province;
}

describe('sealing a month', () => {
  it('plans what was accepted and had reached nobody, for everybody whom it concerns', async () => {
    const province = await changedAndClosing();
    await sealMonth(province.deps, 'r', { month: MONTH });
    const rows = rowsOf(province);
    const set = { id: 'phu-tho-bloc', revision: 1 };
    const below = { criteriaSet: set, programmes: ['chi-thi-47'], sealed: true };
    expect(rows.get('p')).toMatchObject({ ...below, path: ['r', 'q', 'p'], formerParents: ['r'] });
    expect(rows.get('a')).toMatchObject({ ...below, path: ['r', 'q', 'p', 'a'], duties: [] });
    expect(rows.get('b')).toMatchObject({ ...below, duties: [{ by: 'q' }] });
    expect(rows.get('c')).toMatchObject({ exists: false, expected: false, sealed: true });
    expect(rows.get('n')).toMatchObject({
      path: ['r', 'q', 'n'],
      criteriaSet: set,
      version: 1,
      sealed: true,
    });
    expect(rows.get('r')).toMatchObject({ programmes: [], sealed: true, version: 2 });
    // The same as if everybody had been planned in time.
    const inTime = await openProvince();
    await changeEverything(inTime);
    await planSubtree(inTime.deps, 'r', MONTH);
    const said = (one: SmallProvince) =>
      one.registry.allPlanRows().map(({ version: _, sealed: __, plannedAt: ___, ...content }) => content);
    expect(said(province)).toEqual(said(inTime));
  });

  it('writes every row once, wherever it is killed and begun again', async () => {
    const undisturbed = await changedAndClosing();
    undisturbed.killAt(null);
    await sealMonth(undisturbed.deps, 'r', { month: MONTH });
    const { requests } = undisturbed.control;
    for (let nth = 1; nth <= requests; nth += 1) {
      const province = await changedAndClosing();
      province.killAt(nth);
      await expect(sealMonth(province.deps, 'r', { month: MONTH })).rejects.toThrow(KilledError);
      province.killAt(null);
      await sealMonth(province.deps, 'r', { month: MONTH });
      expect(province.registry.allPlanRows(), `request ${nth} of ${requests}`).toEqual(
        undisturbed.registry.allPlanRows(),
      );
    }
  });

  it('takes three requests for a cell, and as many for who stands above, once for fifty siblings', async () => {
    const province = await openProvince();
    const more = Array.from({ length: 50 }, (_, i) => `n${i}`);
    const sealed = async () => {
      await planSubtree(province.deps, 'r', MONTH);
      province.killAt(null);
      await sealMonth(province.deps, 'r', { month: MONTH });
      return province.control.requests;
    };
    for (const id of more) await enterVersion(province.registry, versionOf(id, 'cell', 'q'));
    await planSubtree(province.deps, 'r', MONTH);
    await close(province);
    // The period once a group, and the line above it.
    expect(await sealed()).toBeLessThan(3 * 56 + 20);
    // Begun again, it reads and writes nothing.
    const again = await sealed();
    expect(again).toBeLessThan(2 * 56 + 20);
  });

  it('leaves nothing to a planning job that read before, not even a row that was not there', async () => {
    const province = await openProvince();
    await enterVersion(province.registry, versionOf('n', 'cell', 'q'));
    const held = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    let waiting = 0;
    const slowly = (put: typeof province.registry.putPlanRow) => async (row: PlanRow) => {
      waiting += 1;
      if (waiting === 2) reached.resolve();
      await held.promise;
      return put(row);
    };
    const registry = {
      ...province.registry,
      putPlanRow: slowly(province.registry.putPlanRow),
      createPlanRow: slowly(province.registry.createPlanRow),
    };
    await province.rewrite('a', MONTH, { parent: 'q' });
    const slow = ['a', 'n'].map((id) => planOrganization({ ...province.deps, registry }, id, MONTH));
    await reached.promise;
    await province.rewrite('a', MONTH, { parent: 'p' });
    await province.rewrite('n', MONTH, { parent: 'p' });
    await close(province);
    await sealMonth(province.deps, 'r', { month: MONTH });
    const sealed = province.registry.allPlanRows();
    held.resolve();
    expect(await Promise.all(slow)).toEqual(['unchanged', 'unchanged']);
    expect(province.registry.allPlanRows()).toEqual(sealed);
    expect(rowsOf(province).get('n')).toMatchObject({ path: ['r', 'p', 'n'] });
  });

  it('lets nobody be added by a slow planning job who was entered and closed before it', async () => {
    const province = await openProvince();
    await enterVersion(province.registry, versionOf('n', 'cell', 'q'));
    const held = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    const registry = {
      ...province.registry,
      createPlanRow: async (row: PlanRow) => {
        reached.resolve();
        await held.promise;
        return province.registry.createPlanRow(row);
      },
    };
    const slow = planOrganization({ ...province.deps, registry }, 'n', MONTH);
    await reached.promise;
    await province.rewrite('n', MONTH, { closed: true });
    await close(province);
    await sealMonth(province.deps, 'r', { month: MONTH });
    held.resolve();
    expect(await slow).toBe('not-planned');
    expect(rowsOf(province).has('n')).toBe(false);
  });

  it('takes the due date as it stood at the closing, whatever a slow job made of it since', async () => {
    const province = await openProvince();
    province.at('2026-11-10T17:00:00.000Z');
    await planOrganization(province.deps, 'a', MONTH);
    await close(province);
    await sealMonth(province.deps, 'r', { month: MONTH });
    expect(province.registry.allPlanRows().map(({ duePassed }) => duePassed)).toEqual(Array(6).fill(false));
  });
});
