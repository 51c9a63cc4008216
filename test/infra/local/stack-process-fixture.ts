/** Started by a test as a process of its own: runs a stack, says so, and waits to be killed. */
import { startLocalStack } from '../../../infra/local/stack.ts';

const [assemblyDir = '', ending] = process.argv.slice(2);
const stack = await startLocalStack({ assemblyDir, dataDir: null, port: 0 });
await stack.invoke('Idle', {});
void stack.invoke('Hang', {}).catch(() => {});
await stack.invoke('Idle', {});
if (ending === 'stop')
  process.once('SIGTERM', () => {
    stack.stop().then(() => process.exit(0));
  });
process.stdout.write('ready\n');
