/** Builders of previews. */
import type { PreviewState } from '../../shared/domain/planning/preview.ts';

/** A queued preview of `huyen` from October 2026 on, of which nothing was looked at. */
export const previewState = (parts: Partial<PreviewState> = {}): PreviewState => ({
  previewId: 'huyen_2026-10_01',
  organization: 'huyen',
  from: '2026-10',
  criteriaSet: { id: 'nghe-an-08', revision: 1 },
  draft: null,
  status: 'queued',
  progress: 0,
  requestedAt: '2026-11-05T02:00:00.000Z',
  requestedBy: 'subject-1',
  updatedAt: '2026-11-05T02:00:00.000Z',
  expiresAt: '2026-11-12T02:00:00.000Z',
  attempt: 0,
  failures: 0,
  place: null,
  pages: [],
  months: [],
  revision: 1,
  ...parts,
});
