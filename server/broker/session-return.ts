/** Has the server's session back at a broker that was restarted, before the broker reads its files again. */
import type { BrokerLogin } from './accounts.ts';
import { sessionOptions } from './inbox-session.ts';

const CONNECT_MS = 5000;

/**
 * Connects as the server does, for a moment, and takes nothing of what waits.
 *
 * Mosquitto 2.0 that was restarted keeps the session of a client that is not back yet, with all that waits for it. But when
 * it reads its files again, it has no password to check that session by, and takes its rules away: from then on, it
 * acknowledges what is published for the session, and throws it away. A session that was back once keeps its rules.
 * @returns whether the broker has let us in; false also if it cannot be reached
 */
export async function returnToSession(url: string, { username, password }: BrokerLogin): Promise<boolean> {
  const { default: mqtt } = await import('mqtt');
  const client = mqtt.connect(url, { ...sessionOptions(username, password), connectTimeout: CONNECT_MS });
  // Nothing is acknowledged, so that the broker keeps it.
  client.handleMessage = () => undefined;
  const answer = new Promise<boolean>((resolve) => {
    client.once('connect', () => resolve(true));
    client.once('error', () => resolve(false));
    client.once('close', () => resolve(false));
  });
  client.connect();
  return answer.finally(() => client.end(true));
}
