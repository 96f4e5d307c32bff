import { randomBytes } from 'node:crypto';
import { type Clock, systemClock } from '@plantops/shared/clock.ts';
import { DEFAULT_DISPLAY_SETTINGS } from '@plantops/shared/settings/display.ts';
import type { UpdateHomeAssistantSettings } from '@plantops/shared/settings/home-assistant.ts';
import type { MqttClient } from 'mqtt';
import { patiently } from '@plantops/shared/testing/patiently.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HOME_USER } from '../../broker/accounts.ts';
import type { Database } from '../../db/pool.ts';
import { deleteDevice } from '../../db/repositories/devices.ts';
import { listJournal } from '../../db/repositories/journal.ts';
import { insertPlant } from '../../db/repositories/plants.ts';
import { changeSettings, readSettings } from '../../db/repositories/settings.ts';
import { insertReadings } from '../../db/repositories/telemetry.ts';
import { addDevice } from '../../testing/add-device.ts';
import { lineTo, PASSWORD, startTestBroker, type TestBroker } from '../../testing/broker.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { faultsOfDiscovery, faultsOfState } from '../../testing/home-assistant-fields.ts';
import { noVerdicts } from '../../testing/no-verdicts.ts';
import { freePort } from '../../testing/place.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import { Journal } from '../plants/journal.ts';
import { Plants } from '../plants/plants.ts';
import { SecretBox } from '../settings/secret-box.ts';
import type { HomeAssistant } from './home-assistant.ts';
import { openHomeAssistant } from './open-home-assistant.ts';

/** The name that Home Assistant logs in with: what it may do is tested, too. */
const HOUSE = 'home-assistant';
const box = new SecretBox(randomBytes(32).toString('hex'));
const databases = useTestDatabases();
let broker: TestBroker;
/** The house's own, with the same rules: there the account of this server has another name and password. */
let other: TestBroker;
let database: Database;
let bus: ChangeBus;
let room: HomeAssistant;
let readingsWanted: number;

/** Listens as Home Assistant does: to all discovery messages, and to the topics that these name. */
class House {
  readonly client: MqttClient;
  /** What it was told last, by topic; an empty message takes a topic away. */
  readonly told = new Map<string, Record<string, unknown> | string>();
  readonly heard: { topic: string; text: string; retained: boolean }[] = [];
  /** What was not as the documentation has it. */
  readonly faults: string[] = [];

  constructor(client: MqttClient) {
    this.client = client;
    client.on('message', (topic, payload, { retain }) => this.#hear(topic, payload.toString(), retain));
  }

  static async enter(at: TestBroker): Promise<House> {
    const house = new House(await at.connect(HOUSE));
    await house.client.subscribeAsync(['homeassistant/+/+/config', 'homeassistant/+/+/+/config'], { qos: 0 });
    return house;
  }

  get devices(): string[] {
    return [...this.told.keys()].filter((topic) => topic.endsWith('/config')).map(nameIn(this.told));
  }

  device(name: string): { topic: string; message: Record<string, never>; state: Record<string, unknown> } {
    const topic = [...this.told.keys()].find((each) => each.endsWith('/config') && nameIn(this.told)(each) === name);
    const message = (topic && this.told.get(topic)) as Record<string, never> | undefined;
    if (!topic || !message) throw new Error(`${name} is not told of`);
    return { topic, message, state: this.told.get(String(message.state_topic)) as Record<string, unknown> };
  }

  async starts(): Promise<void> {
    await this.client.publishAsync('homeassistant/status', 'online', { qos: 0 });
  }

  #hear(topic: string, text: string, retained: boolean): void {
    this.heard.push({ topic, text, retained });
    if (text === '') {
      this.told.delete(topic);
      return;
    }
    const message = text.startsWith('{') ? (JSON.parse(text) as Record<string, never>) : text;
    this.told.set(topic, message);
    if (topic.endsWith('/config') && typeof message !== 'string') {
      this.faults.push(...faultsOfDiscovery(topic, message));
      const { availability } = message as unknown as { availability: { topic: string }[] };
      this.client.subscribe([String(message.state_topic), ...availability.map((each) => each.topic)], { qos: 0 });
    }
    const of = [...this.told.values()].find((each) => typeof each !== 'string' && each.state_topic === topic);
    if (of && typeof message !== 'string') this.faults.push(...faultsOfState(of as never, message));
  }
}

const nameIn =
  (told: House['told']) =>
  (topic: string): string =>
    (told.get(topic) as { dev: { name: string } }).dev.name;

/** Time that goes by five times as fast, so that nobody waits long for what is bounded. */
const quickly: Clock = {
  now: () => systemClock.now(),
  elapsedMs: () => systemClock.elapsedMs() * 5,
  after: (ms, action) => systemClock.after(ms / 5, action),
  every: (ms, action) => systemClock.every(ms / 5, action),
};

beforeAll(async () => {
  broker = await startTestBroker([HOME_USER, HOUSE]);
  other = await startTestBroker([HOME_USER, HOUSE]);
});
afterAll(() => Promise.all([broker.stop(), other.stop()]));

const open: HomeAssistant[] = [];
async function newRoom(ownUrl = broker.url): Promise<HomeAssistant> {
  const needs = { database, bus, clock: quickly, log: silentLog };
  const plants = new Plants({ ...needs, diagnoses: noVerdicts });
  const opened = await openHomeAssistant({
    ...needs,
    box,
    display: { read: () => Promise.resolve(DEFAULT_DISPLAY_SETTINGS) },
    timeZone: () => 'UTC',
    diagnoses: noVerdicts,
    journal: new Journal({ ...needs, plants }),
    ownBroker: { url: ownUrl, username: HOME_USER, password: PASSWORD },
    brokerFor: (host) => ({ host, port: 1883 }),
    wantReadings: () => {
      readingsWanted += 1;
      return () => void (readingsWanted -= 1);
    },
    syncCredentials: () => Promise.resolve(),
  });
  open.push(opened);
  await opened.start();
  return opened;
}

const measure = async (value: number, time = new Date()): Promise<void> => {
  const reading = { deviceId: 'dev_1', plantId: 'plant_1', values: { soil_moisture: value } };
  await insertReadings(database, [{ ...reading, time, receivedAt: time, clockWrong: false }]);
  await bus.publish('readings_stored', {
    readings: [{ device_id: 'dev_1', plant_id: 'plant_1', time: time.toISOString(), soil_moisture: value }],
  });
};

const OTHER = (): UpdateHomeAssistantSettings => ({
  enabled: true,
  broker: 'other',
  url: other.url,
  username: HOME_USER,
  password: PASSWORD,
});

beforeEach(async () => {
  database = await databases.pool();
  bus = new ChangeBus(silentLog);
  readingsWanted = 0;
  await insertPlant(database, 'plant_1', { name: 'Fern', species: null, thresholds: {} });
  await insertPlant(database, 'plant_2', { name: 'Palm', species: null, thresholds: {} });
  await addDevice(database, 1, 'plant_1');
  await measure(40, new Date(Date.now() - 60_000));
  room = await newRoom();
});
afterEach(async () => {
  for (const each of open.splice(0)) {
    await each.update({ enabled: false });
    await each.stop();
  }
});

describe('Home Assistant', () => {
  it('is told of all plants and devices, and of what they show, once it is switched on', async () => {
    const house = await House.enter(broker);
    expect(room.shown()).toMatchObject({ enabled: false, connection: 'off' });
    expect(await room.update({ enabled: true })).toMatchObject({ connection: 'connected', error: null });
    await patiently(() => expect(house.devices.sort()).toEqual(['Fern', 'Palm', 'dev_1']));
    await patiently(() => expect(house.device('Fern').state).toMatchObject({ soil_moisture: 40 }));
    await patiently(() => expect(house.told.get(statusTopicOf(house))).toBe('online'));
    expect(house.faults).toEqual([]);
    expect(room.shown().announced).toEqual({ plants: 2, devices: 1 });
    expect(readingsWanted).toBe(1);

    const later = await House.enter(broker);
    await patiently(() => expect(later.device('Fern').state).toMatchObject({ soil_moisture: 40 }));
    expect(later.heard.every(({ retained }) => retained)).toBe(true);
  });

  it('is told of a new value, and not of a message that brings nothing new', async () => {
    const house = await House.enter(broker);
    await room.update({ enabled: true });
    await patiently(() => expect(house.device('Fern').state).toMatchObject({ soil_moisture: 40 }));
    const { message } = house.device('Fern');
    const said = (): unknown[] => house.heard.filter(({ topic }) => topic === message.state_topic);
    const before = said().length;
    await measure(40);
    await measure(52.5, new Date(Date.now() + 1));
    await patiently(() => expect(house.device('Fern').state).toMatchObject({ soil_moisture: 52.5 }));
    expect(said()).toHaveLength(before + 1);
  });

  it('is told everything again when it has started', async () => {
    const house = await House.enter(broker);
    await room.update({ enabled: true });
    await patiently(() => expect(house.devices).toHaveLength(3));
    house.heard.length = 0;
    await house.starts();
    const configs = (): string[] => house.heard.map(({ topic }) => topic).filter((topic) => topic.endsWith('/config'));
    await patiently(() => expect(new Set(configs()).size).toBe(3));
    expect(room.shown().home_assistant).toBe('online');
  });

  it('no longer has a plant or device that was removed, nor an entity of which there are no values any more', async () => {
    const house = await House.enter(broker);
    await room.update({ enabled: true });
    await patiently(() => expect(house.devices).toHaveLength(3));
    const { topic } = house.device('Fern');
    expect(house.device('Fern').message.cmps).toHaveProperty('soil_moisture');

    await deleteDevice(database, 'dev_1');
    await bus.publish('device_removed', { deviceId: 'dev_1', plantIds: ['plant_1'] });
    await patiently(() => expect(house.devices.sort()).toEqual(['Fern', 'Palm']));
    await patiently(() => expect(house.device('Fern').message.cmps).not.toHaveProperty('soil_moisture'));
    const steps = house.heard.filter((each) => each.topic === topic).map(({ text }) => JSON.parse(text) as never);
    expect(steps.map(({ cmps }: { cmps: Record<string, unknown> }) => cmps.soil_moisture)).toEqual([
      expect.objectContaining({ p: 'sensor', name: 'Soil moisture' }),
      { p: 'sensor' },
      undefined,
    ]);

    await database.query("DELETE FROM plants WHERE id = 'plant_2'");
    await bus.publish('plant_removed', { plantId: 'plant_2', deviceIds: [] });
    await patiently(() => expect(house.devices).toEqual(['Fern']));
    expect(house.faults).toEqual([]);
  });

  it('can say that a plant was watered: once within ten minutes, and not by what the broker kept', async () => {
    const house = await House.enter(broker);
    await room.update({ enabled: true });
    await patiently(() => expect(house.devices).toHaveLength(3));
    const waterings = async (id: string): Promise<string[]> =>
      (await listJournal(database, id, { limit: 10 })).entries.map(({ kind }) => kind);
    const button = (name: string): string =>
      (house.device(name).message.cmps as unknown as { watered: { command_topic: string } }).watered.command_topic;
    await house.client.publishAsync(button('Palm'), 'PRESS', { retain: true });
    await patiently(async () => expect(await waterings('plant_2')).toEqual(['watering']));
    await house.client.publishAsync(button('Fern'), 'PRESS');
    await house.client.publishAsync(button('Fern'), 'PRESS');
    await patiently(() => expect(house.device('Fern').state.last_watered).not.toBeNull());
    expect(await waterings('plant_1')).toEqual(['watering']);

    // The press that was kept is handed out again to whoever subscribes: the next server, which takes it away.
    await house.client.subscribeAsync(button('Palm'));
    await database.query('DELETE FROM journal_entries');
    await room.stop();
    room = await newRoom();
    await patiently(() => expect(room.shown().connection).toBe('connected'));
    await house.client.publishAsync(button('Fern'), 'PRESS');
    await patiently(async () => expect(await waterings('plant_1')).toEqual(['watering']));
    expect(await waterings('plant_2')).toEqual([]);
    await patiently(() => expect(house.heard.at(-1)).toMatchObject({ topic: button('Palm'), text: '' }));
  });

  it('keeps its devices while the server is away, sees that it is, and loses what was removed meanwhile', async () => {
    const house = await House.enter(broker);
    await room.update({ enabled: true });
    await patiently(() => expect(house.devices).toHaveLength(3));
    await room.stop();
    await patiently(() => expect(house.told.get(statusTopicOf(house))).toBe('offline'));
    await database.query("DELETE FROM plants WHERE id = 'plant_2'");
    house.heard.length = 0;
    room = await newRoom();
    await patiently(() => expect(house.devices.sort()).toEqual(['Fern', 'dev_1']));
    await patiently(() => expect(house.told.get(statusTopicOf(house))).toBe('online'));
    const removed = house.heard.filter(({ topic, text }) => topic.endsWith('/config') && text === '');
    expect(removed, 'no other device was removed and added again').toHaveLength(1);
  });

  it('sees the server as away when its connection breaks, and as there once it is back', async () => {
    const line = await lineTo(broker.url);
    await room.stop();
    room = await newRoom(line.url);
    const house = await House.enter(broker);
    await room.update({ enabled: true });
    await patiently(() => expect(house.told.get(statusTopicOf(house))).toBe('online'));
    line.cut();
    await patiently(() => expect(house.told.get(statusTopicOf(house))).toBe('offline'));
    await patiently(() => expect(house.told.get(statusTopicOf(house))).toBe('online'));
    await room.update({ enabled: false });
    await line.close();
  });

  it('has nothing of this server any more once it is switched off', async () => {
    const house = await House.enter(broker);
    await room.update({ enabled: true });
    await patiently(() => expect(house.devices).toHaveLength(3));
    expect(await room.update({ enabled: false })).toMatchObject({ connection: 'off', leaving: [] });
    await patiently(() => expect(house.devices).toEqual([]));
    const all = await broker.connect(HOUSE);
    const kept: string[] = [];
    all.on('message', (topic) => kept.push(topic));
    await all.subscribeAsync(['plantops/home/#', 'homeassistant/#']);
    await all.publishAsync('homeassistant/marker', 'x');
    await patiently(() => expect(kept).toContain('homeassistant/marker'));
    expect(kept).toEqual(['homeassistant/marker']);
    expect(readingsWanted).toBe(0);
  });

  it('at another broker is told there, and no longer at the first', async () => {
    const [first, second] = await Promise.all([House.enter(broker), House.enter(other)]);
    await room.update({ enabled: true });
    await patiently(() => expect(first.devices).toHaveLength(3));
    const shown = await room.update(OTHER());
    expect(shown).toMatchObject({ connection: 'connected', password: '****', url: other.url });
    await patiently(() => expect(second.devices).toHaveLength(3));
    await patiently(() => expect(first.devices).toEqual([]));
    expect(second.faults).toEqual([]);
  });

  it('at a broker that was left while it was away loses everything once that is back, also after a restart', async () => {
    await room.update(OTHER());
    const house = await House.enter(other);
    await patiently(() => expect(house.devices).toHaveLength(3));
    await room.stop();
    // As it would be if the broker had been away when it was left: what was said stands there.
    const { value } = await readSettings(database, 'home_assistant');
    const place = { ca_certificate: null, discovery_prefix: 'homeassistant', ...value, password: PASSWORD };
    await changeSettings(database, 'home_assistant', {
      value: { enabled: false },
      secret: box.seal('home_assistant', JSON.stringify({ password: null, leaving: [place] })),
    });
    room = await newRoom();
    expect(room.shown().leaving).toEqual([new URL(other.url).host]);
    await patiently(() => expect(house.devices).toEqual([]));
    await patiently(() => expect(room.shown().leaving).toEqual([]));
  });

  it.each([
    [
      'a wrong password',
      () => ({ password: 'wrong' }),
      'does not let this account in: check the name and the password',
    ],
    [
      'a port at which nothing listens',
      async () => ({ url: `mqtt://127.0.0.1:${await freePort()}` }),
      'does not answer',
    ],
    ['TLS where there is none', () => ({ url: other.url.replace('mqtt:', 'mqtts:') }), 'TLS'],
    [
      'an account that may not publish',
      () => ({ username: HOUSE }),
      'does not let it publish below homeassistant/device and plantops/home',
    ],
  ] as const)('at a broker with %s: what is wrong is said', async (_what, more, words) => {
    await room.update({ ...OTHER(), ...(await more()) });
    await patiently(() => expect(room.shown()).toMatchObject({ connection: 'failed' }));
    expect(room.shown().error).toContain(words);
    expect(room.shown().trouble).toMatchObject({
      en: room.shown().error,
      de: expect.stringMatching(/^Der Broker bei /),
      fr: expect.stringMatching(/^Le broker à l’adresse /),
    });
  });
});

describe('what is set', () => {
  it('keeps the password encrypted, and asks for it again before it is sent to another broker', async () => {
    await room.update({ ...OTHER(), enabled: false });
    const { value, secret } = await readSettings(database, 'home_assistant');
    expect(JSON.stringify(value) + String(secret?.toString('latin1'))).not.toContain(PASSWORD);
    await expect(room.update({ url: 'mqtt://elsewhere.example:1883' })).rejects.toMatchObject({
      code: 'invalid_request',
      fields: [expect.objectContaining({ pointer: '/password' })],
    });
    await room.update({ url: 'mqtt://elsewhere.example:1883', password: 'another' });
    expect(room.shown()).toMatchObject({ url: 'mqtt://elsewhere.example:1883', password: '****' });
  });

  it.each([
    ['the other broker without an address', { enabled: true, broker: 'other' }, '/url'],
    ['an address of a cloud', { url: 'mqtt://169.254.169.254' }, '/url'],
    ['a password without a name', { password: 'x' }, '/username'],
  ] as const)('is not %s', async (_what, change, pointer) => {
    await expect(room.update(change)).rejects.toMatchObject({ fields: [expect.objectContaining({ pointer })] });
  });

  it("is also Home Assistant's account at the own broker, of which only a hash is kept", async () => {
    const { username, password, mqtt } = await room.makeAccount('plantops.local');
    expect({ username, mqtt }).toEqual({ username: HOUSE, mqtt: { host: 'plantops.local', port: 1883 } });
    expect(JSON.stringify(await readSettings(database, 'home_assistant'))).not.toContain(password);
    expect(room.shown().account).toMatchObject({ username: HOUSE });
    await room.removeAccount();
    expect(room.shown().account).toBeNull();
  });
});

const statusTopicOf = (house: House): string =>
  (house.device('Fern').message as unknown as { availability: { topic: string }[] }).availability[0]?.topic ?? '';
