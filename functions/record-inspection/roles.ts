import { putInspection } from '../../shared/contracts/routes.ts';
import type { Role } from '../../shared/domain/roster/access.ts';

/** Whose word on an organization counts as a superior's. */
export const INSPECTORS: readonly Role[] = putInspection.access.roles;
