/** The devices that gateways speak for. */
import type { DeviceId } from '../glossary.ts';
import type { Metric } from '../metrics.ts';

/** Who a sensor behind a gateway is, by what the gateway says of it. */
export interface SensorIdentity {
  /** What the gateway calls it: the same in each message. Empty for what the gateway measures itself. */
  local: string;
  /** How to show it. */
  name: string;
  /** `mac:` and `ieee:` addresses recognise it wherever it appears. */
  address?: string;
  /** What it is if another probe has the place of this metric already. */
  probe?: { local: string; name: string };
}

/** What a gateway lists of its sensors. */
export interface GatewayRoster {
  /** Whether a sensor with an address that is missing here is gone. */
  isComplete: boolean;
  entries: readonly { local: string; name: string; address: string }[];
}

/**
 * Whether a sensor has a device. `ignored`: the owner removed it; `empty`: it has sent no value of a plant yet; `many`: the
 * gateway has had too many new ones within an hour.
 */
export type SensorAdmission = { deviceId: DeviceId } | { refused: 'ignored' | 'empty' | 'many' };

/** The devices that gateways speak for. Each is made at the first value that its gateway tells of it. */
export interface GatewaySensors {
  /**
   * Looks in memory.
   * @param metrics those that the message has of it
   * @returns undefined for a sensor that is not known
   */
  find(gatewayId: DeviceId, sensor: SensorIdentity, metrics: readonly Metric[]): DeviceId | undefined;
  /** The same, and makes it a device if it may be one. Waits while the database is down. */
  admit(
    gatewayId: DeviceId,
    sensor: SensorIdentity,
    metrics: readonly Metric[],
    dialect: string,
  ): Promise<SensorAdmission>;
  /** The gateway lists its sensors: names and addresses follow. @returns the devices that it has no more */
  listed(gatewayId: DeviceId, roster: GatewayRoster): DeviceId[];
  /** The gateway gives a sensor another name. */
  renamed(gatewayId: DeviceId, from: string, to: string): void;
}

/** How many new sensors of a gateway become devices within an hour: Bluetooth hears those of the neighbours, too. */
export const MOST_NEW_SENSORS = 50;
