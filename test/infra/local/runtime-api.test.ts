import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RuntimeApi } from '../../../infra/local/lambda/runtime-api.ts';

describe('the Runtime API', () => {
  const api = new RuntimeApi();
  const answers: [string, string, boolean][] = [];
  let base = '';

  beforeAll(async () => {
    await api.start();
    base = api.attach('one', {
      next: (response) => response.end('{}'),
      answer: (requestId, payload, failed) => {
        answers.push([requestId, payload, failed]);
        return requestId === 'current';
      },
      initError: (payload) => answers.push(['init', payload, true]),
    });
  });
  afterAll(() => api.stop());

  const post = (path: string, body: string) =>
    fetch(`http://${base}/2018-06-01/runtime/${path}`, { method: 'POST', body });

  it('takes answers and errors of the request under way, and refuses others', async () => {
    answers.length = 0;
    expect((await post('invocation/current/response', '1')).status).toBe(202);
    expect((await post('invocation/current/error', '{}')).status).toBe(202);
    expect((await post('invocation/older/response', '2')).status).toBe(400);
    expect((await post('init/error', '{"errorType":"E"}')).status).toBe(202);
    expect(answers).toEqual([
      ['current', '1', false],
      ['current', '{}', true],
      ['older', '2', false],
      ['init', '{"errorType":"E"}', true],
    ]);
  });

  it('knows no process but its own', async () => {
    const stranger = base.replace(/one$/, 'two');
    const response = await fetch(`http://${stranger}/2018-06-01/runtime/invocation/next`);
    expect(response.status).toBe(404);
  });

  // An unhandled rejection, which would end the whole stack, fails the run.
  it('survives a process that dies in the middle of its answer', async () => {
    answers.length = 0;
    const [host = '', port = '', id = ''] = base.split(/[:/]/);
    const socket = connect(Number(port), host);
    socket.write(
      `POST /${id}/2018-06-01/runtime/invocation/current/response HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf`,
    );
    await sleep(50);
    socket.destroy();
    await sleep(50);
    expect(answers).toEqual([]);
    expect((await post('invocation/current/response', '1')).status).toBe(202);
  });
});
