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

/** Publishes a reading with QoS 1; resolves when the broker has acknowledged it. */
export async function publishReading(
  client: MqttClient,
  { topics }: DeviceCredentials,
  values: object,
  time: Date | null = new Date(),
): Promise<void> {
  await client.publishAsync(
    topics.telemetry,
    JSON.stringify({ ...(time && { timestamp: time.toISOString() }), ...values }),
    { qos: 1 },
  );
}
