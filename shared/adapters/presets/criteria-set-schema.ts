/** What a criteria set must be before anything is scored by it: its form, and that its parts add up. */
import type * as z from 'zod';
import { criteriaSetForm } from '../../contracts/criteria-set.ts';
import type { CriteriaSet } from '../../domain/criteria/criteria.ts';
import { criteriaProblems } from '../../domain/criteria/criteria-validation.ts';

/** Parses a criteria set, refusing one that is well-formed but does not add up. */
export const criteriaSetSchema: z.ZodType<CriteriaSet> = criteriaSetForm.superRefine((set, context) => {
  for (const { pointer, rule: broken, en } of criteriaProblems(set)) {
    const path = pointer.split('/').slice(1);
    const message = `${set.id}/${set.revision} ${broken}: ${en}`;
    context.addIssue({ code: 'custom', path, message });
  }
});
