import type { Clock } from '@plantops/shared/clock.ts';
import type { Reading } from '@plantops/shared/messages.ts';
import type { ReadingStore, StoreOutcome } from '@plantops/shared/ports.ts';
import { telemetryTopic } from '@plantops/shared/topics.ts';
import { type BrokerLine, openLine } from './broker-line.ts';

/** What a device logs in to the broker with. */
export interface DeviceLogin {
  /** Such as `mqtt://plants.local:1883`. */
  brokerUrl: string;
  password: string;
}

/**
 * Gives readings to PlantOps as their devices would: by MQTT, each with the login of its device. Resolves once the
 * broker has a reading, which then keeps it until PlantOps has stored it.
 */
export class DevicePublisher implements ReadingStore {
  readonly #clock: Clock;
  readonly #logins: Map<string, DeviceLogin>;
  readonly #lines = new Map<string, BrokerLine>();
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
      const { client, accepted, lost } = this.#lineOf(deviceId);
      await accepted;
      const text = JSON.stringify({ timestamp: time.toISOString(), ...values });
      await Promise.race([client.publishAsync(telemetryTopic(deviceId), text, { qos: 1 }), lost]);
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

  #lineOf(deviceId: string): BrokerLine {
    const open = this.#lines.get(deviceId);
    if (open) return open;
    const login = this.#logins.get(deviceId);
    if (!login)
      throw new Error(
        `There is no login for ${deviceId}: add it to the PlantOps server of this node, or register the device with a "register device" node`,
      );
    const line = openLine({
      brokerUrl: login.brokerUrl,
      login: { username: deviceId, password: login.password },
      refusal: `The broker refuses the login of ${deviceId}: register the device anew, and use what is answered`,
      clock: this.#clock,
      onLost: () => this.#lines.get(deviceId) === line && this.#lines.delete(deviceId),
    });
    this.#lines.set(deviceId, line);
    return line;
  }
}
