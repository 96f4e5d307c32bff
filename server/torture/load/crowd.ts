/** A process of many who connect at once: devices, readers that do not read, and requests that never end. */
import net, { type Socket } from 'node:net';
import mqtt, { type MqttClient } from 'mqtt';
import { serveJobs } from '../../bench/processes/jobs.ts';

/** Boards try again after a time of their own (ms): if all of them came in the same moment, none would get in. */
const AGAIN_MS = { least: 1000, most: 5000 };
/** So many connections are begun at a time. */
const AT_ONCE = 200;

let clients: MqttClient[] = [];
let beating: NodeJS.Timeout | undefined;
let sockets: Socket[] = [];

const upNow = (): number => clients.filter(({ connected }) => connected).length;

async function untilUp(share: number, timeoutMs: number): Promise<{ up: number; afterMs: number }> {
  const sinceMs = performance.now();
  while (upNow() < clients.length * share && performance.now() - sinceMs < timeoutMs)
    await new Promise((resolve) => setTimeout(resolve, 100));
  return { up: upNow(), afterMs: performance.now() - sinceMs };
}

/** Opens a connection, and sends this. Resolves once that is sent, or refused. */
function open(url: URL, head: string, reads: boolean): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = net.connect(Number(url.port), url.hostname, () => socket.write(head, () => resolve(socket)));
    socket.on('error', () => resolve(socket));
    // A socket that is not read from does not notice its end.
    if (reads) socket.resume();
  });
}

async function openMany(count: number, each: () => Promise<Socket>): Promise<void> {
  for (let begun = 0; begun < count; begun += AT_ONCE)
    sockets.push(...(await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - begun) }, each))));
}

const jobs = {
  /** Devices that all have this password connect at once. Resolves when this share of them is up, or it is too late. */
  async devices(task: {
    port: number;
    usernames: readonly string[];
    password: string;
    heartbeatS: number;
    share: number;
    timeoutMs: number;
  }): Promise<{ up: number; afterMs: number }> {
    const { port, usernames, password, heartbeatS, share, timeoutMs } = task;
    clients = usernames.map((username, nth) => {
      const again = AGAIN_MS.least + ((nth * 7919) % (AGAIN_MS.most - AGAIN_MS.least));
      const options = { username, password, clientId: username, reconnectPeriod: again, reconnectOnConnackError: true };
      return mqtt.connect(`mqtt://127.0.0.1:${port}`, options).on('error', () => undefined);
    });
    let turn = 0;
    // Each in its turn, as real ones are not in step.
    beating = setInterval(
      () => {
        const nth = turn++ % clients.length;
        if (clients[nth]?.connected) clients[nth].publish(`devices/${usernames[nth]}/heartbeat`, '{}', { qos: 0 });
      },
      (heartbeatS * 1000) / usernames.length,
    );
    return untilUp(share, timeoutMs);
  },
  up: ({ share, timeoutMs }: { share: number; timeoutMs: number }) => untilUp(share, timeoutMs),

  /** Readers of live events that never take anything from their sockets. */
  readers: ({ url, count }: { url: string; count: number }): Promise<void> =>
    openMany(count, () => open(new URL(url), `GET /api/events HTTP/1.1\r\nHost: ${new URL(url).host}\r\n\r\n`, false)),

  /** Requests that say that a body comes, and send none of it. */
  halfOpen: ({ url, count }: { url: string; count: number }): Promise<void> =>
    openMany(count, () =>
      open(
        new URL(url),
        `POST /api/plants HTTP/1.1\r\nHost: ${new URL(url).host}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{`,
        true,
      ),
    ),
  stillOpen: (): number => sockets.filter(({ destroyed, readableEnded }) => !destroyed && !readableEnded).length,

  leave(): void {
    clearInterval(beating);
    for (const client of clients) client.end(true);
    for (const socket of sockets) socket.destroy();
    [clients, sockets] = [[], []];
  },
};
export type CrowdJobs = typeof jobs;

serveJobs(jobs);
