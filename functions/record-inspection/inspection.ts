/** An inspection sent or withdrawn: which rules it must keep, and what the stored revision says. */
import { validation } from '../../shared/contracts/problem.ts';
import type { CriteriaSet } from '../../shared/domain/criteria/criteria.ts';
import { sheetOf } from '../../shared/domain/criteria/criteria.ts';
import {
  type Inspection,
  type InspectionKey,
  type InspectionRevision,
  inspectionKeyParts,
} from '../../shared/domain/events/inspection.ts';
import { inspectionViolations } from '../../shared/domain/events/inspection-rules.ts';
import { meetingKind } from '../../shared/domain/events/meeting.ts';
import { localDate } from '../../shared/domain/period.ts';
import type { OrganizationId } from '../../shared/domain/roster/organization.ts';
import type { CriteriaSets } from '../../shared/ports/criteria-sets.ts';
import type { DutyRegistry, PlanRegistry } from '../../shared/ports/registry.ts';
import type { AccessGuard, MonthAccess } from '../../shared/runtime/access.ts';
import {
  type Asked,
  type Decision,
  type EventDeps,
  refuseUnlessOpen,
  sendEvent,
} from '../../shared/runtime/event-decision.ts';
import { refuseUnlessSuperior } from '../../shared/runtime/superior.ts';
import { INSPECTORS } from './roles.ts';

export type InspectionDeps = EventDeps & {
  readonly registry: Pick<PlanRegistry, 'planRow'> & Pick<DutyRegistry, 'duty'>;
  readonly criteriaSets: CriteriaSets;
};

export type InspectionCall = MonthAccess & { readonly guard: AccessGuard };

/** Null withdraws. @throws Refusal */
export async function sendInspection(
  deps: InspectionDeps,
  { plan, period, caller, guard }: InspectionCall,
  key: InspectionKey,
  record: Inspection | null,
  asked: Omit<Asked, 'subject'>,
): Promise<Decision<'inspection'>> {
  const { by } = inspectionKeyParts(key);
  const superior = { superior: by, pointer: '/key', plan, caller, guard, roles: INSPECTORS };
  await refuseUnlessSuperior(deps.registry, superior);
  const criteria = record === null ? [] : criteriaOf(await deps.criteriaSets(plan.criteriaSet), record);
  const isDutyHere = await isAssigned(deps, record, plan.organization);
  return sendEvent(deps, {
    address: { organization: plan.organization, month: plan.month, type: 'inspection', key },
    asked: { ...asked, subject: caller.subject },
    draft: {
      record,
      refuse: (now) => {
        const { month, meets } = plan;
        const context = { key, month, meets, today: localDate(now), criteria, isDutyHere };
        const broken = record === null ? [] : inspectionViolations(record, context);
        if (broken.length > 0) throw validation(broken);
        refuseUnlessOpen(period, plan, now);
      },
      complete: (stamp): InspectionRevision =>
        record === null
          ? { ...stamp, type: 'inspection', withdrawn: true, record }
          : { ...stamp, type: 'inspection', withdrawn: false, record },
    },
  });
}

/** A duty of another organization is as unknown here as one that nobody has. */
async function isAssigned(
  { registry }: InspectionDeps,
  record: Inspection | null,
  organization: OrganizationId,
): Promise<boolean> {
  if (record === null || record.duty === null) return true;
  return (await registry.duty(record.duty))?.attends === organization;
}

/** The sheet of the meeting that was attended; the regular one where the set has none for its kind. */
const criteriaOf = (set: CriteriaSet, { meeting }: Inspection) =>
  ((meeting === null ? null : sheetOf(set, meetingKind(meeting))) ?? set).criteria;
