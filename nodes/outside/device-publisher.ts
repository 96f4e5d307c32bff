import type { Clock } from '@plantops/shared/clock.ts';
import type { Reading } from '@plantops/shared/messages.ts';
import type { ReadingStore, StoreOutcome } from '@plantops/shared/ports.ts';
import { telemetryTopic } from '@plantops/shared/topics.ts';
import mqtt, { type MqttClient } from 'mqtt';

/** How long a broker may take to accept a login. */
const CONNECT_TIMEOUT_MS = 10_000;

/** What a device logs in to the broker with. */
export interface DeviceLogin {
  /** Such as `mqtt://plants.local:1883`. */
  brokerUrl: string;
  password: string;
}

interface Line {
  client: MqttClient;
  /** Resolves once the broker has accepted the login; rejects if it refuses it, also later. */
  accepted: Promise<void>;
  refused: Promise<never>;
}

/** Codes of MQTT 3.1.1 and 5 for a wrong name or password, and for one that may not connect. */
const REFUSALS = new Set<unknown>([4, 5, 134, 135]);

/**
 * Gives readings to PlantOps as their devices would: by MQTT, each with the login of its device. Resolves once the
 * broker has a reading, which then keeps it until PlantOps has stored it.
 */
export class DevicePublisher implements ReadingStore {
  readonly #clock: Clock;
  readonly #logins: Map<string, DeviceLogin>;
  readonly #lines = new Map<string, Line>();
  #waiting = 0;

  /** @param logins by device id */
  constructor({ clock, logins }: { clock: Clock; logins: ReadonlyMap<string, DeviceLogin> }) {
    this.#clock = clock;
    this.#logins = new Map(logins);
  }

  /** A device was registered: its earlier login no longer works. */
  learn(deviceId: string, login: DeviceLogin): void {
    this.#hangUp(deviceId);
    this.#logins.set(deviceId, login);
  }

  /** @throws Error if there is no login for the device, or the broker refuses it or does not answer for ten seconds */
  async append({ deviceId, time, values }: Reading): Promise<StoreOutcome> {
    this.#waiting += 1;
    try {
      const { client, accepted, refused } = this.#lineOf(deviceId);
      await accepted;
      const text = JSON.stringify({ timestamp: time.toISOString(), ...values });
      await Promise.race([client.publishAsync(telemetryTopic(deviceId), text, { qos: 1 }), refused]);
      return { outcome: 'stored' };
    } finally {
      this.#waiting -= 1;
    }
  }

  waiting(): number {
    return this.#waiting;
  }

  stop(): void {
    for (const deviceId of [...this.#lines.keys()]) this.#hangUp(deviceId);
  }

  #hangUp(deviceId: string): void {
    this.#lines.get(deviceId)?.client.end(true);
    this.#lines.delete(deviceId);
  }

  #lineOf(deviceId: string): Line {
    const open = this.#lines.get(deviceId);
    if (open) return open;
    const login = this.#logins.get(deviceId);
    if (!login)
      throw new Error(
        `There is no login for ${deviceId}: add it to the PlantOps server of this node, or register the device with a "register device" node`,
      );
    const line = this.#connect(deviceId, login);
    this.#lines.set(deviceId, line);
    return line;
  }

  #connect(deviceId: string, { brokerUrl, password }: DeviceLogin): Line {
    const client = mqtt.connect(brokerUrl, { username: deviceId, password });
    const { promise: refused, reject: refuse } = Promise.withResolvers<never>();
    const fail = (why: string): void => {
      if (this.#lines.get(deviceId)?.client === client) this.#hangUp(deviceId);
      refuse(new Error(why));
    };
    client.on('error', (failure) => {
      if ('code' in failure && REFUSALS.has(failure.code))
        fail(`The broker refuses the login of ${deviceId}: register the device anew, and use what is answered`);
    });
    const patience = this.#clock.after(CONNECT_TIMEOUT_MS, () =>
      fail(`The broker at ${brokerUrl} does not answer: check the address in the PlantOps server of this node`),
    );
    const connected = new Promise<void>((resolve) => client.once('connect', () => resolve()));
    const accepted = Promise.race([connected, refused]).finally(() => patience.cancel());
    // Whoever waits for it is told; nobody may be waiting.
    accepted.catch(() => undefined);
    refused.catch(() => undefined);
    return { client, accepted, refused };
  }
}
