import { expect, it } from 'vitest';
import type { ProgrammeBefore } from '../../shared/ports/registry.ts';
import { aNote, enterVersion } from '../support/audited.ts';
import { dutyReport, participant, participation, programme } from '../support/programmes.ts';
import { duty, organizationVersion } from '../support/records.ts';
import { describeRegistries, type MakeRegistry } from '../support/registries.ts';

const FIRST: ProgrammeBefore = { participants: [], dueDays: [] };

function describeProgrammeRegistryContract(make: MakeRegistry): void {
  const enter = async ({ registry }: Awaited<ReturnType<MakeRegistry>>, ...ids: string[]) => {
    for (const organization of ids)
      await enterVersion(
        registry,
        organizationVersion({ organization, parent: null, kind: 'district', meets: 'none' }),
      );
  };

  it('keeps every revision of a programme, and its entry in the list', async () => {
    const { registry } = await make();
    const first = programme({ dueDay: 5 });
    const second = programme({ revision: 2, from: '2026-06', title: { vi: 'Mới', en: 'New' }, dueDay: 3 });
    expect(await registry.programmeRevisions('chi-thi-47')).toEqual([]);
    expect(await registry.putProgramme(first, FIRST, aNote())).toBe('stored');
    expect(await registry.putProgramme(second, { participants: ['huyen'], dueDays: [5] }, aNote())).toBe(
      'stored',
    );
    expect(await registry.putProgramme(programme({ id: 'a', dueDay: null }), FIRST, aNote())).toBe('stored');
    expect(await registry.programmeRevisions('chi-thi-47')).toEqual([first, second]);
    expect(await registry.programmes()).toEqual([
      { id: 'a', revision: 1, organization: 'huyen', title: first.title, dueDays: [] },
      { id: 'chi-thi-47', revision: 2, organization: 'huyen', title: second.title, dueDays: [3, 5] },
    ]);
  });

  it('lets one win who publish the same revision, and writes nothing of the other', async () => {
    const made = await make();
    await enter(made, 'huyen', 'xa');
    const { registry } = made;
    const mine = programme();
    expect(await registry.putProgramme(mine, FIRST, aNote())).toBe('stored');
    expect(
      await registry.putProgramme(programme({ participants: [participant('xa')] }), FIRST, aNote()),
    ).toBe('lost');
    expect(await registry.putProgramme(programme({ revision: 3 }), FIRST, aNote())).toBe('lost');
    expect(await registry.programmeRevisions('chi-thi-47')).toEqual([mine]);
    expect((await registry.organization('xa'))?.bindings.participations).toEqual([]);
  });

  it('tells each participant, and whoever is none any more, in its own history', async () => {
    const made = await make();
    await enter(made, 'huyen', 'xa');
    const { registry, changes } = made;
    const first = programme();
    const model = participant('xa', { part: 'model', from: '2026-07', until: '2026-12' });
    const second = programme({ revision: 2, from: '2026-06', participants: [model] });
    await registry.putProgramme(first, FIRST, aNote());
    await registry.putProgramme(second, { participants: ['huyen'], dueDays: [] }, aNote());
    const of = async (id: string) => (await registry.organization(id))?.bindings.participations;
    const ref = { id: 'chi-thi-47', revision: 2 };
    expect(await of('huyen')).toEqual([
      participation(),
      participation({ programme: ref, from: '2026-06', span: null }),
    ]);
    expect(await of('xa')).toEqual([
      participation({
        programme: ref,
        from: '2026-06',
        span: { part: 'model', from: '2026-07', until: '2026-12' },
      }),
    ]);
    expect((await changes()).filter(({ type }) => type === 'participation')).toEqual(
      expect.arrayContaining([
        { type: 'participation', organization: 'huyen', from: '' },
        { type: 'participation', organization: 'xa', from: '' },
      ]),
    );
  });

  it('keeps a duty where it is looked up, where its office is and where it is owed', async () => {
    const made = await make();
    await enter(made, 'to-1');
    const { registry, changes } = made;
    expect(await registry.duty('pc-1')).toBeNull();
    expect(await registry.putDuty(duty(), aNote())).toBe('stored');
    expect(await registry.putDuty(duty({ office: 'van-phong' }), aNote())).toBe('lost');
    expect(await registry.putDuty(duty({ id: 'pc-0', every: 'quarter' }), aNote())).toBe('stored');
    const ended = duty({ until: '2026-11', revision: 2 });
    expect(await registry.putDuty(ended, aNote())).toBe('stored');
    expect(await registry.duty('pc-1')).toEqual(ended);
    expect(await registry.dutiesBy('huyen')).toEqual([duty({ id: 'pc-0', every: 'quarter' }), ended]);
    expect((await registry.organization('to-1'))?.bindings.duties).toEqual(await registry.dutiesBy('huyen'));
    expect((await changes()).filter(({ type }) => type === 'duty-at')).toContainEqual({
      type: 'duty-at',
      organization: 'to-1',
      from: '',
    });
  });

  it('keeps what is reported of a quarter, by revision', async () => {
    const { registry } = await make();
    expect(await registry.dutyReport('pc-1', '2026-Q4')).toBeNull();
    expect(await registry.putDutyReport(dutyReport(), aNote())).toBe('stored');
    expect(await registry.putDutyReport(dutyReport({ text: 'khác' }), aNote())).toBe('lost');
    expect(await registry.putDutyReport(dutyReport({ text: 'khác', revision: 2 }), aNote())).toBe('stored');
    expect(await registry.dutyReport('pc-1', '2026-Q4')).toEqual(dutyReport({ text: 'khác', revision: 2 }));
  });
}

describeRegistries('programmes and duties in the registry', describeProgrammeRegistryContract);
