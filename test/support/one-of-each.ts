/** One good request of every route behind a token, in the world of `api-world.ts`: what a spoiled one begins with. */
import { accessLines, type Send } from './access-lines.ts';

export type Good = {
  readonly url: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

const EXPORT_ID = 'db-c_2026-10_01J9ZQ6W2M8K4T7R3V5X1Y0B6C';

/** By route. The export that they ask for is not there. */
export function oneOfEach(): Readonly<Record<string, Good>> {
  const found: Record<string, Good> = {};
  const keep: Send = (id, url, body, headers = {}) => {
    found[id] = { url, headers, ...(body === undefined ? {} : { body }) };
    return () => Promise.reject(new Error('only looked at'));
  };
  accessLines(keep, { exportId: EXPORT_ID, previewId: EXPORT_ID });
  const item = { organization: 'cs-d', period: '2026-10', key: 'regular', record: found.putMeeting?.body };
  return { ...found, postSubmissions: { url: '/submissions', body: { records: [item] } } };
}
