/** How much lives in the host once its garbage is collected. Of its heap at any moment, most may be garbage. */
import { eventually } from '../e2e/harness/eventually.ts';
import type { PlantOpsProcess } from '../e2e/harness/plantops-process.ts';

/** What a server is started with whose inspector is to be opened: it takes any port of this machine. */
export const INSPECTED = { NODE_OPTIONS: '--inspect-port=0' };

const ADDRESS = /Debugger listening on (ws:\/\/\S+)/;
/** Compiled code grows for hours, the more slowly the longer, as more functions have run often enough. It is no leak. */
const MEASURE = `process.getBuiltinModule('node:v8').getHeapSpaceStatistics()
  .filter(({ space_name: name }) => !/code|trusted/.test(name))
  .reduce((sum, { space_used_size: used }) => sum + used, 0)`;

/** Opens the inspector of the host, as `kill -USR1` does. @returns its address */
export async function openInspector(server: PlantOpsProcess): Promise<string> {
  if (server.pid === undefined) throw new Error('the server does not run');
  process.kill(server.pid, 'SIGUSR1');
  return eventually(() => ADDRESS.exec(server.output)?.[1], { what: 'an inspector' });
}

/** Collects garbage twice, since what was kept for a last look is gone only then, and measures what is left (MB). */
export async function livingMb(address: string): Promise<number> {
  const socket = new WebSocket(address);
  try {
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('error', () => reject(new Error('the inspector is away')));
    });
    const ask = (id: number, method: string, params = {}): Promise<unknown> =>
      new Promise((resolve) => {
        socket.addEventListener('message', ({ data }) => {
          const answer = JSON.parse(String(data)) as { id?: number; result?: { result?: { value?: unknown } } };
          if (answer.id === id) resolve(answer.result?.result?.value);
        });
        socket.send(JSON.stringify({ id, method, params }));
      });
    await ask(1, 'HeapProfiler.collectGarbage');
    await ask(2, 'HeapProfiler.collectGarbage');
    return Number(await ask(3, 'Runtime.evaluate', { expression: MEASURE, returnByValue: true })) / 2 ** 20;
  } finally {
    socket.close();
  }
}
