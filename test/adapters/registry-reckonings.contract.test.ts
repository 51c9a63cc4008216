import { expect, it } from 'vitest';
import { reckoning } from '../support/records.ts';
import { describeRegistries } from '../support/registries.ts';

describeRegistries('reckonings', (make) => {
  it('are there as they were put, each for its month', async () => {
    const { registry } = await make();
    expect(await registry.reckoning('2026-10')).toBeNull();
    expect(await registry.putReckoning(reckoning())).toBe('stored');
    expect(await registry.putReckoning(reckoning({ month: '2026-11' }))).toBe('stored');
    expect(await registry.reckoning('2026-10')).toEqual(reckoning());
    expect(await registry.reckoning('2026-11')).toEqual(reckoning({ month: '2026-11' }));
  });

  it('go from one revision to the next, for one of those who try', async () => {
    const { registry } = await make();
    const put = (revision: number) =>
      registry.putReckoning(reckoning({ revision, periodRevision: revision }));
    expect(await put(2)).toBe('lost');
    const first = await Promise.all(Array.from({ length: 4 }, () => put(1)));
    expect(first.filter((outcome) => outcome === 'stored')).toHaveLength(1);
    expect(await put(2)).toBe('stored');
    expect(await put(2)).toBe('lost');
    expect(await registry.reckoning('2026-10')).toMatchObject({ revision: 2, periodRevision: 2 });
  });
});
