/** What the clock's job needs to advance the months of a small province; every export that it orders has its own id. */
import type { AdvanceDeps } from '../../shared/jobs/advance-period.ts';
import { type ApiWorld, PROVINCE } from './api-world.ts';

export function advanceDeps(world: ApiWorld): AdvanceDeps {
  let exports = 0;
  return {
    ...world,
    ...world.planning,
    root: PROVINCE,
    drain: async () => {},
    newExportId: (organization, month) => {
      exports += 1;
      return `${organization}_${month}_${exports}`;
    },
  };
}
