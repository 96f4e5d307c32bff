/**
 * One MQTT connection of a simulated device. It does not reconnect: the device does, with its credentials at that time.
 */
import type { DeviceCredentials } from '@plantops/shared/api/devices.ts';
import mqtt from 'mqtt';

export interface Link {
  /** Resolves when the broker has acknowledged (QoS 1). @throws if the connection ends first */
  publish(topic: string, payload: string): Promise<void>;
  /** Resolves when the connection has ended, whichever side ended it. */
  readonly closed: Promise<void>;
  /** Disconnects from the broker cleanly. */
  close(): Promise<void>;
}

/** Opens a connection. @throws LinkError */
export type OpenLink = (credentials: DeviceCredentials) => Promise<Link>;

/** No connection could be made; `refused`: the broker does not know the credentials, or no longer does. */
export class LinkError extends Error {
  override name = 'LinkError';
  readonly refused: boolean;

  constructor(message: string, refused: boolean, options?: ErrorOptions) {
    super(message, options);
    this.refused = refused;
  }
}

const CONNECT_TIMEOUT_MS = 10_000;
const GOODBYE_MS = 1_000;
/** CONNACK codes of MQTT 3.1.1 for a bad user name or password, and for a client that is not authorised. */
const REFUSALS = new Set([4, 5]);

/** Connects as a board does: MQTT 3.1.1, the username as client id, a clean session. */
export const openLink: OpenLink = ({ mqtt: broker, mqtt_username: username, mqtt_password: password }) =>
  new Promise((resolve, reject) => {
    const client = mqtt.connect({
      protocol: 'mqtt',
      host: broker.host,
      port: broker.port,
      username,
      password,
      clientId: username,
      protocolVersion: 4,
      clean: true,
      keepalive: 30,
      connectTimeout: CONNECT_TIMEOUT_MS,
      reconnectPeriod: 0,
      queueQoSZero: false,
    });
    const closed = new Promise<void>((done) => client.once('close', done));
    let failure: (Error & { code?: unknown }) | undefined;
    client.on('error', (error) => (failure ??= error));
    client.once('connect', () =>
      resolve({
        closed,
        publish: async (topic, payload) => {
          await client.publishAsync(topic, payload, { qos: 1 });
        },
        close: async () => {
          const timer = setTimeout(() => client.end(true), GOODBYE_MS);
          await client.endAsync().finally(() => clearTimeout(timer));
        },
      }),
    );
    void closed.then(() => {
      client.end(true);
      const refused = typeof failure?.code === 'number' && REFUSALS.has(failure.code);
      const reason = refused ? 'refused the credentials' : 'does not answer';
      reject(new LinkError(`the broker at ${broker.host}:${broker.port} ${reason}`, refused, { cause: failure }));
    });
  });
