/** The annual classification of a year's export, grouped anew from what it tells of each organization. */
import { excellenceCaps } from '../../shared/adapters/presets/excellence-caps.ts';
import { CLASSIFICATIONS } from '../../shared/domain/events/annual-facts.ts';
import { groupsOfYear } from '../../shared/domain/exports/classified-year.ts';
import type {
  ClassificationEntry,
  ClassifiedEntry,
  PlanEntry,
} from '../../shared/domain/exports/export-tables.ts';
import { isLastOfYear, type Month, monthsOf, type Year } from '../../shared/domain/period.ts';
import { KINDS, type OrganizationId, UNITS } from '../../shared/domain/roster/organization.ts';
import { capBaseOf, groupKey, isOverCap } from '../../shared/domain/scorecards/classification.ts';
import { Cells } from './cells.ts';
import { type Difference, differs } from './differences.ts';
import type { ReadFacts } from './facts.ts';
import type { Line } from './files.ts';
import { placeOf } from './refold.ts';

/** @throws UnreadableExportError */
export function classifiedOf(line: Line): ClassifiedEntry {
  const cells = new Cells(line);
  return {
    year: cells.some('year'),
    month: cells.some('period'),
    organization: cells.some('organization'),
    name: cells.text('name'),
    superior: cells.some('superior'),
    kind: cells.oneOf('kind', KINDS),
    unit: cells.oneOf('unit', UNITS),
    exists: cells.flag('exists'),
    classification: cells.oneOrNone('classification', CLASSIFICATIONS),
    told: cells.textOrNull('told'),
  };
}

export type ClassifiedMaterial = {
  readonly top: OrganizationId;
  readonly year: Year;
  readonly plans: readonly PlanEntry[];
  readonly facts: readonly ReadFacts[];
};

/**
 * What each organization was classified as, held against the plan facts of the last month and the facts of the year;
 * but for what other exports alone can prove, as {@link monthsOfOthers} has it.
 */
export function classifiedDifferences(
  { top, year, plans, facts }: ClassifiedMaterial,
  classified: readonly ClassifiedEntry[],
): Difference[] {
  const month = plans
    .map((plan) => plan.month)
    .toSorted()
    .at(-1);
  const wanted = new Map(
    plans.flatMap((plan) =>
      plan.month === month && plan.organization !== top && plan.kind !== 'body'
        ? [[plan.organization, plan] as const]
        : [],
    ),
  );
  const factsOf = new Map(facts.flatMap((one) => (one.year === year ? [[one.organization, one]] : [])));
  const left = new Set(wanted.keys());
  const planned = new Set(plans.map((plan) => placeOf(plan.organization, plan.month)));
  const ofOthers = monthsOfOthers({ top, year, plans });
  const isToldElsewhere = ({ organization, told }: ClassifiedEntry): boolean =>
    told !== null && ofOthers.has(told) && !planned.has(placeOf(organization, told));
  const found = classified.flatMap((entry) => {
    const { organization } = entry;
    const differ = (column: string, is: unknown, must: unknown) =>
      differs('classified', organization, column, is ?? '', must ?? '');
    const plan = wanted.get(organization);
    if (plan === undefined) return differ('organization', organization, `an organization of ${month}`);
    if (!left.delete(organization)) return differ('organization', organization, 'once only');
    return [
      ...differ('year', entry.year, year),
      ...differ('period', entry.month, month),
      ...differ('name', entry.name, plan.name),
      ...differ('superior', entry.superior, plan.parent ?? top),
      ...differ('kind', entry.kind, plan.kind),
      ...differ('unit', entry.unit, plan.unit),
      // One that is closed meets no more.
      ...(plan.basis?.expected === true ? differ('exists', entry.exists, true) : []),
      ...(isToldElsewhere(entry) ? [] : toldDifferences(entry, factsOf.get(organization), differ)),
    ];
  });
  return [...[...left].flatMap((id) => differs('classified', id, 'organization', 'no row', id)), ...found];
}

/**
 * The months in which something may have been told of an organization that the export does not have in them: those of
 * the next year, and of the year itself, for it may have stood elsewhere. The root of the tree has everybody in every
 * opened month, so there nobody stood elsewhere, and since months open in their order, none of the next year was opened
 * before December.
 */
function monthsOfOthers({ top, year, plans }: Omit<ClassifiedMaterial, 'facts'>): ReadonlySet<Month> {
  const ofTop = plans.filter(({ organization }) => organization === top);
  const next = monthsOf(String(Number(year) + 1));
  if (ofTop.every(({ parent }) => parent !== null)) return new Set([...monthsOf(year), ...next]);
  return new Set(ofTop.some(({ month }) => isLastOfYear(month)) ? next : []);
}

function toldDifferences(
  { classification, told }: ClassifiedEntry,
  facts: ReadFacts | undefined,
  differ: (column: string, is: unknown, must: unknown) => Difference[],
): Difference[] {
  return [
    ...differ('told', told, facts?.month),
    ...differ('classification', classification, facts?.classification),
  ];
}

/** The groups, computed again from the rows of `classified`. */
export function groupDifferences(
  lines: readonly Line[],
  classified: readonly ClassifiedEntry[],
  plans: readonly PlanEntry[],
): Difference[] {
  const month = classified[0]?.month;
  const names = new Map(
    plans.flatMap((plan) => (plan.month === month ? [[plan.organization, plan.name]] : [])),
  );
  const groups = groupsOfYear(classified, (superior) => names.get(superior) ?? superior);
  const left = new Map(groups.map((group) => [groupKey(group), cellsOf(group)]));
  const found = lines.flatMap((line) => {
    const [superior = '', kind = '', unit = ''] = ['superior', 'kind', 'unit'].map((name) => line.get(name));
    const key = `${superior} ${kind} ${unit}`;
    const cells = left.get(key);
    left.delete(key);
    if (cells === undefined)
      return differs('classification', superior, 'superior', key, 'a group of classified, once');
    return [...new Set([...line.columns, ...cells.keys()])].flatMap((column) =>
      differs(
        'classification',
        superior,
        column,
        line.get(column) ?? 'no column',
        cells.get(column) ?? 'no column of classification',
      ),
    );
  });
  return [
    ...[...left].flatMap(([key]) =>
      differs('classification', key.slice(0, key.indexOf(' ')), 'superior', 'no row', key),
    ),
    ...found,
  ];
}

/** `khong-hoan-thanh` is told in `khongHoanThanh`. */
const columnOf = (classification: string): string =>
  classification.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());

function cellsOf(group: ClassificationEntry): ReadonlyMap<string, string> {
  const { levels, year, month, superior, superiorName, kind, unit, total, assessed, toldNextYear } = group;
  const excellent = levels.find(({ classification }) => classification === 'xuat-sac')?.count ?? 0;
  return new Map([
    ...Object.entries({ year, period: month, superior, superiorName, kind, unit }),
    ...Object.entries({ total, assessed, toldNextYear }).map(
      ([column, count]) => [column, String(count)] as const,
    ),
    ...levels.flatMap(({ classification, count, share }) => [
      [columnOf(classification), String(count)] as const,
      [`${columnOf(classification)}Share`, String(share)] as const,
    ]),
    ...excellenceCaps().flatMap((cap) => {
      const base = capBaseOf(group, cap);
      const name = cap.id.replaceAll('-', '_');
      return [
        [`capBase_${name}`, String(base)] as const,
        [`overCap_${name}`, String(isOverCap(excellent, base, cap))] as const,
      ];
    }),
  ]);
}
