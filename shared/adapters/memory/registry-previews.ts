/** Previews that outlast a call, in memory. */
import type { PreviewRegistry } from '../../ports/registry.ts';
import { compareAndSet, isKind, type Table } from './stored-item.ts';

const PREVIEWS = 'PREVIEWS';
const pagesKey = (id: string) => `PREVIEW#${id}`;

export const previewPart = (table: Table): PreviewRegistry => ({
  async preview(id) {
    const stored = await table.get(PREVIEWS, id);
    return isKind('preview')(stored) ? stored.state : null;
  },
  async previews() {
    return (await table.query(PREVIEWS)).filter(isKind('preview')).map(({ state }) => state);
  },
  putPreview: (state) =>
    compareAndSet(table, { pk: PREVIEWS, sk: state.previewId, value: { type: 'preview', state } }),
  async previewPage(id, name) {
    const stored = await table.get(pagesKey(id), name);
    return isKind('preview-page')(stored) ? stored.changes : [];
  },
  async putPreviewPage(id, name, changes) {
    await table.write({ pk: pagesKey(id), sk: name, value: { type: 'preview-page', name, changes } });
  },
  async forgetPreview(id) {
    for (const { name } of (await table.query(pagesKey(id))).filter(isKind('preview-page')))
      await table.write({ pk: pagesKey(id), sk: name, value: null });
    await table.write({ pk: PREVIEWS, sk: id, value: null });
  },
});
