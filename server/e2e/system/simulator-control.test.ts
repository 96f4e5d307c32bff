import type { Device } from '@plantops/shared/api/devices.ts';
import type { Room } from '@plantops/shared/api/rooms.ts';
import type { Plant } from '@plantops/shared/api/plants.ts';
import type { History } from '@plantops/shared/api/readings.ts';
import type { SimulatorState, System } from '@plantops/shared/system.ts';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { empty } from '../harness/api.ts';
import { eventually } from '../harness/eventually.ts';
import { JudgedApi } from '../harness/judged-api.ts';
import { isAlive, PlantOpsProcess } from '../harness/plantops-process.ts';

const PASSWORD = 'correct-horse';
const OWNER = { authorization: `Bearer ${PASSWORD}` };

describe('the simulator, started from the dashboard', () => {
  let plantOps: PlantOpsProcess;
  let api: JudgedApi;
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> =>
    (await api.call<T>(method, path, body, OWNER)).body;
  const state = async (): Promise<SimulatorState> => (await call<System>('GET', '/api/system')).simulator;
  const devices = () => call<Device[]>('GET', '/api/devices');
  const plants = () => call<Plant[]>('GET', '/api/plants');
  const pids = (): number[] =>
    [...plantOps.output.matchAll(/simulated devices run \(process (\d+)\)/g)].map(([, pid]) => Number(pid));

  async function use(server: PlantOpsProcess): Promise<void> {
    plantOps = server;
    if (server.pid === undefined) await server.start();
    api = await JudgedApi.of(plantOps.url, OWNER);
  }
  /** With these settings, for this test only. */
  async function start(environment: Record<string, string>): Promise<void> {
    const server = new PlantOpsProcess(environment);
    onTestFinished(() => server.remove());
    await use(server);
  }
  /** One without settings, for several tests. What was simulated is removed after each. */
  const shared = new PlantOpsProcess();
  const startEmpty = async (): Promise<void> => {
    await use(shared);
    onTestFinished(async () => {
      if (shared.pid === undefined) return;
      await call('DELETE', '/api/simulator?remove=true');
      await empty(shared.url);
    });
  };
  afterAll(() => shared.remove());

  it('creates four plants with a day of history and two free devices within seconds, and removes all of it again', async () => {
    await start({ OWNER_PASSWORD: PASSWORD, REGISTRATION_KEY: 'let-my-plants-in' });
    const mine = await call<Plant>('POST', '/api/plants', { name: 'My own' });
    expect(await call<SimulatorState>('POST', '/api/simulator', { create_plants: true })).toMatchObject({
      allowed: true,
      running: true,
    });
    await eventually(async () => (await plants()).filter(({ latest }) => latest).length === 4, {
      what: 'four plants with readings',
    });
    const simulated = (await plants()).filter(({ id }) => id !== mine.id);
    const rooms = new Map((await call<Room[]>('GET', '/api/rooms')).map(({ id, name }) => [id, name]));
    expect([...rooms.values()].sort()).toEqual(['Bathroom', 'Kitchen', 'Living room']);
    expect(simulated.map(({ name, room_id }) => `${name}: ${rooms.get(room_id ?? '')}`).sort()).toEqual([
      'Bathroom fern: Bathroom',
      'Bookshelf pothos: Living room',
      'Kitchen philodendron: Kitchen',
      'Window fig: Living room',
    ]);
    expect(simulated.filter(({ open_alerts }) => open_alerts > 0).length).toBeLessThanOrEqual(1);
    await eventually(async () => (await devices()).filter(({ status }) => status === 'online').length === 6);
    expect(
      (await devices())
        .filter(({ plant_id }) => plant_id === null)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['Bedroom corner', 'Office desk']);
    for (const { id } of simulated) {
      await eventually(
        async () => (await call<History>('GET', `/api/plants/${id}/history?range=24h`)).points.length > 250,
        { what: 'a day of history' },
      );
    }

    // Starting it again changes nothing.
    const [pid] = pids();
    await call('POST', '/api/simulator', { create_plants: true });
    expect(pids()).toEqual([pid]);
    expect(await state()).toEqual({ allowed: true, running: true, devices: 6 });
    expect(await plants()).toHaveLength(5);

    expect(await call<SimulatorState>('DELETE', '/api/simulator')).toEqual({
      allowed: true,
      running: false,
      devices: 6,
    });
    expect(isAlive(pid ?? 0)).toBe(false);
    expect(await plants()).toHaveLength(5);
    expect(await call<SimulatorState>('DELETE', '/api/simulator?remove=true')).toEqual({
      allowed: true,
      running: false,
      devices: 0,
    });
    expect(await devices()).toEqual([]);
    expect((await plants()).map(({ name }) => name)).toEqual(['My own']);
    expect(await call<Room[]>('GET', '/api/rooms')).toEqual([]);
  });

  it('leaves nothing of itself when it is removed, in a second round as in the first', async () => {
    await startEmpty();
    const rows = async (): Promise<Record<string, number>> => {
      const tables = [
        'plants',
        'rooms',
        'removed_plants',
        'devices',
        'telemetry',
        'latest_readings',
        'alerts',
        'notices',
      ];
      const counts = tables.map((table) => `(SELECT count(*)::int FROM ${table}) AS ${table}`);
      return (await plantOps.query<Record<string, number>>(`SELECT ${counts.join(', ')}`))[0] ?? {};
    };
    const before = await rows();
    for (const round of ['first', 'second']) {
      await call('POST', '/api/simulator', { create_plants: true });
      await eventually(async () => (await plants()).filter(({ latest }) => latest).length === 4, {
        what: `four plants with readings in the ${round} round`,
      });
      const [one, other] = await plants();
      // Traces that an owner leaves who looks around: a journal entry, a limit that is broken, a plant removed by hand.
      await call('POST', `/api/plants/${one?.id}/journal`, { kind: 'watering' });
      await call('PUT', `/api/plants/${one?.id}`, { thresholds: { temperature: { max: 1 } } });
      await eventually(async () => ((await rows()).notices ?? 0) > 0);
      await call('DELETE', `/api/plants/${other?.id}`);
      await call('DELETE', '/api/simulator?remove=true');
      expect(await rows(), `the ${round} round`).toEqual(before);
      expect(await plantOps.query('SELECT FROM journal_entries')).toEqual([]);
    }
  });

  it("keeps the owner's plants that simulated devices watched, without the simulated readings", async () => {
    await startEmpty();
    await call('POST', '/api/simulator', { create_plants: true });
    const created = await eventually(async () => {
      const found = await plants();
      return found.filter(({ latest }) => latest).length === 4 && found;
    });
    const mine = await call<Plant>('POST', '/api/plants', { name: 'My own', species: 'Ficus lyrata' });
    const free = (await devices()).find(({ plant_id }) => plant_id === null);
    await call('POST', `/api/devices/${free?.id}/provision`, { plant_id: mine.id });
    await call('PUT', `/api/plants/${created[0]?.id}`, { name: 'Adopted' });
    await eventually(async () => (await call<Plant>('GET', `/api/plants/${mine.id}`)).latest);
    await call('DELETE', '/api/simulator?remove=true');
    expect((await plants()).map(({ name, latest }) => [name, latest]).sort()).toEqual([
      ['Adopted', null],
      ['My own', null],
    ]);
    expect(await call('GET', '/api/removed-plants')).toEqual([]);
    expect(await plantOps.query('SELECT FROM telemetry')).toEqual([]);
  });

  it('keeps a plant that a real board also watches', async () => {
    await startEmpty();
    await call('POST', '/api/simulator', { create_plants: true });
    const first = await eventually(async () => (await plants())[0]);
    const { device_id } = await call<{ device_id: string }>('POST', '/api/devices/register', {
      mac_address: 'a4:cf:12:00:00:01',
    });
    await call('POST', `/api/devices/${device_id}/provision`, { plant_id: first.id });
    await eventually(async () => (await plants()).length === 4);
    await call('DELETE', '/api/simulator?remove=true');
    expect((await plants()).map(({ id }) => id)).toEqual([first.id]);
    expect((await devices()).map(({ id }) => id)).toEqual([device_id]);
  });

  it('that the server was started with, also in production, runs without plants and creates them on request, with the devices it has', async () => {
    await start({ NODE_ENV: 'production', ENCRYPTION_KEY: 'c0ffee'.padEnd(64, '7'), SIM: '1' });
    await eventually(async () => (await state()).devices === 6);
    expect(await state()).toEqual({ allowed: true, running: true, devices: 6 });
    await call('POST', '/api/simulator', {});
    expect(pids()).toHaveLength(1);
    await call('POST', '/api/simulator', { create_plants: true });
    await eventually(async () => (await plants()).length === 4);
    expect(await devices()).toHaveLength(6);

    // The terminal still controls it.
    plantOps.type('stop');
    await eventually(async () => !(await state()).running);
  });

  it('is shown as stopped when it ends by itself, and ends with the server', async () => {
    await startEmpty();
    await call('POST', '/api/simulator', {});
    process.kill(pids().at(-1) ?? 0, 'SIGKILL');
    await eventually(async () => !(await state()).running);
    await call('POST', '/api/simulator', {});
    const pid = pids().at(-1) ?? 0;
    expect(isAlive(pid)).toBe(true);
    await plantOps.stop();
    await eventually(() => !isAlive(pid));
  });
});
