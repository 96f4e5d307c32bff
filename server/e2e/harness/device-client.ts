import type { DeviceCredentials } from '@plantops/shared/api/devices.ts';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';

/** Connects as a device does. @throws if the broker refuses */
export function connectDevice(credentials: DeviceCredentials, options: IClientOptions = {}): Promise<MqttClient> {
  const { mqtt: broker, mqtt_username: username, mqtt_password: password } = credentials;
  return mqtt.connectAsync(
    `mqtt://${broker.host}:${broker.port}`,
    { username, password, clientId: username, reconnectPeriod: 0, ...options },
    false,
  );
}

let lastMs = 0;
/** Later than the last one: two readings of a device with the same time would count as one. */
function now(): Date {
  lastMs = Math.max(Date.now(), lastMs + 1);
  return new Date(lastMs);
}

/** Publishes a reading with QoS 1; resolves when the broker has acknowledged it. */
export async function publishReading(
  client: MqttClient,
  { topics }: DeviceCredentials,
  values: object,
  time: Date | null = now(),
): Promise<void> {
  await client.publishAsync(
    topics.telemetry,
    JSON.stringify({ ...(time && { timestamp: time.toISOString() }), ...values }),
    { qos: 1 },
  );
}
