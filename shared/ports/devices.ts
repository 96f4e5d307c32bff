/** The devices: who they are, where their clocks are, and what they are asked to do. */
import type { DeviceId, PlantId } from '../glossary.ts';
import type { DeviceCredentials, DeviceKind, RegisterDevice } from '../api/devices.ts';
import type { Calibrations } from '../calibration.ts';
import type { Combine } from '../judging/combine.ts';
import type { Thresholds } from '../thresholds.ts';

/** What the pipeline must know about a device; kept in memory. */
export interface DeviceContext {
  deviceId: DeviceId;
  name: string | null;
  /** undefined where nobody knows the devices. */
  kind?: DeviceKind;
  /** The gateway that speaks for it; null for one that has credentials. */
  via?: DeviceId | null;
  /** The broker does not let it in, because two boards took its account from each other. */
  isPaused?: boolean;
  /** Of its probes; absent if none is calibrated. */
  calibrations?: Calibrations | undefined;
  plant: { id: PlantId; name: string; thresholds: Thresholds; combine?: Combine | undefined } | null;
}

export interface DeviceDirectory {
  /**
   * Set where nobody knows the devices: outside of PlantOps, without a server. Then any device counts as known, and what
   * its readings are judged by is on the message or in the node's settings.
   */
  readonly takesAny?: true;
  /** Looks in memory; undefined for a device that is not known (yet). */
  find(deviceId: DeviceId): DeviceContext | undefined;
  /**
   * Asks the database, because another process may have just registered the device. Waits while the database is down.
   */
  lookUp(deviceId: DeviceId): Promise<DeviceContext | undefined>;
}

/** Where a reading belongs in time. */
export interface ClockVerdict {
  /** When it was measured, or when it was received if the device's clock says nothing. */
  time: Date;
  /** The device sent no time, or one that cannot be right. */
  clockWrong: boolean;
  /** By how much the device's clock is behind, negative if ahead (ms); `time` is corrected by it. */
  offsetMs?: number;
}

/** The clocks of devices, which may be off. */
export interface DeviceClocks {
  /**
   * Places a reading in time, and learns from it how far the device's clock is off.
   * @param sentMs when it was measured by the device's clock; NaN if it sent no time
   * @param aheadMs how far a clock may be ahead
   */
  place(deviceId: DeviceId, sentMs: number, receivedAt: Date, aheadMs: number): ClockVerdict;
}

export interface Registration {
  request: RegisterDevice;
  /**
   * The host name under which the device reached the server. MQTT is offered under the same name unless configured
   * otherwise.
   */
  requestHost: string;
  /** Who waits for the answer. Without it nobody does, as where a flow registers a device by itself. */
  callerId?: string | undefined;
}

export interface DeviceRegistrar {
  /**
   * Registers a device; resolves once the broker accepts its credentials.
   * @throws ProblemError `device_locked`, `device_limit_reached`, `broker_unavailable`; `flow_unavailable` if the
   * caller has gone
   */
  register(registration: Registration): Promise<{ created: boolean; credentials: DeviceCredentials }>;
}

/** What a device is asked to do. */
export interface DeviceCommand {
  deviceId: DeviceId;
  /** JSON, as the device reads it. */
  text: string;
  /** How long the broker keeps it for a device that is away, in seconds. */
  expiryS: number;
}

export interface DeviceCommands {
  /**
   * Publishes a command to the topic that the device reads. Resolves once the broker has it.
   * @throws Error with a sentence for the owner if the broker does not take it
   */
  send(command: DeviceCommand): Promise<void>;
}
