import type { Server } from 'node:http';
import { LocalStackError } from './errors.ts';

/** A server that is bound to a port of the loopback interface. */
export type Listening = {
  readonly port: number;
  /** `http://127.0.0.1:PORT`, without a trailing slash. An IP host makes the AWS SDK use path style. */
  readonly url: string;
  /** Stops listening and ends every open connection. */
  stop(): Promise<void>;
};

/** The port is held by another program. The message names the remedy. */
export class PortTakenError extends LocalStackError {
  readonly port: number;

  constructor(port: number, purpose: string) {
    super({
      vi: `Cổng ${port} (${purpose}) đang bị chương trình khác dùng. Hãy dừng chương trình đó hoặc chọn cổng khác bằng --port N.`,
      en: `Port ${port} (${purpose}) is taken by another program. Stop it, or choose another port with --port N.`,
    });
    this.name = 'PortTakenError';
    this.port = port;
  }
}

/**
 * Binds a server to 127.0.0.1.
 *
 * @param port 0 takes a free one
 * @param purpose what the port is for, as the error message shall say it
 * @throws PortTakenError if another program holds the port
 */
export async function listen(server: Server, port: number, purpose: string): Promise<Listening> {
  await new Promise<void>((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void =>
      reject(error.code === 'EADDRINUSE' ? new PortTakenError(port, purpose) : error);
    server.once('error', failed);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', failed);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error(`${purpose} has no TCP address`);
  }
  return {
    port: address.port,
    url: `http://127.0.0.1:${address.port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
