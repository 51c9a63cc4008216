// node watchdog.mjs COMMAND ARGUMENT…
// Runs a command that knows nothing of its parent (Java), and ends it when standard input closes: that is, when
// the stack stops or dies in whatever way.
import { spawn } from 'node:child_process';

const [command, ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
let asked = false;

function end() {
  if (asked) return;
  asked = true;
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), 2000).unref();
}

process.stdin.on('close', end).resume();
process.on('SIGTERM', end);
process.on('SIGINT', end);
child.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(127);
});
child.on('exit', (code) => process.exit(asked ? 0 : (code ?? 1)));
