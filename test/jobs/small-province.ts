/** A province of six in memory: root `r`, base committees `p` and `q`, cells `a` and `b` below `p`, `c` below `q`. */
import { memoryEventStore } from '../../shared/adapters/memory/event-store.ts';
import { memoryJobs } from '../../shared/adapters/memory/jobs.ts';
import { memoryRegistry } from '../../shared/adapters/memory/registry.ts';
import { memoryScorecardStore } from '../../shared/adapters/memory/scorecard-store.ts';
import { allPresetCriteriaSets } from '../../shared/adapters/presets/criteria-sets.ts';
import type { Instant, Month } from '../../shared/domain/period.ts';
import type { OrganizationVersion } from '../../shared/domain/roster/organization.ts';
import type { AdvanceDeps } from '../../shared/jobs/advance-period.ts';
import { PassingError } from '../../shared/ports/passing-error.ts';
import { enterVersion } from '../support/audited.ts';
import { meetingRecord, meetingRevision, organizationVersion } from '../support/records.ts';

export const MONTH = '2026-10';

const TREE: readonly [id: string, kind: OrganizationVersion['kind'], parent: string | null][] = [
  ['r', 'province', null],
  ['p', 'base-committee', 'r'],
  ['q', 'base-committee', 'r'],
  ['a', 'cell', 'p'],
  ['b', 'cell', 'p'],
  ['c', 'cell', 'q'],
];

/** The process was killed: what it asked for was not done, and nothing after it. No trouble of the work itself. */
export class KilledError extends PassingError {
  override readonly name = 'KilledError';
}

export type SmallProvince = Awaited<ReturnType<typeof smallProvince>>;

export async function smallProvince() {
  const control = {
    requests: 0,
    killAt: Number.POSITIVE_INFINITY,
    now: '2026-10-20T00:00:00.000Z',
    drains: 0,
  };
  const beforeEach = async () => {
    control.requests += 1;
    if (control.requests >= control.killAt) throw new KilledError(`at request ${control.requests}`);
  };
  const registry = memoryRegistry({ beforeEach });
  const events = memoryEventStore({ beforeEach });
  const scorecards = memoryScorecardStore({ beforeEach });
  const jobs = memoryJobs();
  const deps: AdvanceDeps = {
    registry,
    events,
    scorecards,
    jobs,
    criteriaSets: async (ref) => {
      const set = allPresetCriteriaSets().find(({ id }) => id === ref.id);
      if (set === undefined) throw new RangeError(`No preset ${ref.id}`);
      return set;
    },
    defaultCriteriaSet: { id: 'binh-thuan', revision: 1 },
    now: () => control.now,
    root: 'r',
    newExportId: (organization, month) => `${organization}_${month}_${'0'.repeat(26)}`,
    drain: async () => {
      control.drains += 1;
    },
  };
  for (const [organization, kind, parent] of TREE)
    await enterVersion(registry, versionOf(organization, kind, parent));

  return {
    control,
    registry,
    events,
    scorecards,
    jobs,
    deps,
    /** Lets the next work die at its nth request; `null`: lets it live. */
    killAt(nth: number | null) {
      control.requests = 0;
      control.killAt = nth ?? Number.POSITIVE_INFINITY;
    },
    at(now: Instant) {
      control.now = now;
    },
    /** A regular meeting of a cell, accepted. */
    accept: (organization: string, month: Month = MONTH, revision = 1) =>
      events.append(
        meetingRevision({
          organization,
          month,
          revision,
          record: meetingRecord({ heldOn: `${month}-13`, discussion: { opinions: revision } }),
        }),
      ),
    /** Writes the version of a month anew, or a first one. */
    async rewrite(organization: string, from: Month, change: Partial<OrganizationVersion>) {
      const versions = (await registry.organization(organization))?.versions ?? [];
      const base = versions.findLast((version) => version.from <= from);
      if (base === undefined) throw new RangeError(`${organization} does not exist in ${from}`);
      const revision = base.from === from ? base.revision + 1 : 1;
      await enterVersion(registry, { ...base, ...change, from, revision });
    },
  };
}

export const versionOf = (
  organization: string,
  kind: OrganizationVersion['kind'],
  parent: string | null,
): OrganizationVersion =>
  organizationVersion({ organization, kind, parent, meets: kind === 'cell' ? 'monthly' : 'none' });
