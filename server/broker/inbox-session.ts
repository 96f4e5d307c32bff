import { DEVICE_MESSAGE_FILTERS, DEVICE_STATUS_FILTER } from '@plantops/shared/topics.ts';
import type { IClientOptions, MqttClient } from 'mqtt';
import { ECHO_TOPIC } from './broker-echo.ts';
import { FIGURE_TOPICS } from './broker-figures.ts';

/** What the server subscribes to for itself. */
export const OWN_TOPICS: ReadonlySet<string> = new Set([...FIGURE_TOPICS, ECHO_TOPIC]);

/**
 * Retain handling of MQTT 5: what a device published as retained is not sent at a subscription, since it is an old
 * reading, or the status of a device that may have changed since.
 */
const NOTHING_RETAINED = 2;

/** Same as the broker's `max_inflight_messages`. */
const RECEIVE_MAXIMUM = 5000;
const CONNECT_TIMEOUT_MS = 10_000;
/** How long the broker keeps the server's session: a week of absence. */
const SESSION_EXPIRY_S = 7 * 86_400;

/** A session that the broker keeps while the server is away. */
export const sessionOptions = (username: string, password: string): IClientOptions => ({
  username,
  password,
  clientId: username,
  protocolVersion: 5,
  clean: false,
  properties: { sessionExpiryInterval: SESSION_EXPIRY_S, receiveMaximum: RECEIVE_MAXIMUM },
  // mqtt.js says something of each packet eight times. Its own log makes a list of each time, even while nobody reads it:
  // 20 % of all memory that was taken under load.
  log: () => undefined,
  // While reading is stopped, PINGRESP would not be read either. TCP detects a dead peer.
  keepalive: 0,
  connectTimeout: CONNECT_TIMEOUT_MS,
  // The inbox reconnects, by its own clock.
  reconnectPeriod: 0,
  reconnectOnConnackError: true,
  manualConnect: true,
  resubscribe: false,
});

/** Subscribes to everything that devices publish. @throws Error if the broker refuses */
export async function subscribeToDevices(client: MqttClient): Promise<void> {
  const filters = [...Object.values(DEVICE_MESSAGE_FILTERS), DEVICE_STATUS_FILTER];
  await client.subscribeAsync({
    ...Object.fromEntries(filters.map((filter) => [filter, { qos: 1 as const, rh: NOTHING_RETAINED }])),
    ...Object.fromEntries([...OWN_TOPICS].map((topic) => [topic, { qos: 0 as const }])),
  });
}
