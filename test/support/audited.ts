/** Writes that a test begins with, under a note that says nothing: what Registry holds it holds with a note. */
import type { AuditNote } from '../../shared/domain/log/audit.ts';
import type { OrganizationVersion } from '../../shared/domain/roster/organization.ts';
import type { OrganizationRegistry, SetOutcome } from '../../shared/ports/registry.ts';

let given = 0;

/** Another one at each call: a note is written once. */
export function aNote(): AuditNote {
  given += 1;
  return { at: '2026-10-13T16:00:00.000Z', by: 'a-test', id: `note#${given}`, entries: [] };
}

/** Writes one version as it is, whatever the tree looks like. */
export const enterVersion = (
  registry: Pick<OrganizationRegistry, 'putVersions'>,
  version: OrganizationVersion,
): Promise<SetOutcome> =>
  registry.putVersions({ versions: [version], guards: [], months: [], order: null, audit: aNote() });
