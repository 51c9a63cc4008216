import type { ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { tuneDatabase } from './dynamodb-file.ts';
import { DynamoDbError, DynamoDbWire } from './dynamodb-wire.ts';
import { LocalStackError } from './errors.ts';
import { type ChildProcesses, freePort } from './processes.ts';

export type DynamoDbOptions = {
  processes: ChildProcesses;
  /** The database files; null keeps everything in memory. */
  dataDirectory: string | null;
  /** Where the engine's own log goes. */
  logDirectory: string;
  accessKeyId: string;
  region: string;
};

export type DynamoDb = { endpoint: string; wire: DynamoDbWire };

const WATCHDOG = fileURLToPath(new URL('./watchdog.mjs', import.meta.url));
const START_MILLIS = 60_000;
const SPAWN_FAILED = 127;

/**
 * Starts DynamoDB Local, AWS's own engine, from the jar among the development packages.
 * @throws LocalStackError when there is no Java, or the engine does not come up
 */
export async function startDynamoDb(options: DynamoDbOptions): Promise<DynamoDb> {
  const { dataDirectory } = options;
  const port = await freePort();
  mkdirSync(options.logDirectory, { recursive: true });
  if (dataDirectory !== null) mkdirSync(dataDirectory, { recursive: true });
  if (dataDirectory !== null) tuneDatabase(dataDirectory);
  const logFile = join(options.logDirectory, 'dynamodb-local.log');
  const output = openSync(logFile, 'w');
  const child = options.processes.start(
    process.execPath,
    [WATCHDOG, javaCommand(), ...javaArguments(port, dataDirectory)],
    { cwd: emulatorDirectory(), env: process.env, output },
  );
  closeSync(output);
  const wire = new DynamoDbWire(port, options.accessKeyId, options.region);
  await answering(wire, child, logFile);
  return { endpoint: `http://127.0.0.1:${port}`, wire };
}

function emulatorDirectory(): string {
  try {
    const packageFile = createRequire(import.meta.url).resolve('amplify-dynamodb-simulator/package.json');
    return join(dirname(packageFile), 'emulator');
  } catch (cause) {
    throw new LocalStackError(
      { vi: 'Chưa cài DynamoDB Local; hãy chạy: npm ci', en: 'DynamoDB Local is not installed; run: npm ci' },
      { cause },
    );
  }
}

const javaCommand = (): string => {
  const home = process.env.JAVA_HOME;
  return home ? join(home, 'bin', 'java') : 'java';
};

const javaArguments = (port: number, dataDirectory: string | null): string[] => [
  '-XX:TieredStopAtLevel=1',
  '-XX:+UseSerialGC',
  '-Djava.library.path=./DynamoDBLocal_lib',
  '-jar',
  'DynamoDBLocal.jar',
  ...(dataDirectory === null ? ['-inMemory'] : ['-dbPath', dataDirectory]),
  '-sharedDb',
  '-disableTelemetry',
  '-port',
  String(port),
];

async function answering(wire: DynamoDbWire, child: ChildProcess, logFile: string): Promise<void> {
  const deadline = Date.now() + START_MILLIS;
  for (;;) {
    try {
      await wire.call('DynamoDB', 'ListTables', {});
      return;
    } catch (error) {
      if (error instanceof DynamoDbError) throw error;
      if (child.exitCode !== null) throw startFailure(child.exitCode, logFile);
      if (Date.now() > deadline) throw startFailure(null, logFile);
    }
    await sleep(25);
  }
}

function startFailure(exitCode: number | null, logFile: string): LocalStackError {
  const log = readFileSync(logFile, 'utf8');
  const noJava = exitCode === SPAWN_FAILED || /unable to locate a java runtime/i.test(log);
  if (noJava)
    return new LocalStackError({
      vi: `DynamoDB Local cần Java 17; hãy cài: ${javaRemedy()}`,
      en: `DynamoDB Local needs Java 17; install it: ${javaRemedy()}`,
    });
  const lastLine = log.trim().split('\n').at(-1) ?? '';
  return new LocalStackError({
    vi: `DynamoDB Local không khởi động được (${lastLine}); xem ${logFile}`,
    en: `DynamoDB Local did not start (${lastLine}); see ${logFile}`,
  });
}

const javaRemedy = (): string =>
  process.platform === 'darwin'
    ? 'brew install openjdk@17'
    : process.platform === 'win32'
      ? 'winget install EclipseAdoptium.Temurin.17.JRE'
      : 'sudo apt-get install -y openjdk-17-jre-headless';
