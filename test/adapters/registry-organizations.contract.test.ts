import { describe, expect, it } from 'vitest';
import { NO_BINDINGS } from '../../shared/domain/planning/inheritance.ts';
import type { MonthSeen, TreeGuard } from '../../shared/ports/registry.ts';
import { aNote, enterVersion } from '../support/audited.ts';
import { organizationVersion, periodState } from '../support/records.ts';
import { describeRegistries, type MakeRegistry } from '../support/registries.ts';

function describeOrganizationRegistryContract(make: MakeRegistry): void {
  it('gives an organization with all its versions and children, ascending', async () => {
    const { registry } = await make();
    const parent = organizationVersion({
      organization: 'dang-uy-1',
      kind: 'base-committee',
      parent: 'huyen',
    });
    const renamed = { ...parent, from: '2026-07', name: 'Đảng bộ xã mới' };
    await enterVersion(registry, renamed);
    await enterVersion(registry, parent);
    for (const organization of ['to-2', 'to-1', 'to-10'])
      await enterVersion(registry, organizationVersion({ organization }));
    expect(await registry.organization('dang-uy-1')).toEqual({
      organization: 'dang-uy-1',
      versions: [parent, renamed],
      children: ['to-1', 'to-10', 'to-2'],
      successors: [],
      bindings: NO_BINDINGS,
    });
    const codes = [{ system: 'so-tay', code: 'HD-001' }];
    const full = organizationVersion({
      organization: 'to-3',
      codes,
      predecessors: ['to-1', 'to-2'],
      closed: true,
    });
    await enterVersion(registry, full);
    expect((await registry.organization('to-3'))?.versions).toEqual([full]);
    for (const predecessor of ['to-1', 'to-2'])
      expect((await registry.organization(predecessor))?.successors, predecessor).toEqual(['to-3']);
  });

  it('gives children page by page, and nothing else of what stands beside them', async () => {
    const { registry } = await make();
    await enterVersion(
      registry,
      organizationVersion({ organization: 'xa', kind: 'base-committee', parent: null }),
    );
    const ids = ['to-1', 'to-10', 'to-2', 'to1', 'to10'];
    for (const organization of ids)
      await enterVersion(registry, organizationVersion({ organization, parent: 'xa' }));
    const heir = organizationVersion({ organization: 'xa-2', parent: null, predecessors: ['xa'] });
    await enterVersion(registry, heir);
    const behind = (after: string | null, limit: number) => registry.childrenOf('xa', { after, limit });
    expect(await behind(null, 10)).toEqual(ids);
    expect(await behind(null, 2)).toEqual(ids.slice(0, 2));
    for (const [i, after] of ids.entries()) expect(await behind(after, 3)).toEqual(ids.slice(i + 1, i + 4));
    expect(await behind('to-15', 1)).toEqual(['to-2']);
    expect(await registry.childrenOf('to-1', { after: null, limit: 10 })).toEqual([]);
  });

  it('finds whoever bears or ever bore a code, ascending, by system and code alone', async () => {
    const { registry } = await make();
    const coded = (organization: string, system: string, code: string, parts = {}) =>
      enterVersion(registry, organizationVersion({ organization, codes: [{ system, code }], ...parts }));
    await coded('to-2', 'Sổ tay', 'HD#1');
    await coded('to-10', 'Sổ tay', 'HD#1');
    await coded('to-2', 'Sổ tay', 'HD#2', { from: '2026-07' });
    await coded('to-3', 'Sổ tay#HD', '1');
    const bearing = (system: string, code: string) => registry.organizationsWithCode({ system, code });
    expect(await bearing('Sổ tay', 'HD#1')).toEqual(['to-10', 'to-2']);
    expect(await bearing('Sổ tay', 'HD#2')).toEqual(['to-2']);
    expect(await bearing('Sổ tay#HD', '1')).toEqual(['to-3']);
    for (const [system, code] of [
      ['Sổ tay', 'HD#'],
      ['Sổ tay', 'hd#1'],
      ['Sổ', 'HD#1'],
      ['HD#1', 'Sổ tay'],
    ] as const)
      expect(await bearing(system, code), `${system} ${code}`).toEqual([]);
  });

  it('marks no code of a version that lost', async () => {
    const { registry } = await make();
    const codes = [{ system: 'so-tay', code: '1' }];
    await enterVersion(registry, organizationVersion());
    expect(await enterVersion(registry, organizationVersion({ codes }))).toBe('lost');
    expect(await registry.organizationsWithCode({ system: 'so-tay', code: '1' })).toEqual([]);
  });

  it('knows nothing of an organization that was only named as a parent', async () => {
    const { registry } = await make();
    await enterVersion(registry, organizationVersion());
    expect(await registry.organization('dang-uy-1')).toBeNull();
    expect(await registry.organization('to')).toBeNull();
  });

  it('keeps a child under every parent it ever had', async () => {
    const { registry } = await make();
    for (const id of ['dang-uy-1', 'dang-uy-2'])
      await enterVersion(
        registry,
        organizationVersion({ organization: id, kind: 'base-committee', parent: null }),
      );
    await enterVersion(registry, organizationVersion());
    await enterVersion(registry, organizationVersion({ from: '2026-07', parent: 'dang-uy-2' }));
    await enterVersion(registry, organizationVersion({ parent: 'dang-uy-2', revision: 2 }));
    expect((await registry.organization('dang-uy-1'))?.children).toEqual(['to-1']);
    expect((await registry.organization('dang-uy-2'))?.children).toEqual(['to-1']);
  });

  it('writes a version over the revision before it alone', async () => {
    const { registry } = await make();
    const put = (revision: number) =>
      enterVersion(registry, organizationVersion({ revision, name: `Chi bộ ${revision}` }));
    expect(await put(2)).toBe('lost');
    expect(await put(1)).toBe('stored');
    expect(await put(1)).toBe('lost');
    expect(await put(3)).toBe('lost');
    expect(await put(2)).toBe('stored');
    expect((await registry.organization('to-1'))?.versions).toEqual([
      organizationVersion({ revision: 2, name: 'Chi bộ 2' }),
    ]);
  });

  it('writes no edge with a version that lost', async () => {
    const { registry, changes } = await make();
    const committee = { organization: 'dang-uy-2', kind: 'base-committee', parent: null } as const;
    await enterVersion(registry, organizationVersion(committee));
    await enterVersion(registry, organizationVersion());
    const before = (await changes()).length;
    expect(await enterVersion(registry, organizationVersion({ parent: 'dang-uy-2' }))).toBe('lost');
    expect((await registry.organization('dang-uy-2'))?.children).toEqual([]);
    expect(await changes()).toHaveLength(before);
  });

  it('lets one of many win a version', async () => {
    const { registry } = await make();
    const versions = Array.from({ length: 12 }, (_, i) => organizationVersion({ name: `Chi bộ ${i}` }));
    const outcomes = await Promise.all(versions.map((version) => enterVersion(registry, version)));
    expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(1);
    expect((await registry.organization('to-1'))?.versions).toEqual([versions[outcomes.indexOf('stored')]]);
  });

  describe('writing versions together', () => {
    const SEEN = { written: 0, entered: 0 };
    const guard = (organization: string, parts: Partial<TreeGuard> = {}): TreeGuard => ({
      organization,
      seen: SEEN,
      writes: false,
      takesIn: false,
      staysEmpty: false,
      ...parts,
    });
    const order = {
      organization: 'huyen',
      moves: [{ organization: 'to-1', parent: 'dang-uy-1', from: '2026-01' }],
      closures: [],
      openings: [],
      reason: 'Sắp xếp đơn vị hành chính',
      orderedAt: '2026-11-05T02:00:00.000Z',
      orderedBy: 'subject-1',
    };

    it('stores all of them, their edges and the counters that they raise', async () => {
      const { registry } = await make();
      const versions = [organizationVersion(), organizationVersion({ from: '2026-07', revision: 1 })];
      const guards = [
        guard('to-1', { writes: true, staysEmpty: true }),
        guard('dang-uy-1', { takesIn: true }),
      ];
      expect(await registry.putVersions({ versions, guards, months: [], order, audit: aNote() })).toBe(
        'stored',
      );
      expect(await registry.stamped('to-1')).toEqual({
        history: { organization: 'to-1', versions, children: [], successors: [], bindings: NO_BINDINGS },
        stamp: { written: 1, entered: 0 },
      });
      expect((await registry.stamped('dang-uy-1')).stamp).toEqual({ written: 0, entered: 1 });
      const again = [
        guard('dang-uy-1', { seen: { written: 0, entered: 1 }, writes: true, staysEmpty: true }),
      ];
      const closing = organizationVersion({
        organization: 'dang-uy-1',
        kind: 'base-committee',
        closed: true,
      });
      expect(
        await registry.putVersions({
          versions: [closing],
          guards: again,
          months: [],
          order: null,
          audit: aNote(),
        }),
      ).toBe('stored');
      expect((await registry.stamped('dang-uy-1')).stamp).toEqual({ written: 1, entered: 1 });
    });

    it('stores none where one of them was written by somebody else', async () => {
      const { registry } = await make();
      const other = organizationVersion({ organization: 'to-2' });
      await enterVersion(registry, other);
      const both = {
        versions: [organizationVersion(), other],
        guards: [guard('dang-uy-1')],
        months: [],
        order,
        audit: aNote(),
      };
      expect(await registry.putVersions(both)).toBe('lost');
      expect(await registry.organization('to-1')).toBeNull();
      expect(await registry.putVersions({ ...both, versions: [organizationVersion()] })).toBe('stored');
    });

    it('stores none where a counter that counts is no longer as it was seen', async () => {
      const { registry } = await make();
      const raise = (parts: Partial<TreeGuard>) =>
        registry.putVersions({
          versions: [],
          guards: [guard('a', parts)],
          months: [],
          order: null,
          audit: aNote(),
        });
      const put = (parts: Partial<TreeGuard>) =>
        registry.putVersions({
          versions: [organizationVersion()],
          guards: [guard('a', parts)],
          months: [],
          order: null,
          audit: aNote(),
        });
      await raise({ takesIn: true });
      expect(await put({ staysEmpty: true })).toBe('lost');
      expect(await put({ staysEmpty: true, seen: { written: 0, entered: 2 } })).toBe('lost');
      await raise({ writes: true });
      expect(await put({})).toBe('lost');
      expect(await put({ takesIn: true })).toBe('lost');
      expect(await put({ seen: { written: 2, entered: 1 } })).toBe('lost');
      expect(await registry.organization('to-1')).toBeNull();
      expect(await put({ seen: { written: 1, entered: 0 } })).toBe('stored');
    });

    it('stores none where a month has come further than it was seen', async () => {
      const { registry } = await make();
      const put = (status: MonthSeen['status']) =>
        registry.putVersions({
          versions: [organizationVersion()],
          ...{ guards: [], months: [{ month: '2026-11', status }] },
          ...{ order: null, audit: aNote() },
        });
      expect(await put('open')).toBe('lost');
      await registry.putPeriod(periodState({ month: '2026-11', status: 'opening' }), aNote());
      expect(await put(null)).toBe('lost');
      expect(await put('open')).toBe('lost');
      expect(await registry.organization('to-1')).toBeNull();
      expect(await put('opening')).toBe('stored');
      expect(await registry.period('2026-11')).toEqual(periodState({ month: '2026-11', status: 'opening' }));
    });
  });

  it('gives the criteria sets that an organization adopted with it, ascending, each over the revision before it', async () => {
    const { registry, changes } = await make();
    await enterVersion(registry, organizationVersion());
    await changes();
    const stamp = { organization: 'to-1', adoptedAt: '2026-10-02T00:00:00.000Z', adoptedBy: 'ban-to-chuc' };
    const later = { ...stamp, from: '2026-10', criteriaSet: null, revision: 1 };
    const first = {
      ...stamp,
      from: '2026-03',
      criteriaSet: { id: 'phu-tho-bloc', revision: 1 },
      revision: 1,
    };
    expect(await registry.putCriteriaAdoption(later, aNote())).toBe('stored');
    expect(await registry.putCriteriaAdoption(first, aNote())).toBe('stored');
    expect(await registry.putCriteriaAdoption(first, aNote())).toBe('lost');
    expect(await registry.putCriteriaAdoption({ ...first, revision: 3 }, aNote())).toBe('lost');
    const again = { ...first, criteriaSet: { id: 'binh-thuan', revision: 1 }, revision: 2 };
    expect(await registry.putCriteriaAdoption(again, aNote())).toBe('stored');
    const history = await registry.organization('to-1');
    expect(history?.bindings).toEqual({ ...NO_BINDINGS, criteria: [again, later] });
    expect(history?.versions).toEqual([organizationVersion()]);
    const adoption = { type: 'criteria-adoption', organization: 'to-1' } as const;
    expect(await changes()).toEqual(
      expect.arrayContaining([
        { ...adoption, from: '2026-10' },
        { ...adoption, from: '2026-03' },
      ]),
    );
  });

  it('tells of a version, and whether it is the end, and of an edge once', async () => {
    const { registry, changes } = await make();
    await enterVersion(registry, organizationVersion());
    await enterVersion(registry, organizationVersion({ from: '2026-07' }));
    await enterVersion(registry, organizationVersion({ from: '2026-09', closed: true }));
    const version = { type: 'organization-version', organization: 'to-1' } as const;
    const told = await changes();
    expect(told.filter(({ type }) => type === 'audit')).toHaveLength(3);
    expect(told.filter(({ type }) => type !== 'audit')).toEqual([
      { ...version, from: '2026-01' },
      { type: 'organization-edge' },
      { ...version, from: '2026-07' },
      { ...version, from: '2026-09', closes: true },
    ]);
  });
}

describeRegistries('a registry of organizations', describeOrganizationRegistryContract);
