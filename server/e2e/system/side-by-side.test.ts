import type { Device } from '@plantops/shared/api/devices.ts';
import type { Plant } from '@plantops/shared/api/plants.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, register } from '../harness/api.ts';
import { connectDevice, publishReading } from '../harness/device-client.ts';
import { EventReader } from '../harness/event-reader.ts';
import { eventually } from '../harness/eventually.ts';
import { ExternalParts } from '../harness/external-parts.ts';
import { isAlive, PlantOpsProcess } from '../harness/plantops-process.ts';
import { RecordedLoad } from '../harness/recorded-load.ts';

const PASSWORD = 'correct horse';

/** Two hosts and two engines on one database and one broker, each with a data folder of its own. */
describe('hosts and engines side by side', () => {
  const parts = new ExternalParts();
  let hosts: PlantOpsProcess[];
  let engines: PlantOpsProcess[];
  let [a, b] = ['', ''];
  /** Of a browser that was logged in by the first host. */
  let cookie: string;

  beforeAll(async () => {
    await parts.start();
    const made = (role: string): PlantOpsProcess =>
      new PlantOpsProcess(
        { ...parts.environment, PLANTOPS_ROLE: role, OWNER_PASSWORD: PASSWORD, HEARTBEAT_INTERVAL_S: '4' },
        { from: null },
      );
    engines = [made('engine'), made('engine')];
    hosts = [made('host'), made('host')];
    await Promise.all([...engines, ...hosts].map((each) => each.start()));
    [a, b] = hosts.map(({ url }) => url) as [string, string];
    await eventually(async () => (await Promise.all([a, b].map(isLinked))).every(Boolean), {
      what: 'an engine at work',
    });
    const entered = await logIn(a, PASSWORD);
    cookie = (entered.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  });
  afterAll(async () => {
    await Promise.all([...hosts, ...engines].map((each) => each.remove()));
    await parts.remove();
  });

  const logIn = (url: string, password: string) => call(url, 'POST', '/api/session', { password });
  const ask = <T>(url: string, method: string, path: string, body?: unknown) =>
    call<T>(url, method, path, body, { cookie });
  /** A plant for a device, by this host. @returns its id */
  const addPlant = async (url: string, { device_id }: { device_id: string }, plant: object): Promise<string> =>
    (await ask<Device>(url, 'POST', `/api/devices/${device_id}/provision`, { new_plant: plant })).body.plant_id ?? '';
  interface Readiness {
    checks: { engine?: { ok: boolean; detail: string }; flows?: { ok: boolean } };
  }
  const readiness = async (url: string) => (await call<Readiness>(url, 'GET', '/readyz')).body.checks;
  const isLinked = async (url: string) => (await readiness(url)).engine?.ok === true;
  /** Whether the flows run there; what answers meanwhile is replaced when its turn comes. */
  const isAtWork = async ({ url }: PlantOpsProcess) =>
    (await readiness(url).catch(() => undefined))?.flows?.ok === true;
  /** The engine that is at work, and the one that stands by. */
  async function turns(): Promise<{ working: PlantOpsProcess; waiting: PlantOpsProcess }> {
    const running = await Promise.all(engines.map(async (engine) => ({ engine, isWorking: await isAtWork(engine) })));
    const working = running.find(({ isWorking }) => isWorking)?.engine;
    const waiting = running.find(({ isWorking }) => !isWorking)?.engine;
    if (!working || !waiting) throw new Error('not one of two engines is at work');
    return { working, waiting };
  }

  it('one engine works, the other says that it stands by, and neither answers anybody but hosts', async () => {
    const { working, waiting } = await turns();
    expect((await readiness(waiting.url)).engine).toEqual({
      ok: true,
      detail: expect.stringContaining(`the engine at work is at ${working.url}`) as string,
    });
    for (const headers of [{}, { 'x-plantops-door': 'ab'.repeat(32) }])
      expect((await call(working.url, 'GET', '/api/plants', undefined, headers)).status).toBe(404);
    expect((await call(working.url, 'POST', '/api/plants', { name: 'Fern' })).status).toBe(404);
    expect((await call(waiting.url, 'GET', '/api/plants')).status).toBe(503);
  });

  it('who is logged in by one host is so at the other until logged out; wrong passwords count wherever they are given', async () => {
    const see = async (url: string, headers: Record<string, string>) =>
      (await call(url, 'GET', '/api/plants', undefined, headers)).status;
    expect([await see(b, { cookie }), await see(a, { cookie }), await see(b, {})]).toEqual([200, 200, 401]);
    expect(await see(b, { authorization: `Bearer ${PASSWORD}` })).toBe(200);
    const other = ((await logIn(b, PASSWORD)).headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    expect(await see(a, { cookie: other })).toBe(200);
    expect((await call(b, 'DELETE', '/api/session', undefined, { cookie: other })).status).toBe(204);
    await eventually(
      async () => (await see(a, { cookie: other })) === 401 && (await see(b, { cookie: other })) === 401,
    );
    // Each is answered later than the one before, up to four seconds, so they are given at once.
    const guesses = await Promise.all(
      Array.from({ length: 12 }, (_, place) =>
        place % 3 === 0
          ? see(a, { authorization: `Bearer guess ${place}` })
          : logIn(place % 3 === 1 ? a : b, `guess ${place}`).then(({ status }) => status),
      ),
    );
    expect(guesses.sort()).toEqual([...Array<number>(10).fill(401), 429, 429]);
    expect((await logIn(b, PASSWORD)).status).toBe(200);
  });

  it('what is changed by one host, and what devices send, reaches those who look at the other', async () => {
    const reader = await EventReader.open(b, undefined, undefined, { cookie });
    const device = await register(a);
    const plantId = await addPlant(a, device, { name: 'Fern' });
    const client = await connectDevice(device);
    await publishReading(client, device, { temperature: 20.5, soil_moisture: 30 });
    await eventually(() =>
      reader.named('reading').some(({ data }) => (data as { temperature?: number }).temperature === 20.5),
    );
    await eventually(() => reader.named('device').some(({ data }) => (data as Device).status === 'online'));
    expect((await ask<Device>(b, 'GET', `/api/devices/${device.device_id}`)).body).toMatchObject({
      status: 'online',
      plant_id: plantId,
    });
    // Judged by the engine before it is answered.
    const changed = await ask<Plant>(b, 'PUT', `/api/plants/${plantId}`, {
      name: 'Dry fern',
      species: null,
      thresholds: { soil_moisture: { min: 40, max: null } },
    });
    expect(changed.body).toMatchObject({ name: 'Dry fern', status: 'alert' });
    expect((await ask<Plant>(a, 'GET', `/api/plants/${plantId}`)).body).toMatchObject({
      name: 'Dry fern',
      status: 'alert',
    });
    await eventually(
      () =>
        reader.named('alert').length > 0 &&
        reader.named('plant').some(({ data }) => (data as Plant).name === 'Dry fern'),
    );
    reader.close();
    await client.endAsync();
  });

  it('the engine at work is killed under load: another takes over within seconds; nothing that was acknowledged is lost or doubled, one alert is told, and nobody is called offline', async () => {
    const devices = await Promise.all([register(a), register(b), register(a)]);
    const plants = await Promise.all(
      devices.map((device, place) =>
        addPlant(place === 0 ? a : b, device, {
          name: `Hot ${place}`,
          thresholds: { temperature: { min: null, max: 10 } },
        }),
      ),
    );
    const load = new RecordedLoad(devices, { timed: true, ratePerS: 200 });
    await load.connect();
    load.run();
    await eventually(() => load.acknowledged.size > 200);
    const { working, waiting } = await turns();
    const [killed] = await parts.query<{ at: Date }>('SELECT now() AS at');
    await working.kill();
    await eventually(() => isAtWork(waiting), { what: 'the next engine' });
    const [taken] = await parts.query<{ at: Date }>('SELECT since AS at FROM engine_at_work');
    await eventually(() => Promise.all([a, b].map(isLinked)).then((linked) => linked.every(Boolean)));
    const after = load.acknowledged.size;
    await eventually(() => load.acknowledged.size > after + 200);
    const [calledOffline] = await parts.query<{ alerts: number }>(
      `SELECT count(*)::int AS alerts FROM alerts WHERE kind = 'offline' AND device_id = ANY($1)`,
      [devices.map(({ device_id }) => device_id)],
    );
    await load.disconnect();
    const rows = () =>
      parts.query<{ key: string }>(
        `SELECT device_id || ' ' || to_char(time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS key FROM telemetry
         WHERE device_id = ANY($1)`,
        [devices.map(({ device_id }) => device_id)],
      );
    const missing = async () => {
      const stored = new Set((await rows()).map(({ key }) => key));
      return [...load.acknowledged].filter((key) => !stored.has(key));
    };
    await eventually(async () => (await missing()).length === 0, { what: 'each reading that was acknowledged' });
    const stored = await rows();
    expect(new Set(stored.map(({ key }) => key)).size).toBe(stored.length);
    // The rest of the ten seconds is what a start takes on this machine.
    expect((taken?.at.getTime() ?? Infinity) - (killed?.at.getTime() ?? 0)).toBeLessThan(5000);
    const [alerts] = await parts.query<{ opened: number; notices: number; offline: number }>(
      `SELECT (SELECT count(*)::int FROM alerts WHERE plant_id = ANY($1) AND metric = 'temperature') AS opened,
              (SELECT count(*)::int FROM notices JOIN alerts a ON a.id = alert_id WHERE a.plant_id = ANY($1) AND metric = 'temperature') AS notices`,
      [plants],
    );
    expect([alerts, calledOffline]).toEqual([{ opened: 3, notices: 3 }, { alerts: 0 }]);
  });

  it('an engine that has lost its turn stops its flows, and works again when its turn comes', async () => {
    const engine = await eventually(async () => {
      const atWork = await Promise.all(engines.map(async (each) => (await isAtWork(each)) && each));
      return atWork.find((each) => each !== false);
    });
    const earlier = engine.enginePid;
    // As if another one had worked while this one could not be heard.
    await parts.query(`UPDATE engine_at_work SET id = 'another', url = 'http://127.0.0.1:1'`);
    await parts.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'plantops-work'`,
    );
    await eventually(() => /this engine has lost its turn: another engine is at work now/.test(engine.output));
    await eventually(async () => engine.enginePid !== earlier && (await isAtWork(engine)), { what: 'the next turn' });
    expect(isAlive(earlier)).toBe(false);
    await eventually(() => isLinked(b));
  });

  it('a whole server beside an engine at work is a host, and works where the engine ends', async () => {
    const whole = new PlantOpsProcess(
      { ...parts.environment, OWNER_PASSWORD: PASSWORD, HEARTBEAT_INTERVAL_S: '4' },
      { from: null },
    );
    try {
      await whole.start();
      await eventually(() => isLinked(whole.url), { what: 'a link of the whole server' });
      const device = await register(whole.url);
      for (const engine of engines) await engine.stop();
      await eventually(() => isAtWork(whole), { what: 'the turn of the whole server' });
      const client = await connectDevice(device);
      await publishReading(client, device, { temperature: 21.5 });
      await client.endAsync();
      await eventually(() => isLinked(a));
      await eventually(
        async () => (await ask<Device>(a, 'GET', `/api/devices/${device.device_id}`)).body.latest?.temperature === 21.5,
      );
    } finally {
      await whole.remove();
    }
  });
});
