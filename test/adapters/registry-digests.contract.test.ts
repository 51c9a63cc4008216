import { expect, it } from 'vitest';
import { describeRegistries } from '../support/registries.ts';

describeRegistries('marks of digests', (make) => {
  it('marks the digest of an organization and a day once, whoever comes first', async () => {
    const { registry } = await make();
    const mark = { organization: 'huyen', date: '2026-11-11' };
    const all = await Promise.all(Array.from({ length: 8 }, () => registry.putDigestMark(mark)));
    expect(all.filter((outcome) => outcome === 'stored')).toHaveLength(1);
    expect(await registry.putDigestMark(mark)).toBe('lost');
    expect(await registry.putDigestMark({ ...mark, date: '2026-11-12' })).toBe('stored');
    expect(await registry.putDigestMark({ ...mark, organization: 'huyen-2' })).toBe('stored');
  });
});
