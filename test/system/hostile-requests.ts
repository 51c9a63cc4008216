/** What only the wire can carry: paths as they stand, bytes, headers, and bodies that no client library would send. */
import { request } from 'node:http';
import { gzipSync } from 'node:zlib';

export type Wire = {
  readonly method: string;
  /** Sent as it is, not made an address of. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Uint8Array;
};
export type Told = {
  readonly status: number;
  readonly body: string;
  readonly contentType: string;
};

export const onTheWire = (baseUrl: string, { method, path, headers = {}, body }: Wire): Promise<Told> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(baseUrl);
    const sent = request({ hostname, port, method, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          body: Buffer.concat(chunks).toString(),
          contentType: response.headers['content-type'] ?? '',
        }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });

/** Of a record that is stored with this very body; the answer that is due, and the rule that it names. */
export const hostileRequests = (
  url: string,
  body: string,
): readonly (readonly [what: string, wire: Wire, status: number, rule?: string])[] => {
  const put = { method: 'PUT', path: url } as const;
  const json = { 'content-type': 'application/json' };
  const get = (path: string): Wire => ({ method: 'GET', path });
  const typed = (contentType: string): Wire => ({ ...put, headers: { 'content-type': contentType }, body });
  const raw = (sent: string | Uint8Array, headers: Wire['headers'] = json): Wire => ({
    ...{ ...put, headers, body: sent },
  });
  const meetings = url.replace('/regular', '');
  return [
    // What counts is the body: whatever it is said to be, it is the record that is stored already.
    ['JSON said to be text', typed('text/plain'), 200],
    ['JSON said to be a form', typed('application/x-www-form-urlencoded'), 200],
    ['JSON said to be a file', typed('multipart/form-data; boundary=x'), 200],
    ['JSON said to be in another character set', typed('application/json; charset=utf-16'), 200],
    [
      'a form',
      raw('heldOn=2026-10-13', { 'content-type': 'application/x-www-form-urlencoded' }),
      422,
      'json',
    ],
    ['compressed JSON', raw(gzipSync(body), { ...json, 'content-encoding': 'gzip' }), 422, 'json'],
    ['bytes that are no UTF-8', raw(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])), 422, 'json'],
    ['a NUL', raw('{"note":"\0"}'), 422, 'json'],
    ['a name twice', raw(body.replace('{', '{"heldOn":"2026-10-14",')), 422, 'name-once'],
    ['the prototype', raw('{"\\u005f_proto__":{}}'), 422, 'unknown-field'],
    ['brackets without end', raw('['.repeat(30_000) + ']'.repeat(30_000)), 422, 'json-depth'],
    ['a body of 70 KB', raw(`{"note":"${'x'.repeat(70_000)}"}`), 413],
    ['a body of 11 MB', raw(Buffer.alloc(11 * 1024 * 1024, 0x20)), 413],
    ['no body', raw(''), 422, 'json'],
    ['a tag of anything', raw(body.replace('19:30', '19:31'), { ...json, 'if-match': '*' }), 412],
    ['a weak tag', raw(body.replace('19:30', '19:31'), { ...json, 'if-match': 'W/"1"' }), 412],
    ['a tag without quotes', raw(body.replace('19:30', '19:31'), { ...json, 'if-match': '1' }), 412],
    ['a slash in an id', get('/organizations/cb-1%2Fcb-2/scorecards/2026-10'), 422, 'organization-id'],
    ['a way up in an id', get('/organizations/..%2Fcb-1/scorecards/2026-10'), 422, 'organization-id'],
    ['a NUL in an id', get('/organizations/cb-1%00/scorecards/2026-10'), 422, 'organization-id'],
    ['a number sign in an id', get('/organizations/cb-1%23x/scorecards/2026-10'), 422, 'organization-id'],
    ['a plus in an id', get('/organizations/cb+1/scorecards/2026-10'), 422, 'organization-id'],
    [
      'a period of another script',
      get(`${meetings.replace('2026', encodeURIComponent('２０２６'))}`),
      422,
      'month',
    ],
    ['half an escape', get('/organizations/cb-1%/scorecards/2026-10'), 400],
    ['an escape that is no UTF-8', get('/organizations/cb-1%ff/scorecards/2026-10'), 400],
    ['a way up', get('/organizations/../periods'), 404],
    ['two slashes', get('//periods'), 404],
    ['another method', { method: 'PATCH', path: url, headers: json, body }, 405],
    ['a question for the head alone', { method: 'HEAD', path: url, headers: {} }, 405],
    ['a limit twice', get(`${meetings}?limit=1&limit=2`), 422, 'limit'],
    ['a cursor of nowhere', get(`${meetings}?cursor=AAAAAAAAWzBd`), 422, 'cursor-of-this-list'],
    ['a name that no query has', get(`${meetings}?__proto__=1`), 422, 'unknown-field'],
    [
      'a language of no sense',
      { ...get(`${meetings}?limit=0`), headers: { 'accept-language': ';;q=x,*;q=NaN' } },
      422,
      'limit',
    ],
  ];
};
