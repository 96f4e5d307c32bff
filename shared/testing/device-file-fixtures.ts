import type { DeviceCredentials } from '../api/devices.ts';
import type { DeviceFileChoices } from '../device-files/index.ts';
import { METRIC_NAMES } from '../metrics.ts';

/** What a registration answers; its password begins with a hyphen, as one in 64 does. */
export const CREDENTIALS: DeviceCredentials = {
  device_id: 'dev_0123456789abcdef',
  mqtt_username: 'dev_0123456789abcdef',
  mqtt_password: '-b0cQ3l1mO6w3b1Jm7ZkX_AbCdEfGhIj',
  mqtt: { host: '192.168.1.10', port: 1884 },
  topics: {
    telemetry: 'devices/dev_0123456789abcdef/telemetry',
    heartbeat: 'devices/dev_0123456789abcdef/heartbeat',
  },
  heartbeat_interval_s: 60,
};

export const CHOICES: DeviceFileChoices = { name: 'Window fig', sensors: METRIC_NAMES, intervalS: 900, sleeps: false };
export const BASE_URL = 'http://192.168.1.10:8080';
