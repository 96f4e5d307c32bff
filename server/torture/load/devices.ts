/** A process of devices that publish, and that remember what the broker has acknowledged. */
import type { DeviceCredentials } from '@plantops/shared/api/devices.ts';
import { serveJobs } from '../../bench/processes/jobs.ts';
import { type LoadOptions, RecordedLoad } from '../../e2e/harness/recorded-load.ts';

let load: RecordedLoad | undefined;
const running = (): RecordedLoad => {
  if (!load) throw new Error('connect() comes first');
  return load;
};

const jobs = {
  async connect({ devices, options }: { devices: DeviceCredentials[]; options: LoadOptions }): Promise<void> {
    load = new RecordedLoad(devices, options);
    await load.connect();
  },
  run: () => running().run(),
  /** Resolves when all devices have a connection. */
  connected: () => running().connected(),
  pause: () => running().pause(),
  /** Resolves when the broker has acknowledged everything. */
  disconnect: () => running().disconnect(),
  count: (): number => running().acknowledged.size,
  /** `<device> <ISO time>` of each reading, and when it was acknowledged (ms since 1970). */
  acknowledged: (): { key: string; atMs: number }[] =>
    [...running().acknowledgedAtMs].map(([key, atMs]) => ({ key, atMs })),
};
export type DeviceJobs = typeof jobs;

serveJobs(jobs);
