/** Asks spoiled requests of every route, as somebody who may do everything, and says where a refusal falls short. */
import { routes } from '../../shared/contracts/routes.ts';
import { ROLES } from '../../shared/domain/roster/access.ts';
import { fillForAccess, type Send } from './access-lines.ts';
import { type ApiFunctions, apiFunctions } from './api-functions.ts';
import { type Answer, type ApiWorld, apiWorld, PROVINCE, type Request } from './api-world.ts';
import { type Good, oneOfEach } from './one-of-each.ts';

export const GOOD = oneOfEach();
/** What refuses it is never its lack of a role. */
export const EVERYBODY = 'everything-everywhere';

export type HostileWorld = ApiFunctions & { readonly world: ApiWorld };

/** The world of `api-world.ts` with something there to be asked for, or with the roster alone. */
export async function hostileWorld({ filled = true } = {}): Promise<HostileWorld> {
  const world = await apiWorld();
  const api = apiFunctions(world);
  const send: Send = (id, url, body, headers = {}) => {
    const request = { headers, ...(body === undefined ? {} : { body }) };
    return (subject) => api.ask(id, url, { ...request, subject });
  };
  if (filled) await fillForAccess(send, world.grant);
  await world.fold('2026-10');
  for (const role of ROLES) await world.grant(role, PROVINCE, EVERYBODY);
  await world.grant('secretary', 'cb-1', EVERYBODY);
  return { ...api, world };
}

export type Wanted = { readonly status: number; readonly rule?: string; readonly pointer?: string };

/** What is wrong with the refusal of this request; empty if nothing is. */
export async function mistakesIn(
  { world, ask: askFor }: HostileWorld,
  what: string,
  [id, url]: readonly [id: string, url: string],
  sent: Request,
  wanted: Wanted,
): Promise<string[]> {
  const before = world.writes();
  const ask = (language: string): Promise<Answer> => {
    const headers = { ...GOOD[id]?.headers, ...sent.headers, 'accept-language': language };
    return askFor(id, url, { ...sent, subject: EVERYBODY, headers });
  };
  const [vi, en] = [await ask('vi'), await ask('en')];
  const rules = (vi.body?.errors ?? []).map(({ rule }: { rule: string }) => rule);
  const said = `${id} ${what}: ${vi.status} ${vi.body?.code} ${rules}`;
  if (vi.status !== wanted.status || en.status !== wanted.status) return [said];
  const mistakes: string[] = [];
  if (world.writes() !== before) mistakes.push(`${said}, and something was written`);
  const first = vi.body.errors?.[0];
  if (wanted.rule !== undefined && !rules.includes(wanted.rule)) mistakes.push(`${said}, not ${wanted.rule}`);
  if (wanted.pointer !== undefined && first?.pointer !== wanted.pointer)
    mistakes.push(`${said} at ${first?.pointer}`);
  if (!inBothLanguages(vi.body, en.body)) mistakes.push(`${said}, not in both languages`);
  if (rules.includes('invalid')) mistakes.push(`${said} names no rule`);
  return mistakes;
}

type Problem = { readonly detail: string; readonly errors?: readonly { readonly detail: string }[] };
const inBothLanguages = (vi: Problem, en: Problem): boolean =>
  vi.detail !== en.detail &&
  (vi.errors ?? []).every(({ detail }, i) => detail !== '' && detail !== en.errors?.[i]?.detail);

export const goodOf = (id: string): Good => GOOD[id] ?? { url: '' };
/** Routes with a token that look at a body. */
export const withBody = routes.filter(({ id, body }) => body !== null && GOOD[id] !== undefined);
