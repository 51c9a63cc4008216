/** Rows of the tables `inspections` and `findings` as what the folds take. */
import type { CriteriaSet } from '../../shared/domain/criteria/criteria.ts';
import {
  CONCLUSIONS,
  type Finding,
  INSPECTION_KEY,
  type InspectionKey,
  SEVERITIES,
} from '../../shared/domain/events/inspection.ts';
import type { Month } from '../../shared/domain/period.ts';
import type { OrganizationId } from '../../shared/domain/roster/organization.ts';
import type { InspectionOfMonth } from '../../shared/domain/scorecards/inspection-measures.ts';
import { Cells } from './cells.ts';
import { type Line, UnreadableExportError } from './files.ts';
import { scoresOf } from './scores.ts';

const SAID = ['name', 'inspectedOn', 'kind', 'by', 'criteriaSet'] as const;

type Place = { readonly organization: OrganizationId; readonly month: Month };

/** A finding, and the month in which its remedy counts; null while it has none. */
export type ReadFinding = Place & {
  readonly inspection: InspectionKey;
  readonly name: string;
  readonly finding: Finding;
  readonly remedy: { readonly month: Month; readonly remediedOn: string; readonly verifiedBy: string } | null;
};

/** A current inspection without its findings, and beside it what its row repeats or derives, as it is written. */
export type ReadInspection = Place &
  Pick<InspectionOfMonth, 'key' | 'record'> & {
    readonly revision: number;
    readonly recordedAt: string;
    /** How many findings its row says that it has. */
    readonly findings: number;
    readonly said: Readonly<Record<(typeof SAID)[number], string>>;
  };

/** @throws UnreadableExportError */
export function inspectionOf(line: Line, sets: readonly CriteriaSet[]): ReadInspection {
  const cells = new Cells(line);
  const key = cells.some('key');
  if (!INSPECTION_KEY.test(key)) throw new UnreadableExportError(`inspections: ${key} is no key`);
  return {
    organization: cells.some('organization'),
    month: cells.some('period'),
    key,
    revision: cells.integer('revision'),
    recordedAt: cells.some('recordedAt'),
    findings: cells.integer('findings'),
    record: {
      office: cells.slug('office'),
      duty: cells.slugOrNull('duty'),
      meeting: cells.textOrNull('meeting'),
      plan: cells.textOrNull('plan'),
      scores: scoresOf(cells, 'score', sets),
      findings: [],
      proposals: cells.integer('proposals'),
      conclusion: cells.oneOf('conclusion', CONCLUSIONS),
    },
    said: {
      name: cells.text('name'),
      inspectedOn: cells.text('inspectedOn'),
      kind: cells.text('kind'),
      by: cells.slug('by'),
      criteriaSet: cells.text('criteriaSet'),
    },
  };
}

/** The text is not exported, and no figure rests on it. @throws UnreadableExportError */
export function findingOf(line: Line): ReadFinding {
  const cells = new Cells(line);
  const month = cells.textOrNull('remedyPeriod');
  return {
    organization: cells.some('organization'),
    month: cells.some('period'),
    name: cells.text('name'),
    inspection: cells.some('inspection'),
    finding: {
      n: cells.integer('n'),
      severity: cells.oneOf('severity', SEVERITIES),
      text: '',
      remedyDue: cells.textOrNull('remedyDue'),
    },
    remedy:
      month === null
        ? null
        : { month, remediedOn: cells.some('remediedOn'), verifiedBy: cells.slug('verifiedBy') },
  };
}

/**
 * Inspections with their findings. What its month does not know to be put right counts as open in it; later months
 * have the rest in their basis.
 */
export function withFindings(
  inspections: readonly ReadInspection[],
  findings: readonly ReadFinding[],
): (Place & InspectionOfMonth & { readonly revision: number })[] {
  const placeOf = ({ organization, month }: Place, key: InspectionKey) => `${organization} ${month} ${key}`;
  const found = Map.groupBy(findings, (each) => placeOf(each, each.inspection));
  return inspections.map(({ organization, month, key, revision, record }) => {
    const own = found.get(placeOf({ organization, month }, key)) ?? [];
    const remedied = own.filter(({ remedy }) => remedy !== null && remedy.month <= month);
    return {
      organization,
      month,
      key,
      revision,
      record: { ...record, findings: own.map(({ finding }) => finding) },
      remedied: remedied.map(({ finding }) => finding.n),
    };
  });
}
