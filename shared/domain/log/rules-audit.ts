/** What a change of programmes, duties and criteria sets says of itself, without a word that anybody wrote. */
import type { CriteriaSet } from '../criteria/criteria.ts';
import type { CriteriaAdoption } from '../planning/inheritance.ts';
import { type Participant, type Programme, participationsOf } from '../programmes/programme.ts';
import type { Duty, DutyReport } from '../roster/duty.ts';
import type { OrganizationId } from '../roster/organization.ts';
import { type Act, type AuditEntry, type AuditNote, difference, type Places } from './audit.ts';
import type { ChangeState } from './change.ts';

const stateOfRules = ({ from, dayRule, thematic, dueDay, targets }: Programme): ChangeState => ({
  from,
  weekday: dayRule?.weekday ?? null,
  week: dayRule?.week ?? null,
  thematic,
  dueDay,
  targets: targets.map(({ id }) => id).join(' '),
});

const stateOfPart = ({ part, from, until }: Omit<Participant, 'organization'>): ChangeState => ({
  part,
  from,
  until,
});

/**
 * The revision at its issuer, and what it changes at everybody whose part in it changes.
 * @param before the revision before; null for the first
 */
export function programmeNote(
  act: Act,
  { before, after }: { readonly before: Programme | null; readonly after: Programme },
  pathOf: Places,
): AuditNote {
  const { id, revision, from: month } = after;
  const entry = (organization: OrganizationId, states: Pick<AuditEntry, 'from' | 'to'>): AuditEntry => ({
    ...{ kind: 'programme', organization, path: pathOf(organization), leftPath: null },
    ...{ month, key: id, revision, ...states },
  });
  const partsBefore = new Map(before?.participants.map((one) => [one.organization, stateOfPart(one)]));
  const left = before?.participants.map(({ organization }) => organization) ?? [];
  return {
    ...act,
    id: `programme#${id}#${revision}`,
    entries: [
      entry(after.organization, difference(before && stateOfRules(before), stateOfRules(after))),
      ...participationsOf(after, left).flatMap(({ organization, span }) => {
        const was = partsBefore.get(organization) ?? null;
        if (span === null) return [entry(organization, { from: was, to: null })];
        const states = difference(was, stateOfPart(span));
        return states.from !== null && Object.keys(states.from).length === 0
          ? []
          : [entry(organization, states)];
      }),
    ],
  };
}

const stateOfDuty = ({ by, office, attends, every, from, until }: Duty): ChangeState => ({
  ...{ by, office, attends, every, from, until },
});

/** An entry of each end, so that both subtrees hear of it; one alone where `by` stands above the other. */
function bothEnds({ by, attends }: Pick<Duty, 'by' | 'attends'>, pathOf: Places): OrganizationId[] {
  return pathOf(attends).includes(by) ? [attends] : [attends, by];
}

/** @param before as it was; null for a new one */
export function dutyNote(
  act: Act,
  { before, after }: { readonly before: Duty | null; readonly after: Duty },
  pathOf: Places,
): AuditNote {
  const { id, revision, from: month } = after;
  return {
    ...act,
    id: `duty#${id}#${revision}`,
    entries: bothEnds(after, pathOf).map((organization) => ({
      ...{ kind: 'duty', organization, path: pathOf(organization), leftPath: null },
      ...{ month, key: id, revision },
      ...difference(before && stateOfDuty(before), stateOfDuty(after)),
    })),
  };
}

/** What was reported of it, but for the words. */
export function dutyReportNote(
  duty: Duty,
  { before, after }: { readonly before: DutyReport | null; readonly after: DutyReport },
  pathOf: Places,
): AuditNote {
  const { quarter, proposals, revision, recordedAt, recordedBy } = after;
  return {
    at: recordedAt,
    by: recordedBy,
    id: `duty-report#${duty.id}#${quarter}#${revision}`,
    entries: [
      {
        ...{ kind: 'duty-report', organization: duty.by, path: pathOf(duty.by), leftPath: null },
        ...{ month: null, key: `${duty.id}/${quarter}`, revision },
        ...difference(before && { proposals: before.proposals }, { proposals }),
      },
    ],
  };
}

/** Of the sheet of regular meetings the points of each criterion and grade; the rules stand in the revision. */
const stateOfCriteriaSet = ({ criteria, thresholds }: CriteriaSet): ChangeState =>
  Object.fromEntries([
    ...criteria.map(({ id, max }) => [`criteria.${id}`, max]),
    ...thresholds.map(({ grade, atLeast }) => [`grades.${grade}`, atLeast]),
  ]);

/** @param before the revision before; null for the first */
export function criteriaSetNote(
  act: Act,
  { before, after }: { readonly before: CriteriaSet | null; readonly after: CriteriaSet },
  { organization, path }: Pick<AuditEntry, 'organization' | 'path'>,
): AuditNote {
  const { id, revision } = after;
  return {
    ...act,
    id: `criteria-set#${id}#${revision}`,
    entries: [
      {
        ...{ kind: 'criteria-set', organization, path, leftPath: null, month: null, key: id, revision },
        ...difference(before && stateOfCriteriaSet(before), stateOfCriteriaSet(after)),
      },
    ],
  };
}

const stateOfAdoption = ({ criteriaSet }: CriteriaAdoption): ChangeState => ({
  criteriaSet: criteriaSet && `${criteriaSet.id}.${criteriaSet.revision}`,
});

/** @param before what the organization's own decision for that month was until now; null for none */
export function adoptionNote(
  { before, after }: { readonly before: CriteriaAdoption | null; readonly after: CriteriaAdoption },
  path: readonly OrganizationId[],
): AuditNote {
  const { organization, from, adoptedAt, adoptedBy, revision } = after;
  return {
    at: adoptedAt,
    by: adoptedBy,
    id: `criteria-adoption#${organization}#${from}#${revision}`,
    entries: [
      {
        ...{ kind: 'criteria-adoption', organization, path, leftPath: null },
        ...{ month: from, key: after.criteriaSet?.id ?? null, revision },
        ...difference(before && stateOfAdoption(before), stateOfAdoption(after)),
      },
    ],
  };
}
