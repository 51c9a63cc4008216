/** What programmes ask, told anew from the roster and from what was published, without the code under test. */
import { defaultDueAt, type Month } from '../../shared/domain/period.ts';
import type { Programme } from '../../shared/domain/programmes/programme.ts';
import type { OrganizationId, OrganizationVersion } from '../../shared/domain/roster/organization.ts';

/** The roster and the programmes at one time. */
export type RulesState = {
  readonly versions: readonly OrganizationVersion[];
  readonly published: readonly Programme[];
};

export type AskedOf = Pick<Programme, 'dayRule'> & {
  /** Ids, ascending. */
  readonly programmes: readonly string[];
  readonly thematicOwed: boolean;
  readonly expected: boolean;
  /** When a record of a month that opens now is due. */
  readonly dueAt: string;
};

/** What is asked of one organization in one month, told from the roster and from what was published alone. */
export function askedOf(state: RulesState, organization: OrganizationId, month: Month): AskedOf {
  const standing = standingIn(state.versions, month);
  const meets = standing.get(organization)?.meets ?? 'none';
  const endsQuarter = ['03', '06', '09', '12'].includes(month.slice(5));
  const asking = askingOf(state, standing, organization, month);
  const dueDay = asking.find((one) => one.dueDay !== null)?.dueDay ?? null;
  return {
    programmes: asking.map(({ id }) => id).sort(),
    dayRule: asking.find((one) => one.dayRule !== null)?.dayRule ?? null,
    thematicOwed: meets !== 'none' && endsQuarter && asking.some(({ thematic }) => thematic),
    expected: meets === 'monthly' || (meets === 'quarterly' && endsQuarter),
    dueAt: dueDay === null ? defaultDueAt(month) : dayAfter(month, dueDay),
  };
}

/** Of each organization the version that holds. */
function standingIn(
  versions: RulesState['versions'],
  month: Month,
): Map<OrganizationId, OrganizationVersion> {
  const held = versions.filter(({ from }) => from <= month).sort((a, b) => (a.from < b.from ? -1 : 1));
  return new Map(held.map((version) => [version.organization, version]));
}

/** The revisions that ask something of it: whoever is named nearest to it comes first, then by id. */
function askingOf(
  { published }: RulesState,
  standing: ReadonlyMap<OrganizationId, OrganizationVersion>,
  organization: OrganizationId,
  month: Month,
): Programme[] {
  const ids = [...new Set(published.map(({ id }) => id))].sort();
  const inForce = ids.flatMap((id) => {
    const begun = published.filter((one) => one.id === id && one.from <= month);
    return begun.sort((a, b) => b.revision - a.revision).slice(0, 1);
  });
  const line: OrganizationId[] = [];
  for (let at: OrganizationId | null = organization; at !== null; at = standing.get(at)?.parent ?? null)
    line.push(at);
  // It is asked by what names it or somebody above it, as long as that one stands below the issuer.
  const named = line.flatMap((at, i) =>
    inForce.filter(
      ({ organization: issuer, participants }) =>
        line.slice(i).includes(issuer) &&
        participants.some(
          (each) => each.organization === at && each.from <= month && (each.until ?? month) >= month,
        ),
    ),
  );
  return [...new Set(named)];
}

/** The end of a day of the next month, in Vietnam. */
function dayAfter(month: Month, day: number): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, day + 1) - 7 * 3_600_000).toISOString();
}
