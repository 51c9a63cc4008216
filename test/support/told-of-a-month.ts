/** What a running stack tells of a month over HTTP, kept so that byte for byte the same can be asked for again. */
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import pMap from 'p-map';
import type { Client } from '../../shared/contracts/client.ts';
import * as routes from '../../shared/contracts/routes.ts';
import type { Month } from '../../shared/domain/period.ts';
import { isCommittee, type Kind, type OrganizationId } from '../../shared/domain/roster/organization.ts';

export type Question = { readonly organization: OrganizationId; readonly url: string };

/**
 * Scorecard and explanation of each, which say all of its plan row that anybody is shown; the table of those below a
 * committee, a hundred at most; the records of a cell.
 */
export const questionsOf = (
  organizations: readonly { readonly organization: OrganizationId; readonly kind: Kind }[],
  month: Month,
): Question[] =>
  organizations.flatMap(({ organization, kind }) => {
    const at = `/organizations/${organization}`;
    const more = isCommittee(kind)
      ? `${at}/children/scorecards?period=${month}&limit=100`
      : `${at}/periods/${month}/meetings`;
    const urls = [`${at}/scorecards/${month}`, `${at}/scorecards/${month}/explanation`, more];
    return urls.map((url) => ({ organization, url }));
  });

/** Status, ETag and the body's SHA-256, by address. */
export type Told = ReadonlyMap<string, string>;

const AT_ONCE = 8;
const SENDINGS = 6;
const PAUSE_MS = 200;

export const hashOf = (bytes: string | Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

/**
 * Asks each question with the token of whoever may see the answer.
 * @throws Error for an answer that is none: nothing is to be called the same because it was refused twice
 */
export async function toldOf(
  baseUrl: string,
  questions: readonly Question[],
  tokenOf: (organization: OrganizationId) => string,
): Promise<Told> {
  const answers = await pMap(
    questions,
    async ({ organization, url }) => [url, await ask(`${baseUrl}${url}`, tokenOf(organization))] as const,
    { concurrency: AT_ONCE },
  );
  return new Map(answers);
}

async function ask(url: string, token: string): Promise<string> {
  for (let sending = 1; ; sending += 1) {
    const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    const { status, headers } = response;
    const body = await response.text();
    if (status === 200) return `${headers.get('etag')} ${hashOf(body)}`;
    const isBusy = status === 429 || status >= 500;
    if (!isBusy || sending === SENDINGS) throw new Error(`${url} was answered ${status}: ${body}`);
    await pause(PAUSE_MS * sending);
  }
}

/** SHA-256 of each file of a published export, its manifest's too, as they are downloaded. */
export async function filesOf(client: Client, exportId: string): Promise<Told> {
  const { manifest } = await client.need(routes.getExport, { params: { export: exportId } });
  if (manifest === null) throw new Error(`The export ${exportId} is not published.`);
  const names = [...manifest.files.map(({ name }) => name), 'manifest.json'];
  const files = await pMap(
    names,
    async (name): Promise<[string, string]> => {
      const bytes = await client.download(routes.getExportFile, { params: { export: exportId, name } });
      return [name, hashOf(bytes)];
    },
    { concurrency: AT_ONCE },
  );
  return new Map(files);
}

/** Under which addresses or names something else is told, or told at one time only. */
export const differing = (before: Told, after: Told): string[] =>
  [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name));
