/** All kinds of devices that "Add a device" knows, in the order in which it shows them. */
import type { DeviceCredentials } from '../api/devices.ts';
import { gatewayTopic, statusTopic } from '../topics.ts';
import { arduino } from './arduino.ts';
import type { DeviceFile, DeviceFileInput, MakeDeviceFile } from './device-file.ts';
import { esphome } from './esphome.ts';
import { micropython } from './micropython.ts';
import { python } from './python.ts';
import { curl, homeMade } from './shell.ts';
import { tasmota } from './tasmota.ts';
import { openMqttGateway, theengs } from './theengs.ts';
import { zigbee2mqtt } from './zigbee2mqtt.ts';

export interface DeviceFileKind {
  make: MakeDeviceFile;
  /**
   * What registers: a `device` has sensors of its own; a `gateway` speaks for others, on topics below its own, and what
   * it measures is known from what it sends.
   */
  registersAs: 'device' | 'gateway';
  /** A program may run on the same computer as the server; a board is somewhere else. */
  runsOn: 'board' | 'computer';
  /** Whether its file asks for the time between two readings. */
  hasInterval: boolean;
  /** Whether its file can have the board sleep between two readings. */
  canSleep: boolean;
}

const DEVICE_FILE_KINDS = {
  esphome: { make: esphome, runsOn: 'board', registersAs: 'device', hasInterval: true, canSleep: true },
  tasmota: { make: tasmota, runsOn: 'board', registersAs: 'gateway', hasInterval: true, canSleep: true },
  zigbee2mqtt: { make: zigbee2mqtt, runsOn: 'computer', registersAs: 'gateway', hasInterval: false, canSleep: false },
  theengs: { make: theengs, runsOn: 'computer', registersAs: 'gateway', hasInterval: true, canSleep: false },
  openmqttgateway: {
    make: openMqttGateway,
    runsOn: 'board',
    registersAs: 'gateway',
    hasInterval: false,
    canSleep: false,
  },
  arduino: { make: arduino, runsOn: 'board', registersAs: 'device', hasInterval: true, canSleep: true },
  micropython: { make: micropython, runsOn: 'board', registersAs: 'device', hasInterval: true, canSleep: true },
  python: { make: python, runsOn: 'computer', registersAs: 'device', hasInterval: true, canSleep: false },
  curl: { make: curl, runsOn: 'computer', registersAs: 'device', hasInterval: false, canSleep: false },
  homemade: { make: homeMade, runsOn: 'computer', registersAs: 'device', hasInterval: false, canSleep: false },
} as const satisfies Record<string, DeviceFileKind>;

export type DeviceFileKindName = keyof typeof DEVICE_FILE_KINDS;
export const DEVICE_FILES: Readonly<Record<DeviceFileKindName, DeviceFileKind>> = DEVICE_FILE_KINDS;
export const DEVICE_FILE_NAMES = Object.keys(DEVICE_FILE_KINDS) as DeviceFileKindName[];
export const isDeviceFileKind = (name: unknown): name is DeviceFileKindName =>
  typeof name === 'string' && Object.hasOwn(DEVICE_FILE_KINDS, name);

/** What the owner said about a device, which its file is made from besides its credentials. */
export type DeviceFileChoices = Pick<DeviceFileInput, 'name' | 'sensors' | 'intervalS' | 'sleeps'>;

/**
 * The file of a device that has just been registered.
 * @param baseUrl where the dashboard is, without a slash at the end
 */
export function deviceFile(
  kind: DeviceFileKindName,
  { device_id: deviceId, mqtt_username: username, mqtt_password: password, mqtt, topics }: DeviceCredentials,
  choices: DeviceFileChoices,
  baseUrl: string,
): DeviceFile {
  const { telemetry, heartbeat, gateway = gatewayTopic(deviceId) } = topics;
  return DEVICE_FILES[kind].make({
    ...choices,
    sleeps: choices.sleeps && DEVICE_FILES[kind].canSleep,
    deviceId,
    username,
    password,
    host: mqtt.host,
    port: mqtt.port,
    topics: { telemetry, heartbeat, status: statusTopic(deviceId), gateway },
    baseUrl,
  });
}
