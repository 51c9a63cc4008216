/** Jobs that are only noted down, for a test to run when it likes. */
import type { Jobs } from '../../ports/jobs.ts';

export type NotedJob =
  | { readonly job: 'advance-periods' }
  | { readonly job: 'publish-export'; readonly exportId: string }
  | { readonly job: 'preview-adoption'; readonly previewId: string };

export function memoryJobs(): Jobs & { readonly noted: NotedJob[] } {
  const noted: NotedJob[] = [];
  return {
    noted,
    async advancePeriods() {
      noted.push({ job: 'advance-periods' });
    },
    async publishExport(exportId) {
      noted.push({ job: 'publish-export', exportId });
    },
    async previewAdoption(previewId) {
      noted.push({ job: 'preview-adoption', previewId });
    },
  };
}
