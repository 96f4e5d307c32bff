/** A process that publishes readings as devices do: with QoS 1, over a connection for each device. */
import mqtt, { type MqttClient } from 'mqtt';
import { serveJobs } from '../processes/jobs.ts';
import type { BenchDevice } from '../contestants/contestant.ts';

/** Publishes that a connection has under way at the same time. */
const WINDOW = 200;
const TICK_MS = 5;

let devices: readonly BenchDevice[] = [];
let clients: MqttClient[] = [];
/** Readings of a device need times of their own, also over several jobs (ms since 1970). */
let lastMs = 0;

/** Within the limits of every plant of the bench: what is measured is the way of a reading, not that of an alert. */
const reading = (atMs: number): string =>
  JSON.stringify({
    timestamp: new Date(atMs).toISOString(),
    soil_moisture: 40 + (atMs % 20),
    temperature: 21.5,
    humidity: 55,
    light_level: 800,
  });

const publish = (index: number, atMs: number): Promise<unknown> => {
  const [client, device] = [clients[index], devices[index]];
  if (!client || !device) throw new Error('connect first');
  return client.publishAsync(device.topic, reading(atMs), { qos: 1 });
};

const jobs = {
  async connect(target: { brokerUrl: string; devices: readonly BenchDevice[] }): Promise<void> {
    devices = target.devices;
    clients = await Promise.all(
      devices.map(({ username, password }) =>
        mqtt.connectAsync(target.brokerUrl, { username, password, clientId: username, reconnectPeriod: 0 }, false),
      ),
    );
  },

  async disconnect(): Promise<void> {
    await Promise.all(clients.splice(0).map((client) => client.endAsync()));
  },

  /**
   * Publishes as fast as the broker acknowledges. The times of the readings are a millisecond apart and end about now.
   * @returns the time of each device's last reading (ms since 1970)
   */
  async flood({ perDevice }: { perDevice: number }): Promise<number> {
    const firstMs = Math.max(lastMs + 1, Date.now() - perDevice);
    lastMs = firstMs + perDevice - 1;
    await Promise.all(
      clients.map(async (_, index) => {
        let sent = 0;
        const lane = async (): Promise<void> => {
          while (sent < perDevice) await publish(index, firstMs + sent++);
        };
        await Promise.all(Array.from({ length: WINDOW }, lane));
      }),
    );
    return lastMs;
  },

  /**
   * Publishes at a steady rate, the devices in turn. The time of each reading is that of its publication.
   * @returns how many were published, and the time of each device's last one
   */
  async pace({ perS, seconds }: { perS: number; seconds: number }): Promise<{ count: number; lastMs: number[] }> {
    const count = Math.round(perS * seconds);
    const lastOf: number[] = devices.map(() => lastMs);
    const published: Promise<unknown>[] = [];
    const startedAtMs = performance.now();
    await new Promise<void>((resolve) => {
      const ticking = setInterval(() => {
        const due = Math.min(Math.floor(((performance.now() - startedAtMs) * perS) / 1000), count);
        while (published.length < due) {
          const index = published.length % devices.length;
          const atMs = Math.max((lastOf[index] ?? 0) + 1, Date.now());
          lastOf[index] = atMs;
          published.push(publish(index, atMs));
        }
        if (published.length < count) return;
        clearInterval(ticking);
        resolve();
      }, TICK_MS);
    });
    await Promise.all(published);
    lastMs = Math.max(...lastOf);
    return { count, lastMs: lastOf };
  },
};
export type PublisherJobs = typeof jobs;

serveJobs(jobs);
