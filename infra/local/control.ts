import { createServer, request } from 'node:http';
import { z } from 'zod';
import { LocalStackError } from './errors.ts';
import { type Listening, listen } from './listen.ts';

export type ControlOptions = {
  /** 0 takes a free port. */
  port: number;
  /** Fires a schedule and waits for its function. */
  fire(scheduleName: string): Promise<void>;
};

/**
 * Lets another terminal talk to a running stack: `POST /fire/NAME`. Listens on the loopback interface only, and takes
 * only requests with the header `x-local-control`, which no web page can send without asking.
 */
export function startControl({ port, fire }: ControlOptions): Promise<Listening> {
  const server = createServer((incoming, outgoing) => {
    const answer = (status: number, message: string): void => {
      outgoing.writeHead(status, { 'content-type': 'application/json' });
      outgoing.end(JSON.stringify({ message }));
    };
    const name = /^\/fire\/([^/?]+)$/.exec(incoming.url ?? '')?.[1];
    if (incoming.method !== 'POST' || incoming.headers['x-local-control'] === undefined || !name)
      return answer(404, 'POST /fire/NAME');
    fire(decodeURIComponent(name)).then(
      () => answer(200, 'done'),
      (error: unknown) => answer(422, error instanceof Error ? error.message : String(error)),
    );
  });
  server.requestTimeout = 0;
  return listen(server, port, 'control');
}

const answerSchema = z.object({ message: z.string() });

/**
 * Asks a running stack to fire a schedule, and waits until its function has ended.
 * @param url that of {@link startControl}
 * @throws LocalStackError when no stack runs, or the function failed
 */
export async function askToFire(url: string, scheduleName: string): Promise<void> {
  const { status, text } = await new Promise<{ status: number; text: string }>((resolve, reject) => {
    const sent = request(
      `${url}/fire/${encodeURIComponent(scheduleName)}`,
      { method: 'POST', headers: { 'x-local-control': 'fire' } },
      (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          body += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text: body }));
      },
    );
    sent.on('error', (cause) =>
      reject(
        new LocalStackError(
          {
            vi: 'Hệ thống chưa chạy; hãy chạy ở cửa sổ khác: npm start',
            en: 'The stack is not running; in another terminal run: npm start',
          },
          { cause },
        ),
      ),
    );
    sent.end();
  });
  if (status === 200) return;
  const { message } = answerSchema.parse(JSON.parse(text));
  throw new LocalStackError({
    vi: `Lịch ${scheduleName}: ${message}`,
    en: `Schedule ${scheduleName}: ${message}`,
  });
}
