/**
 * The roster as it would be after some changes, and what it takes to write them: the versions, and the counters of
 * every organization that their judgement rests on. Reads each organization once and remembers nothing beyond one
 * attempt.
 */
import { askOnce } from '../../shared/domain/ask-once.ts';
import { equalValues } from '../../shared/domain/equality.ts';
import type { VersionChange } from '../../shared/domain/log/registry-audit.ts';
import type { Month } from '../../shared/domain/period.ts';
import { NO_BINDINGS } from '../../shared/domain/planning/inheritance.ts';
import type { OrganizationHistory } from '../../shared/domain/planning/organization-history.ts';
import { rosterPath } from '../../shared/domain/planning/roster-path.ts';
import {
  isCommittee,
  type OrganizationId,
  type OrganizationVersion,
} from '../../shared/domain/roster/organization.ts';
import type { PeriodState } from '../../shared/domain/roster/plan.ts';
import type {
  OrganizationRegistry,
  RosterChange,
  StampedOrganization,
  TreeGuard,
  TreeStamp,
} from '../../shared/ports/registry.ts';
import { monthsSeen } from './months-seen.ts';

export type Content = Omit<OrganizationVersion, 'revision'>;

/** What a judgement rested on besides the organizations that it judged. */
export type RestsOn = {
  /** For each organization those above it, or once above it, on whose places it rested. */
  readonly paths: ReadonlyMap<OrganizationId, ReadonlySet<OrganizationId>>;
  /** Ascending. */
  readonly periods: readonly PeriodState[];
  /** This month. */
  readonly today: Month;
};

type Alteration = {
  readonly from: Month;
  readonly change: (content: Content) => Content;
  /** Whether a later version is changed too: what was entered ahead for other reasons must not undo the change. */
  readonly carriesOn: (later: OrganizationVersion, standing: OrganizationVersion) => boolean;
  /** Whether a version of that month is to say it even where it has held before. */
  readonly saidAnew?: boolean;
};

export const contentOf = ({ revision: _, ...content }: OrganizationVersion): Content => content;

/** The version that says where an organization stands in a month, a closing one too. */
export const standingIn = (history: OrganizationHistory | null, month: Month): OrganizationVersion | null =>
  history?.versions.findLast(({ from }) => from <= month) ?? null;

export class RosterDraft {
  readonly #drafted = new Map<OrganizationId, readonly OrganizationVersion[]>();
  readonly #children = new Map<OrganizationId, Set<OrganizationId>>();

  constructor(registry: Pick<OrganizationRegistry, 'stamped'>) {
    this.stored = askOnce((id: OrganizationId) => registry.stamped(id));
  }

  /** As it is stored. */
  readonly stored: (id: OrganizationId) => Promise<StampedOrganization>;

  readonly storedHistoryOf = async (id: OrganizationId): Promise<OrganizationHistory | null> =>
    (await this.stored(id)).history;

  /** As it would be. */
  readonly historyOf = async (id: OrganizationId): Promise<OrganizationHistory | null> => {
    const { history } = await this.stored(id);
    const versions = this.#drafted.get(id) ?? history?.versions ?? [];
    if (versions.length === 0) return null;
    const children = new Set([...(history?.children ?? []), ...(this.#children.get(id) ?? [])]);
    const bindings = history?.bindings ?? NO_BINDINGS;
    return {
      organization: id,
      versions,
      children: [...children].sort(),
      successors: history?.successors ?? [],
      bindings,
    };
  };

  /** Puts one version, in place of one from the same month. */
  async put(content: Content): Promise<void> {
    const { history } = await this.stored(content.organization);
    const before = this.#drafted.get(content.organization) ?? history?.versions ?? [];
    this.#draft(content.organization, history, [
      ...before.filter(({ from }) => from !== content.from),
      content,
    ]);
  }

  /** Changes what holds from a month on; does nothing where that is so already. */
  async alter(id: OrganizationId, { from, change, carriesOn, saidAnew = false }: Alteration): Promise<void> {
    const { history } = await this.stored(id);
    const before = this.#drafted.get(id) ?? history?.versions ?? [];
    const standing = before.findLast((version) => version.from <= from);
    if (standing === undefined) throw new RangeError(`${id} does not stand anywhere in ${from}`);
    const later = before.filter((version) => version.from > from);
    const end = later.findIndex((version) => !carriesOn(version, standing));
    const carried = end === -1 ? later.length : end;
    const changed = change(contentOf(standing));
    const isNew = saidAnew || !equalValues(changed, contentOf(standing));
    this.#draft(id, history, [
      ...before.filter((version) => version.from < from),
      ...(isNew ? [{ ...changed, from }] : standing.from === from ? [standing] : []),
      ...later.map((version, i) => (i < carried ? change(contentOf(version)) : version)),
    ]);
  }

  #draft(
    id: OrganizationId,
    history: OrganizationHistory | null,
    contents: readonly (Content | OrganizationVersion)[],
  ): void {
    const versions = contents.map((content) => {
      const stored = history?.versions.find(({ from }) => from === content.from);
      const { revision: _, ...bare }: Content & { revision?: number } = content;
      if (stored !== undefined && equalValues(bare, contentOf(stored))) return stored;
      return { ...bare, revision: (stored?.revision ?? 0) + 1 };
    });
    this.#drafted.set(
      id,
      versions.toSorted((a, b) => (a.from < b.from ? -1 : 1)),
    );
    for (const { parent } of versions) {
      if (parent === null) continue;
      this.#children.set(parent, (this.#children.get(parent) ?? new Set()).add(id));
    }
  }

  /** What is to be written, organization by organization in the order in which they were changed. */
  async writes(): Promise<OrganizationVersion[][]> {
    const groups: OrganizationVersion[][] = [];
    for (const [id, versions] of this.#drafted) {
      const stored = new Map((await this.storedHistoryOf(id))?.versions.map((one) => [one.from, one]));
      const written = versions.filter(({ from, revision }) => stored.get(from)?.revision !== revision);
      if (written.length > 0) groups.push(written);
    }
    return groups;
  }

  /** What some of the versions change: what held in their month before, and where the organization stood and will. */
  async changes(versions: readonly OrganizationVersion[]): Promise<VersionChange[]> {
    return Promise.all(
      versions.map(async (version) => {
        const { organization, from } = version;
        const before = standingIn(await this.storedHistoryOf(organization), from);
        const [path, pathBefore] = await Promise.all([
          rosterPath(this.historyOf, organization, from),
          before && rosterPath(this.storedHistoryOf, organization, from),
        ]);
        return { version, before, path: path ?? [organization], pathBefore };
      }),
    );
  }

  /**
   * The guards of some of the versions. Those above and the months that a judgement rests on count only where something
   * stands below, for only then can a cycle close. `raised` is what this attempt has itself added to the counters since
   * they were read.
   */
  async guards(
    versions: readonly OrganizationVersion[],
    { paths, periods, today }: RestsOn,
    raised: ReadonlyMap<OrganizationId, TreeStamp> = new Map(),
  ): Promise<Pick<RosterChange, 'guards' | 'months'>> {
    const moved: Month[] = [];
    const guards = new Map<OrganizationId, Omit<TreeGuard, 'seen'>>();
    const guard = (organization: OrganizationId, parts: Partial<TreeGuard> = {}) => {
      const before = guards.get(organization);
      guards.set(organization, {
        organization,
        writes: parts.writes === true || before?.writes === true,
        takesIn: parts.takesIn === true || before?.takesIn === true,
        staysEmpty: parts.staysEmpty === true || before?.staysEmpty === true,
      });
    };
    for (const version of versions) {
      const { organization, parent, closed, kind } = version;
      const history = await this.storedHistoryOf(organization);
      // Raised by whatever is written: an order carries on what was entered for later, and must not miss any of it.
      guard(organization, { writes: true });
      if (!reshapes(version, history)) continue;
      const holdsNobody = (history?.children ?? []).length === 0;
      guard(organization, { staysEmpty: closed || !isCommittee(kind) || holdsNobody });
      if (!closed && parent !== null) guard(parent, { takesIn: true });
      if (holdsNobody) continue;
      moved.push(version.from);
      for (const id of paths.get(organization) ?? []) guard(id);
    }
    const seen = async (id: OrganizationId) => {
      const { stamp } = await this.stored(id);
      const own = raised.get(id);
      return own === undefined
        ? stamp
        : { written: stamp.written + own.written, entered: stamp.entered + own.entered };
    };
    const [first] = moved.toSorted();
    return {
      guards: await Promise.all(
        [...guards.values()].map(async (one) => ({ ...one, seen: await seen(one.organization) })),
      ),
      months: first === undefined ? [] : monthsSeen(periods, first, today),
    };
  }
}

/** Whether the version says another place, or another sort of place, than what held in its month before. */
function reshapes(version: OrganizationVersion, stored: OrganizationHistory | null): boolean {
  const before = standingIn(stored, version.from);
  return (
    before === null ||
    before.parent !== version.parent ||
    before.closed !== version.closed ||
    isCommittee(before.kind) !== isCommittee(version.kind)
  );
}
