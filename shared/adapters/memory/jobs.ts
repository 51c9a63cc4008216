/** Jobs that are only noted down, for a test to run when it likes. */
import type { Jobs } from '../../ports/jobs.ts';

export type NotedJob =
  | { readonly job: 'advance-periods' }
  | { readonly job: 'publish-export'; readonly exportId: string };

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
  };
}
