/** How long the client waits before it sends again, against a server that refuses at first. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createClient } from '../../shared/contracts/client.ts';
import { getHealth } from '../../shared/contracts/routes.ts';

let server: Server | null = null;
afterEach(() => server?.close());

/** Answers with each refusal in turn, and then that it is well; the times at which it was asked. */
async function refusingFirst(refusals: readonly ((response: ServerResponse) => void)[]) {
  const asked: number[] = [];
  const running = createServer((_, response) => {
    const refuse = refusals[asked.length];
    asked.push(performance.now());
    if (refuse !== undefined) return refuse(response);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ status: 'ok', now: '2026-11-05T00:00:00.000Z' }));
  });
  server = running;
  await new Promise<void>((resolve) => running.listen(0, '127.0.0.1', resolve));
  const { port } = running.address() as AddressInfo;
  return { client: createClient({ baseUrl: `http://127.0.0.1:${port}`, token: 't' }), asked };
}

it('sends again no sooner than the answer asks, and at once with the next if it asks nothing', async () => {
  const { client, asked } = await refusingFirst([
    (response) => response.writeHead(503, { 'retry-after': '1' }).end(),
    (response) => response.writeHead(429).end('{"message":"Too Many Requests"}'),
  ]);
  expect((await client.need(getHealth)).status).toBe('ok');
  const [first = 0, second = 0, third = 0] = asked;
  expect(second - first).toBeGreaterThanOrEqual(1000);
  // 200 ms and half as much more at most, on a busy machine: what the answer before asked for is over.
  expect(third - second).toBeLessThan(1000);
});

it.each(['soon', '-1', '', '99999', 'Wed, 21 Oct 2026 07:28:00 GMT'])(
  'keeps its own pace where the answer asks for %o',
  async (value) => {
    const { client, asked } = await refusingFirst([
      (response) => response.writeHead(503, { 'retry-after': value }).end(),
    ]);
    await client.need(getHealth);
    expect(asked).toHaveLength(2);
    expect((asked[1] ?? 0) - (asked[0] ?? 0)).toBeLessThan(1000);
  },
);
