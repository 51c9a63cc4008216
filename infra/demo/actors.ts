/** Who acts in the demo, and what loading asks of whoever runs it. */
import type { Client } from '../../shared/contracts/client.ts';
import type { Role } from '../../shared/domain/roster/access.ts';
import type { DataSet } from './data-set.ts';
import { isCell } from './organization.ts';
import { PROVINCE } from './seed.ts';

/** Each with the role of the same name; the inspector is an officer of the province. */
export const ACTORS = [
  'secretary',
  'officer',
  'inspector',
  'analyst',
  'registrar',
  'client',
  'rule-maker',
] as const;
export type Actor = (typeof ACTORS)[number];

export const roleOf = (actor: Actor): Role => (actor === 'inspector' ? 'officer' : actor);

/** Those whose grant covers the province, and those whose grant covers a district or a cell. */
export const PROVINCE_WIDE: readonly Actor[] = ['inspector', 'analyst', 'registrar', 'client', 'rule-maker'];
export const LOCAL: readonly Actor[] = ['secretary', 'officer'];

/** The organization that each actor's role is granted on. */
export function homesIn({ seeds }: DataSet): Readonly<Record<Actor, string>> {
  const [first] = seeds;
  const cell =
    first?.tree.find((one) => isCell(one) && one.body.unit === 'residential') ?? first?.tree.find(isCell);
  return {
    secretary: cell?.organization ?? PROVINCE,
    officer: first?.district ?? PROVINCE,
    inspector: PROVINCE,
    analyst: PROVINCE,
    registrar: PROVINCE,
    client: PROVINCE,
    'rule-maker': PROVINCE,
  };
}

export type Bilingual = { readonly vi: string; readonly en: string };

export type LoadDeps = {
  readonly as: (actor: Actor) => Client;
  readonly subjectOf: (actor: Actor) => string;
  readonly progress: (line: Bilingual) => void;
};
