import type { DeviceCredentials } from '@plantops/shared/api/devices.ts';
import { heartbeatTopic, telemetryTopic } from '@plantops/shared/topics.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Link, LinkError } from './link.ts';
import { RegistrationError } from './registration.ts';
import { startSimulator, type Simulator } from './simulator.ts';

/** A broker and a server in memory: they record what was published and have switches for failures. */
function fakeWorld() {
  const world = {
    registrations: 0,
    connections: 0,
    messages: [] as { topic: string; payload: Record<string, unknown> }[],
    planted: [] as string[],
    plantError: null as Error | null,
    registerError: null as Error | null,
    linkError: null as Error | null,
    acknowledges: true,
    cut: () => {},
    register: async (): Promise<DeviceCredentials> => {
      world.registrations += 1;
      if (world.registerError) throw world.registerError;
      return {
        device_id: 'd1',
        mqtt_username: 'd1',
        mqtt_password: `secret${world.registrations}`,
        mqtt: { host: 'h', port: 1 },
        topics: { telemetry: telemetryTopic('d1'), heartbeat: heartbeatTopic('d1') },
        heartbeat_interval_s: 60,
      };
    },
    plant: async (_deviceId: string, { name }: { name: string }): Promise<void> => {
      if (world.plantError) throw world.plantError;
      world.planted.push(name);
    },
    openLink: async (): Promise<Link> => {
      world.connections += 1;
      if (world.linkError) throw world.linkError;
      let end = () => {};
      const closed = new Promise<void>((resolve) => (end = resolve));
      world.cut = end;
      return {
        closed,
        publish: (topic, payload) => {
          if (!world.acknowledges) return new Promise(() => {});
          world.messages.push({ topic, payload: JSON.parse(payload) });
          return Promise.resolve();
        },
        close: async () => end(),
      };
    },
    readings: () =>
      world.messages.filter((message) => message.topic === 'devices/d1/telemetry').map((message) => message.payload),
    heartbeats: () => world.messages.filter((message) => message.topic === 'devices/d1/heartbeat'),
  };
  return world;
}

let simulator: Simulator | undefined;
let troubles: string[];
async function start(world: ReturnType<typeof fakeWorld>, options: Parameters<typeof startSimulator>[0] = {}) {
  troubles = [];
  simulator = await startSimulator(
    { count: 1, intervalS: 5, ...options },
    {
      register: world.register,
      openLink: world.openLink,
      plant: world.plant,
      onTrouble: (message) => troubles.push(message),
    },
  );
  const [device] = simulator.devices;
  if (!device) throw new Error('the simulator has no device');
  return device;
}

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 0, 7, 12) }));
afterEach(async () => {
  const stopped = simulator?.stop();
  await vi.advanceTimersByTimeAsync(5_000);
  await stopped;
  vi.useRealTimers();
});

describe('a simulated device', () => {
  it('registers, connects, and sends a heartbeat at once and readings at its interval', async () => {
    const world = fakeWorld();
    const device = await start(world);
    await vi.advanceTimersByTimeAsync(61_000);
    expect(device).toMatchObject({ state: 'connected', deviceId: 'd1', acknowledged: 13, waiting: 0 });
    expect(world.heartbeats()).toHaveLength(2);
    const [first, second] = world.readings();
    expect(Date.parse(String(second?.['timestamp'])) - Date.parse(String(first?.['timestamp']))).toBe(5_000);
  });

  it('retries less and less often while the server is not there, and reports it', async () => {
    const world = fakeWorld();
    world.registerError = new RegistrationError('the server does not answer');
    const device = await start(world);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(device.state).toBe('registering');
    expect(world.registrations).toBeLessThan(15);
    expect(troubles).toContain('the server does not answer');
    world.registerError = null;
    await vi.advanceTimersByTimeAsync(40_000);
    expect(device.state).toBe('connected');
  });

  it('creates its plant once, before it sends anything, and only when told to', async () => {
    const world = fakeWorld();
    world.plantError = new RegistrationError('the server asks for the owner password');
    await start(world, { createPlants: true });
    await vi.advanceTimersByTimeAsync(20_000);
    expect(world.messages).toEqual([]);
    expect(troubles).toContain('the server asks for the owner password');
    world.plantError = null;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(world.planted).toEqual(['Window fig']);
    expect(world.readings()).not.toEqual([]);
    world.cut();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(world.connections).toBeGreaterThan(1);
    expect(world.planted).toEqual(['Window fig']);

    await simulator?.stop();
    const other = fakeWorld();
    await start(other);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(other.readings()).not.toEqual([]);
    expect(other.planted).toEqual([]);
  });

  it('registers again if the broker refuses its credentials, but not if the broker is only away', async () => {
    const world = fakeWorld();
    world.linkError = new LinkError('away', false);
    const device = await start(world);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(world.connections).toBeGreaterThan(1);
    expect(world.registrations).toBe(1);
    world.linkError = new LinkError('refused', true);
    await vi.advanceTimersByTimeAsync(8_000);
    expect(world.registrations).toBe(2);
    world.linkError = null;
    await vi.advanceTimersByTimeAsync(40_000);
    expect(device.state).toBe('connected');
  });

  it('keeps measuring while the broker is away and sends everything afterwards, in order', async () => {
    const world = fakeWorld();
    const device = await start(world);
    await vi.advanceTimersByTimeAsync(16_000);
    world.linkError = new LinkError('away', false);
    world.cut();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(device.waiting).toBeGreaterThan(3);
    world.linkError = null;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(device.waiting).toBe(0);
    const times = world.readings().map((reading) => Date.parse(String(reading['timestamp'])));
    expect(times.slice(1).every((time, index) => time - (times[index] ?? NaN) === 5_000)).toBe(true);
  });

  it('resends what was not acknowledged when the connection was lost, and keeps a bounded number of readings', async () => {
    const world = fakeWorld();
    const device = await start(world, { intervalS: 0.01 });
    world.acknowledges = false;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(device.waiting).toBeLessThanOrEqual(1_050);
    world.cut();
    world.acknowledges = true;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(device.waiting).toBe(0);
    const times = world.readings().map((reading) => reading['timestamp']);
    expect(new Set(times).size).toBe(times.length);
  });

  it('sends history first if asked to, on a fixed grid', async () => {
    const world = fakeWorld();
    await start(world, { backfillS: 86_400 });
    await vi.advanceTimersByTimeAsync(1_000);
    const times = world.readings().map((reading) => Date.parse(String(reading['timestamp'])));
    expect(times).toHaveLength(289);
    expect(times.slice(0, -1).every((time) => time % 300_000 === 0)).toBe(true);
  });

  it('starts a fault with its first reading or when told to, and ends it', async () => {
    const world = fakeWorld();
    const device = await start(world, { faults: [{ fault: 'drought', device: 1 }] });
    await vi.advanceTimersByTimeAsync(21_000);
    const moisture = world.readings().map((reading) => Number(reading['soil_moisture']));
    expect(moisture[0]).toBeGreaterThan(25);
    expect(moisture.at(-1)).toBeLessThan(10);
    device.setFault('drought', false);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(world.readings().at(-1)?.['soil_moisture']).toBeGreaterThan(25);
    device.setFault('dropout', true);
    const before = world.messages.length;
    await vi.advanceTimersByTimeAsync(19_000);
    expect(world.messages.length).toBeGreaterThan(before);
    const silentFrom = world.messages.length;
    await vi.advanceTimersByTimeAsync(200_000);
    expect(world.messages.length - silentFrom).toBeLessThanOrEqual(1);
  });

  it('stops at once even while it waits for an answer', async () => {
    const world = fakeWorld();
    world.register = () => new Promise(() => {});
    const device = await start(world);
    await simulator?.stop();
    expect(device.state).toBe('stopped');
  });
});
