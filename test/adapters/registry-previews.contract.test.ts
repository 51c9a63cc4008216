import { expect, it } from 'vitest';
import type { PreviewedChange } from '../../shared/domain/planning/preview.ts';
import { BINH_THUAN } from '../domain/criteria/binh-thuan.ts';
import { previewState } from '../support/previews.ts';
import { describeRegistries, type MakeRegistry } from '../support/registries.ts';

const side = (grade: 'tot' | 'kha') => ({
  criteriaSet: { id: 'draft', revision: 0 },
  ...{ points: 9_000, grade, percentOfFull: 9_000, mixedSheets: false, annual: null },
});
const change = (organization: string): PreviewedChange => ({
  ...{ month: '2026-10', organization, name: 'Chi bộ thôn 1', kind: 'cell' },
  ...{ direction: 'down', annualDirection: null, before: side('tot'), after: side('kha') },
});

function describePreviewRegistryContract(make: MakeRegistry): void {
  it('keeps a preview with its draft, its place and its counts, revision by revision', async () => {
    const { registry } = await make();
    const ordered = previewState({
      criteriaSet: { id: 'draft', revision: 0 },
      draft: { ...BINH_THUAN, id: 'draft', revision: 0 },
    });
    const walked = previewState({
      ...ordered,
      ...{ status: 'running', progress: 40, attempt: 1, failures: 1, revision: 2 },
      place: {
        month: '2026-10',
        unfinished: [
          {
            ...{ organization: 'huyen', after: '', graded: -1, pointsSum: -900 },
            ...{ fullScoreSum: -1_000, percentSum: -9_000, sheets: { 'binh-thuan': -1 } },
          },
        ],
      },
      pages: [{ name: '0000-000000', changes: 2 }],
      months: [
        {
          ...{ month: '2026-10', organizations: 3 },
          pairs: [
            { before: 'tot', after: null, organizations: 2 },
            { before: 'mixed', after: 'mixed', organizations: 1 },
          ],
          above: [change('tinh')].map(({ month: _, ...rest }) => rest),
          annual: { up: 0, down: 1, other: 0 },
        },
      ],
    });
    expect(await registry.preview(ordered.previewId)).toBeNull();
    expect(await registry.putPreview(ordered)).toBe('stored');
    expect(await registry.putPreview(ordered)).toBe('lost');
    expect(await registry.preview(ordered.previewId)).toEqual(ordered);
    expect(await registry.putPreview(walked)).toBe('stored');
    expect(await registry.putPreview(walked)).toBe('lost');
    expect(await registry.preview(ordered.previewId)).toEqual(walked);
    const second = previewState({ previewId: 'huyen_2026-10_02' });
    await registry.putPreview(second);
    expect(await registry.previews()).toEqual([walked, second]);
  });

  it('keeps the changes page by page, and forgets them with their preview', async () => {
    const { registry } = await make();
    const [one, other] = ['huyen_2026-10_01', 'huyen_2026-10_010'];
    for (const previewId of [one, other]) await registry.putPreview(previewState({ previewId }));
    await registry.putPreviewPage(one, '0001-000002', [change('to-1'), change('to-2')]);
    await registry.putPreviewPage(one, '0001-000003', [change('to-3')]);
    await registry.putPreviewPage(other, '0001-000002', [change('to-9')]);
    expect(await registry.previewPage(one, '0001-000002')).toEqual([change('to-1'), change('to-2')]);
    expect(await registry.previewPage(one, '0001-000009')).toEqual([]);
    await registry.forgetPreview(one);
    expect(await registry.previewPage(one, '0001-000002')).toEqual([]);
    expect(await registry.previewPage(one, '0001-000003')).toEqual([]);
    expect((await registry.previews()).map(({ previewId }) => previewId)).toEqual([other]);
    expect(await registry.previewPage(other, '0001-000002')).toEqual([change('to-9')]);
  });
}

describeRegistries('previews', describePreviewRegistryContract);
