import { deviceCredentialsSchema } from '@plantops/shared/api/devices.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import type { CarePlans, DeviceDirectory, DeviceRegistrar } from '@plantops/shared/ports.ts';
import { z } from 'zod';
import { AccountConnection } from './account-connection.ts';
import { type DeviceLogin, DevicePublisher } from './device-publisher.ts';
import { remoteCarePlans } from './remote-care.ts';
import { RemoteDirectory } from './remote-directory.ts';
import { Rest } from './rest.ts';

const DEFAULT_MQTT_PORT = 1883;
/** A newer server may say more. */
const credentialsAnswer = z.object(deviceCredentialsSchema.shape);

/** The settings of a PlantOps server, as the flow keeps them. */
export const serverConfig = z.object({
  url: z.url({ protocol: /^https?$/, error: 'must be an address such as http://plants.local:8080' }),
  /** Empty: the host of the address, port 1883. */
  mqttUrl: z
    .union([
      z.literal(''),
      z.url({ protocol: /^mqtts?$/, error: 'must be an address such as mqtt://plants.local:1883' }),
    ])
    .default(''),
});
export type ServerConfig = z.infer<typeof serverConfig>;

/** What Node-RED keeps encrypted. Empty text is none. */
export interface ServerSecrets {
  /** The owner's password. */
  password?: string | undefined;
  registrationKey?: string | undefined;
  /** An account of the broker that may read `devices/#`, and publish `devices/+/commands`. */
  mqttUsername?: string | undefined;
  mqttPassword?: string | undefined;
  /** A device on each line: its id, a space, its MQTT password. */
  deviceLogins?: string | undefined;
}

/** @throws Error that names the line, without what it holds */
export function readDeviceLogins(text: string, brokerUrl: string): Map<string, DeviceLogin> {
  const lines = text.split('\n').map((line) => line.trim());
  return new Map(
    lines.flatMap((line, index) => {
      if (line === '') return [];
      const [deviceId, password, ...more] = line.split(/\s+/);
      if (!deviceId || !password || more.length > 0)
        throw new Error(`Line ${index + 1} of the device logins must be a device id, a space and its MQTT password`);
      return [[deviceId, { brokerUrl, password }] as const];
    }),
  );
}

/** A PlantOps server, by REST and MQTT. Connections are made when a node first needs one. */
export class ServerConnection {
  readonly rest: Rest;
  readonly directory: DeviceDirectory;
  readonly readings: DevicePublisher;
  readonly registrar: DeviceRegistrar;
  readonly carePlans: CarePlans;
  /** What one account does for all devices. */
  readonly account: AccountConnection;
  #stopWatching: (() => void) | undefined;

  /** @throws Error that says which setting is wrong */
  constructor(config: ServerConfig, secrets: ServerSecrets, clock: Clock) {
    const brokerUrl = config.mqttUrl || `mqtt://${new URL(config.url).hostname}:${DEFAULT_MQTT_PORT}`;
    this.rest = new Rest({ url: config.url, password: secrets.password || undefined, clock });
    this.directory = new RemoteDirectory({ rest: this.rest, clock });
    this.readings = new DevicePublisher({ clock, logins: readDeviceLogins(secrets.deviceLogins ?? '', brokerUrl) });
    this.carePlans = remoteCarePlans(this.rest);
    this.registrar = this.#registrar(config, secrets.registrationKey || undefined);
    const account = {
      brokerUrl,
      username: secrets.mqttUsername || undefined,
      password: secrets.mqttPassword || undefined,
    };
    this.account = new AccountConnection({ account, clock });
  }

  start(): void {
    this.#stopWatching ??= this.rest.watch();
  }

  stop(): void {
    this.#stopWatching?.();
    this.readings.stop();
    this.account.stop();
  }

  /** Registers devices by REST, and remembers their logins until Node-RED ends or the flow is deployed anew. */
  #registrar({ mqttUrl }: ServerConfig, registrationKey: string | undefined): DeviceRegistrar {
    return {
      register: async ({ request }) => {
        const { status, body: credentials } = await this.rest.post({
          path: '/api/devices/register',
          body: request,
          answer: credentialsAnswer,
          ...(registrationKey && { headers: { 'x-registration-key': registrationKey } }),
        });
        const { device_id, mqtt_password, mqtt } = credentials;
        const brokerUrl = mqttUrl || `mqtt://${mqtt.host}:${mqtt.port}`;
        this.readings.learn(device_id, { brokerUrl, password: mqtt_password });
        return { created: status === 201, credentials };
      },
    };
  }
}
