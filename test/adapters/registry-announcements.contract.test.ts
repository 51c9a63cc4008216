import { expect, it } from 'vitest';
import { ATTENTION_CODES } from '../../shared/domain/attention/attention-words.ts';
import { describeRegistries } from '../support/registries.ts';

describeRegistries('marks of announcements', (make) => {
  const mark = { organization: 'cb-1', month: '2026-10', code: 'overdue', occasion: null } as const;

  it('marks an item once, whoever comes first', async () => {
    const { registry } = await make();
    const all = await Promise.all(Array.from({ length: 8 }, () => registry.putAnnounced(mark)));
    expect(all.filter((outcome) => outcome === 'stored')).toHaveLength(1);
    expect(await registry.putAnnounced(mark)).toBe('lost');
    expect(await registry.putAnnounced({ ...mark, month: '2026-11' })).toBe('stored');
    expect(await registry.putAnnounced({ ...mark, organization: 'cb-2' })).toBe('stored');
    for (const occasion of ['2026-11-11T00:00:00.000Z', '2026-11-25T00:00:00.000Z']) {
      const again = { ...mark, code: 'reopened', occasion } as const;
      expect(await registry.announced([again])).toEqual([]);
      expect(await registry.putAnnounced(again)).toBe('stored');
      expect(await registry.putAnnounced(again)).toBe('lost');
      expect(await registry.announced([again])).toEqual([again]);
    }
  });

  it('tells which of many items are marked, and no others', async () => {
    const { registry } = await make();
    const asked = Array.from({ length: 15 }, (_, n) => `cb-${n}`).flatMap((organization) =>
      ATTENTION_CODES.map((code) => ({ organization, month: '2026-10', code, occasion: null })),
    );
    expect(await registry.announced([])).toEqual([]);
    expect(await registry.announced(asked)).toEqual([]);
    const marked = asked.filter((_, n) => n % 7 === 0);
    for (const one of marked) await registry.putAnnounced(one);
    await registry.putAnnounced({ ...mark, month: '2026-11' });
    const found = await registry.announced(asked);
    expect(found).toHaveLength(marked.length);
    expect(found).toEqual(expect.arrayContaining(marked));
  });
});
