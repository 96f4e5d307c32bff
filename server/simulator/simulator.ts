/** The devices of one simulator, started and stopped together. */
import { SimulatedDevice, type DeviceState } from './device.ts';
import type { Fault } from './faults.ts';
import { openLink, type OpenLink } from './link.ts';
import { DEFAULT_OPTIONS, type SimulatorOptions } from './options.ts';
import { createPlanter, type Planter } from './planter.ts';
import { deviceProfile } from './profiles.ts';
import { createRegister, type Register } from './registration.ts';

/** The visible state of a simulated device, and the switch for its faults. */
export interface SimulatedDeviceView {
  readonly number: number;
  readonly name: string;
  readonly macAddress: string;
  /** null until it has registered. */
  readonly deviceId: string | null;
  readonly state: DeviceState;
  /** Readings that the broker has acknowledged, not counting history. */
  readonly acknowledged: number;
  /** Readings that wait for the broker. */
  readonly waiting: number;
  readonly faults: readonly Fault[];
  setFault(fault: Fault, active: boolean): void;
}

export interface Simulator {
  readonly devices: readonly SimulatedDeviceView[];
  /** Waits briefly for pending readings and disconnects; calling it twice is harmless. */
  stop(): Promise<void>;
}

export interface SimulatorHooks {
  /** A device's state has changed. */
  onChange?: () => void;
  /**
   * Called with a description of what keeps a device from working. Devices keep trying, so the same message repeats.
   */
  onTrouble?: (message: string) => void;
  register?: Register;
  openLink?: OpenLink;
  plant?: Planter;
}

function viewOf(device: SimulatedDevice): SimulatedDeviceView {
  return {
    number: device.profile.number,
    name: device.profile.name,
    macAddress: device.profile.macAddress,
    get deviceId() {
      return device.deviceId;
    },
    get state() {
      return device.state;
    },
    get acknowledged() {
      return device.sender.acknowledged;
    },
    get waiting() {
      return device.sender.pending;
    },
    get faults() {
      return device.faults;
    },
    setFault: (fault, active) => device.setFault(fault, active),
  };
}

/**
 * Starts the devices and returns at once: they register and connect on their own, and wait for a server that is not
 * running yet. Options that are left out have the defaults of the command line.
 */
export function startSimulator(
  options: Partial<SimulatorOptions> = {},
  hooks: SimulatorHooks = {},
): Promise<Simulator> {
  const settings = { ...DEFAULT_OPTIONS, ...options };
  const register = hooks.register ?? createRegister(settings.url, settings.registrationKey);
  const plant = settings.createPlants
    ? (hooks.plant ?? createPlanter(settings.url, settings.ownerPassword))
    : undefined;
  const utcOffsetMinutes = -new Date().getTimezoneOffset();
  const intervalMs = settings.intervalS * 1000;
  const devices = Array.from({ length: settings.count }, (_, index) => {
    const number = index + 1;
    return new SimulatedDevice(
      deviceProfile(number, settings.seed, utcOffsetMinutes),
      {
        register,
        plant,
        openLink: hooks.openLink ?? openLink,
        intervalMs,
        firstReadingAfterMs: (index * intervalMs) / settings.count,
        heartbeatMs: settings.heartbeatS === null ? null : settings.heartbeatS * 1000,
        backfillMs: settings.backfillS * 1000,
        onChange: () => hooks.onChange?.(),
        onTrouble: (message) => hooks.onTrouble?.(message),
      },
      settings.faults.filter((order) => order.device === number).map((order) => order.fault),
    );
  });
  for (const device of devices) device.start();
  let stopped: Promise<void> | undefined;
  return Promise.resolve({
    devices: devices.map(viewOf),
    stop: () => (stopped ??= Promise.all(devices.map((device) => device.stop())).then(() => undefined)),
  });
}
