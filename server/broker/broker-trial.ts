/** Tries a broker of the owner's before a server uses it. */
import type { Clock } from '@plantops/shared/clock.ts';
import mqtt from 'mqtt';
import type { BrokerLogin } from './accounts.ts';
import { troubleOf } from './connection-trouble.ts';

const CONNECT_MS = 5000;
/** Another server that was cut off connects again within a second, and would end our connection (ms). */
const LISTEN_MS = 2500;

/**
 * Logs in as the server does, for a moment. A server that uses the account meanwhile is cut off for a second, and goes on.
 * @returns what keeps a server from using this broker, as the end of a sentence that begins with it; undefined: nothing
 */
export async function brokerProblem(
  url: string,
  { username, password }: BrokerLogin,
  clock: Clock,
): Promise<string | undefined> {
  const client = mqtt.connect(url, {
    username,
    password,
    clientId: username,
    protocolVersion: 5,
    // The session of the server, as it is: what waits in it stays there.
    clean: false,
    properties: { sessionExpiryInterval: 7 * 86_400, receiveMaximum: 1 },
    reconnectPeriod: 0,
    connectTimeout: CONNECT_MS,
    manualConnect: true,
  });
  // Nothing is acknowledged, so the broker keeps it.
  client.handleMessage = () => undefined;
  try {
    return await new Promise<string | undefined>((resolve) => {
      clock.after(CONNECT_MS, () => resolve('does not answer'));
      let isConnected = false;
      client.once('error', (error) => resolve(troubleOf(error)));
      client.once('close', () =>
        resolve(
          isConnected
            ? `is used by another server as ${username}: stop that one, or give this one a name of its own (MQTT_USERNAME)`
            : 'does not answer as an MQTT broker',
        ),
      );
      client.once('connect', () => {
        isConnected = true;
        clock.after(LISTEN_MS, () => resolve(undefined));
      });
      client.connect();
    });
  } finally {
    client.end(true);
  }
}
