/** How much memory a running stack takes: this process, the engine, and the processes of each function. */
import { readdirSync, readFileSync } from 'node:fs';

const EVERY_MS = 5_000;
const PAGE_BYTES = 4_096;

type Process = { readonly pid: number; readonly parent: number; readonly bytes: number };

/** Null where it has ended meanwhile. */
function read<T>(path: string, of: (text: string) => T): T | null {
  try {
    return of(readFileSync(path, 'latin1'));
  } catch {
    return null;
  }
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: fields 4 and 24, behind the name in brackets. */
function processes(): Process[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0)
    .flatMap((pid) => {
      const fields = read(`/proc/${pid}/stat`, (text) => text.slice(text.lastIndexOf(')') + 2).split(' '));
      return fields === null
        ? []
        : [{ pid, parent: Number(fields[1]), bytes: Number(fields[21]) * PAGE_BYTES }];
    });
}

function nameOf(pid: number): string {
  const called = read(`/proc/${pid}/environ`, (text) => /AWS_LAMBDA_FUNCTION_NAME=([^\0]+)/.exec(text)?.[1]);
  return called ?? read(`/proc/${pid}/comm`, (text) => text.trim()) ?? 'ended';
}

/** The most that each kind of process took at once, while it is looked at; on Linux alone. */
export class MemoryWatch {
  readonly #most = new Map<string, number>();
  readonly #names = new Map<number, string>();
  readonly #timer = setInterval(() => this.#look(), EVERY_MS).unref();

  /** MB by name of function, `java` for the engine and `stack` for what runs both and sends the requests; most first. */
  stop(): [name: string, megabytes: number][] {
    clearInterval(this.#timer);
    return [...this.#most]
      .map(([name, bytes]): [string, number] => [name, bytes / 1e6])
      .sort(([, a], [, b]) => b - a);
  }

  #look(): void {
    const family = new Set([process.pid]);
    for (const one of processes().sort((a, b) => a.pid - b.pid)) {
      if (family.has(one.parent)) family.add(one.pid);
      if (family.has(one.pid)) this.#note(one);
    }
  }

  #note({ pid, bytes }: Process): void {
    const name = pid === process.pid ? 'stack' : (this.#names.get(pid) ?? nameOf(pid));
    this.#names.set(pid, name);
    this.#most.set(name, Math.max(bytes, this.#most.get(name) ?? 0));
  }
}
