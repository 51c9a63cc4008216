/** The roster: what holds of an organization from a month on. */
import * as z from 'zod';
import { KINDS, MEETS, type OrganizationVersion, UNITS } from '../domain/roster/organization.ts';
import { count, cursor, label, limit, listOf, month, organizationId } from './primitives.ts';

/** Whether organizations of the kind may have others below them. */
export { isCommittee } from '../domain/roster/organization.ts';

/** An organization carries on so many others at most. */
export const MOST_PREDECESSORS = 50;

const shape = {
  name: label(200),
  kind: z.enum(KINDS),
  parent: organizationId.nullable().meta({ description: 'Null for the province alone' }),
  meets: z.enum(MEETS),
  unit: z.enum(UNITS),
  hasCommittee: z
    .boolean()
    .default(false)
    .meta({ description: 'Whether the cell has a cell committee (chi ủy)' }),
  handbook: z.boolean().default(false).meta({ description: 'Whether it uses the handbook app' }),
  members: count.default(0),
  codes: z
    .array(z.strictObject({ system: label(60), code: label(60) }))
    .max(20)
    .default([]),
  predecessors: z.array(organizationId).max(MOST_PREDECESSORS).default([]),
  from: month.meta({ description: 'The month from which this holds' }),
  closed: z
    .boolean()
    .default(false)
    .meta({ description: 'True: from that month on the organization no longer exists' }),
};

/** Equal are codes as they are stored, blanks at their ends left out and letters composed. */
const codesOnce = shape.codes.unwrap().check(({ value, issues }) => {
  const seen = new Set<string>();
  for (const [i, { system, code }] of value.entries()) {
    const pair = JSON.stringify([system, code]);
    if (seen.has(pair)) issues.push({ code: 'custom', message: 'code-once', input: value, path: [i] });
    seen.add(pair);
  }
});

const input = { ...shape, codes: codesOnce.default([]) };

export const organizationBody = z.strictObject(input).meta({
  id: 'OrganizationInput',
  examples: [
    {
      name: 'Chi bộ thôn 1',
      kind: 'cell',
      parent: 'db-xa-an-khanh',
      meets: 'monthly',
      unit: 'residential',
      hasCommittee: true,
      handbook: true,
      members: 24,
      codes: [],
      predecessors: [],
      from: '2026-01',
    },
  ],
});
export type OrganizationBody = z.output<typeof organizationBody>;

export const organization = z
  .strictObject({ organization: organizationId, ...shape, revision: z.int().min(1) })
  .meta({ id: 'Organization', description: 'What holds of an organization from month `from` on' });
export type OrganizationAnswer = z.output<typeof organization>;

export const organizationQuery = z.strictObject({
  month: month.optional().meta({ description: 'What held in this month; the current one unless told' }),
});

export const organizationsQuery = z
  .strictObject({
    parent: organizationId.optional().meta({ description: 'Those directly below it' }),
    system: label(60).optional().meta({ description: 'Those that another system knows by `code`: its name' }),
    code: label(60).optional(),
    month: month.optional().meta({ description: 'As they were in this month; the current one unless told' }),
    limit,
    cursor: cursor.optional(),
  })
  .refine(
    ({ parent, system, code }) =>
      parent === undefined ? system !== undefined && code !== undefined : (system ?? code) === undefined,
    { error: 'parent-or-code', path: ['parent'] },
  );

export const organizationList = listOf(organization);

export const organizationToWire = (version: OrganizationVersion): OrganizationAnswer => ({
  ...version,
  codes: version.codes.map((code) => ({ ...code })),
  predecessors: [...version.predecessors],
});
