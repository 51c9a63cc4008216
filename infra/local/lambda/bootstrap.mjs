// Runs inside a function's process: loads the handler, then speaks the Lambda Runtime API until it goes away.
// Plain JavaScript, so that a cold start pays for no type stripping.
import { existsSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';

const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let requestId = '';

/** The parent holds the other end of standard input: when it dies, however it dies, so does this process. */
process.stdin.on('close', () => process.exit(0)).resume();

/** @returns {Promise<{headers: import('node:http').IncomingHttpHeaders, text: string}>} */
function call(method, path, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const sent = request(
      `${api}${path}`,
      { method, agent, headers: { ...headers, ...length } },
      (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({ headers: response.headers, text: Buffer.concat(chunks).toString() }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

const describe = (error) =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') ?? [] }
    : { errorType: typeof error, errorMessage: String(error), trace: [] };

const report = (path, error) =>
  call('POST', path, JSON.stringify(error), { 'lambda-runtime-function-error-type': error.errorType });

/** As in the managed runtime, a line says when, for which request and how serious. */
const logger =
  (level) =>
  (...parts) =>
    process.stdout.write(
      `${new Date().toISOString()}\t${requestId || 'undefined'}\t${level}\t${format(...parts)}\n`,
    );
const logError = logger('ERROR');
const [info, debug, warn] = ['INFO', 'DEBUG', 'WARN'].map(logger);
Object.assign(globalThis.console, { log: info, info, debug, warn, error: logError });

/** Nobody catches it, so the runtime ends, and the invocation with it. */
async function die(kind, error) {
  const described = { ...describe(error), ...(kind && { errorType: kind }) };
  logError(`${kind ?? 'Uncaught Exception'}\t${JSON.stringify(described)}`);
  try {
    await report(requestId ? `/invocation/${requestId}/error` : '/init/error', described);
  } finally {
    process.exit(1);
  }
}
process.on('uncaughtException', (error) => die(undefined, error));
process.on('unhandledRejection', (error) => die('Runtime.UnhandledPromiseRejection', error));

async function loadHandler() {
  const spot = process.env._HANDLER.lastIndexOf('.');
  const [module, name] = [process.env._HANDLER.slice(0, spot), process.env._HANDLER.slice(spot + 1)];
  const file = ['.mjs', '.js', '.cjs']
    .map((ending) => join(process.env.LAMBDA_TASK_ROOT, module + ending))
    .find((candidate) => existsSync(candidate));
  if (!file)
    throw Object.assign(new Error(`Cannot find module '${module}'`), { name: 'Runtime.ImportModuleError' });
  const loaded = await import(pathToFileURL(file).href);
  const handler = loaded[name] ?? loaded.default?.[name];
  if (typeof handler !== 'function')
    throw Object.assign(new Error(`${process.env._HANDLER} is undefined or not exported`), {
      name: 'Runtime.HandlerNotFound',
    });
  return handler;
}

function contextOf(headers) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  const { AWS_LAMBDA_FUNCTION_NAME: functionName } = process.env;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    awsRequestId: requestId,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

let handler;
try {
  handler = await loadHandler();
} catch (error) {
  await die(error?.name?.startsWith('Runtime.') ? error.name : undefined, error);
}
// The process ends by being killed, which would lose what later cold starts can use.
flushCompileCache();
for (;;) {
  requestId = '';
  let next;
  try {
    next = await call('GET', '/invocation/next');
  } catch {
    process.exit(0);
  }
  requestId = String(next.headers['lambda-runtime-aws-request-id']);
  process.env._X_AMZN_TRACE_ID = String(next.headers['lambda-runtime-trace-id']);
  try {
    const answer = await handler(JSON.parse(next.text), contextOf(next.headers));
    await call('POST', `/invocation/${requestId}/response`, JSON.stringify(answer) ?? 'null');
  } catch (error) {
    const described = describe(error);
    logError(`Invoke Error\t${JSON.stringify(described)}`);
    await report(`/invocation/${requestId}/error`, described).catch(() => process.exit(0));
  }
}
