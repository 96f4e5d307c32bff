import type { DeviceCredentials } from '@plantops/shared/api/devices.ts';
import type { MqttClient } from 'mqtt';
import { connectDevice } from './device-client.ts';
import { eventually } from './eventually.ts';

export interface LoadOptions {
  /** Whether each reading has a time. Without one, the server sets it. */
  timed: boolean;
  /** Readings per second, from all devices together. */
  ratePerS: number;
  /** Seconds between two heartbeats of each device; by default there are none. */
  heartbeatS?: number | undefined;
}

/** The highest reading number. The number is also the light level, which tells readings without a time apart. */
const MAX_NUMBER = 200_000;

/**
 * Devices that publish with QoS 1, without waiting for earlier acknowledgements. They keep publishing when the
 * connection is lost, and record what the broker has acknowledged.
 */
export class RecordedLoad {
  /** `<device> <ISO time>` for readings with a time, otherwise `<device> <number>`. */
  readonly acknowledged = new Set<string>();
  /** When each of these was acknowledged (ms since 1970). */
  readonly acknowledgedAtMs = new Map<string, number>();
  readonly #devices: DeviceCredentials[];
  readonly #options: LoadOptions;
  #clients: MqttClient[] = [];
  readonly #inFlight = new Set<Promise<unknown>>();
  #timer: NodeJS.Timeout | undefined;
  #beating: NodeJS.Timeout | undefined;
  #number = 0;
  #owed = 0;
  readonly #firstTimeMs = Date.now();

  constructor(devices: DeviceCredentials[], options: LoadOptions) {
    this.#devices = devices;
    this.#options = options;
  }

  async connect(): Promise<void> {
    this.#clients = await Promise.all(
      this.#devices.map((device) => connectDevice(device, { reconnectPeriod: 100, reconnectOnConnackError: true })),
    );
    for (const client of this.#clients) client.on('error', () => undefined);
  }

  /** Resolves when every device is connected, also after the broker was away. */
  async connected(): Promise<void> {
    await eventually(() => this.#clients.every((client) => client.connected), { what: 'a connection of each device' });
  }

  run(): void {
    const everyMs = 5;
    this.#timer = setInterval(() => {
      this.#owed += (this.#options.ratePerS * everyMs) / 1000;
      for (; this.#owed >= 1; this.#owed -= 1) this.#publish();
    }, everyMs);
    if (this.#options.heartbeatS !== undefined)
      this.#beating ??= setInterval(() => this.#beat(), this.#options.heartbeatS * 1000);
  }

  /** Resolves when the broker has acknowledged so many more readings. */
  async acknowledgedMore(count: number): Promise<void> {
    const enough = this.acknowledged.size + count;
    await eventually(() => this.acknowledged.size >= enough, { what: `${count} more readings` });
  }

  /** Stops publishing readings; resolves when the broker has acknowledged everything. */
  async pause(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#inFlight);
  }

  async disconnect(): Promise<void> {
    clearInterval(this.#beating);
    await this.pause();
    await Promise.all(this.#clients.map((client) => client.endAsync()));
  }

  /** Stops at once, in any state. */
  abandon(): void {
    clearInterval(this.#timer);
    clearInterval(this.#beating);
    for (const client of this.#clients) client.end(true);
  }

  #beat(): void {
    for (const [index, client] of this.#clients.entries())
      if (client.connected) client.publish(this.#devices[index]?.topics.heartbeat ?? '', '{}', { qos: 0 });
  }

  #publish(): void {
    const number = (this.#number += 1);
    if (number > MAX_NUMBER) throw new Error(`no more than ${MAX_NUMBER} readings can be told apart`);
    const index = number % this.#devices.length;
    const [client, device] = [this.#clients[index], this.#devices[index]];
    if (!client || !device) throw new Error('connect() comes first');
    const time = new Date(this.#firstTimeMs + Math.floor(number / this.#devices.length)).toISOString();
    const reading = { ...(this.#options.timed && { timestamp: time }), temperature: 20, light_level: number };
    const published = client
      .publishAsync(device.topics.telemetry, JSON.stringify(reading), { qos: 1 })
      .then(
        () => {
          const key = `${device.device_id} ${this.#options.timed ? time : number}`;
          this.acknowledged.add(key);
          this.acknowledgedAtMs.set(key, Date.now());
        },
        // The connection was lost before it was sent: nobody has acknowledged it.
        () => undefined,
      )
      .finally(() => this.#inFlight.delete(published));
    this.#inFlight.add(published);
  }
}
