import type { Device } from '@plantops/shared/api/devices.ts';
import type { Plant } from '@plantops/shared/api/plants.ts';
import type { Verdict } from '@plantops/shared/diagnosis/verdict.ts';
import { METRIC_NAMES, METRICS, perMetric, type MetricValues } from '@plantops/shared/metrics.ts';
import { describe, expect, it } from 'vitest';
import { faultsOfDiscovery, faultsOfState } from '../../testing/home-assistant-fields.ts';
import { deviceDiscovery, deviceState } from './device-entities.ts';
import { removalOfEntities } from './discovery.ts';
import { HomeTopics } from './home-topics.ts';
import { plantDiscovery, plantState, type Told } from './plant-entities.ts';

const TIME = '2026-01-07T11:59:00.000Z';
const topics = new HomeTopics('0123abcd');
const told = (more: Partial<Told> = {}): Told => ({
  topics,
  language: 'en',
  temperatureUnit: 'celsius',
  dashboardUrl: 'http://plantops.local:8080',
  today: '2026-01-07',
  ...more,
});

const latest = (values: MetricValues): Plant['latest'] => ({
  time: TIME,
  ...perMetric((metric) => values[metric] ?? null),
  measured_at: perMetric((metric) => (values[metric] === undefined ? null : TIME)),
});

const plant = (more: Partial<Plant> = {}): Plant => ({
  id: 'plant_1',
  name: 'Monstera',
  species: 'Monstera deliciosa',
  form: null,
  thresholds: {},
  ideal: null,
  combine: {},
  place: {
    site: null,
    window: null,
    room: 'Kitchen',
    pot_cm: null,
    pot_material: null,
    repotted_on: null,
    pets: null,
  },
  room_id: null,
  tags: [],
  created_at: TIME,
  status: 'ok',
  stale: [],
  latest: latest({ soil_moisture: 45.26, temperature: 21.04 }),
  device_count: 1,
  offline_count: 0,
  open_alerts: 0,
  unseen_alerts: 0,
  mutes: [],
  last_watered_at: '2026-01-05T08:00:00.000Z',
  verdict: null,
  photo_url: null,
  ...more,
});

const verdict = (more: Partial<Verdict> = {}): Verdict => ({
  at: TIME,
  level: 'well',
  findings: [],
  asks: [],
  next_watering: '2026-01-09',
  doubted: [],
  air: null,
  ...more,
});

const device = (more: Partial<Device> = {}): Device =>
  ({
    id: 'dev_1',
    name: null,
    kind: 'device',
    via: null,
    mac_address: 'a4:cf:12:00:00:01',
    plant_id: 'plant_1',
    status: 'online',
    firmware_version: '1.2.0',
    battery_pct: 80,
    rssi_dbm: -61,
    link_quality: null,
    ...more,
  }) as Device;

const asJson = <T>(value: T): T & Record<string, unknown> => JSON.parse(JSON.stringify(value)) as never;

describe('a plant in Home Assistant', () => {
  it('has an entity for each metric that it has values of, with its class, unit and digits', () => {
    const all = plant({ latest: latest(perMetric((metric) => METRICS[metric].min)) });
    const message = asJson(plantDiscovery(all, told()));
    expect(faultsOfDiscovery(topics.config('plant', 'plant_1'), message)).toEqual([]);
    expect(faultsOfState(message, asJson(plantState(all, told())))).toEqual([]);
    expect(Object.keys(message.cmps)).toEqual(expect.arrayContaining(METRIC_NAMES));
    expect(message.cmps.soil_moisture).toEqual({
      p: 'sensor',
      name: 'Soil moisture',
      device_class: 'moisture',
      state_class: 'measurement',
      unit_of_measurement: '%',
      suggested_display_precision: 1,
      value_template: '{{ value_json.soil_moisture }}',
      unique_id: 'plantops_0123abcd_plant_plant_1_soil_moisture',
    });
    expect(message.cmps.ph).not.toHaveProperty('unit_of_measurement');
  });

  it('is a device in its room that links to its page, with names in the language of the house', () => {
    const { dev, cmps } = plantDiscovery(plant(), told({ language: 'de' }));
    expect(dev).toEqual({
      ids: ['plantops_0123abcd_plant_plant_1'],
      name: 'Monstera',
      mf: 'PlantOps',
      mdl: 'Monstera deliciosa',
      sa: 'Kitchen',
      cu: 'http://plantops.local:8080/plants/plant_1',
    });
    expect([cmps.soil_moisture?.name, cmps.watered?.name]).toEqual(['Bodenfeuchte', 'Jetzt gegossen']);
    expect(cmps).not.toHaveProperty('co2');
  });

  it('without values and without a diagnosis is told without faults, too', () => {
    const bare = plant({ latest: null, species: null, last_watered_at: null });
    const message = asJson(plantDiscovery(bare, told({ dashboardUrl: null })));
    const state = asJson(plantState(bare, told()));
    expect(faultsOfDiscovery(topics.config('plant', 'plant_1'), message)).toEqual([]);
    expect(faultsOfState(message, state)).toEqual([]);
    expect(state).toMatchObject({ state: 'unknown', advice: null, problem: 'OFF', next_watering: null });
  });

  it('shows values with the digits that its dashboard shows', () => {
    expect(plantState(plant(), told())).toMatchObject({ soil_moisture: 45.3, temperature: 21 });
  });

  it.each([
    ['that is stale', { stale: [{ metric: 'soil_moisture', since: TIME }] }],
    ['of devices that are silent', { device_count: 2, offline_count: 2 }],
    [
      'of a probe that cannot be believed',
      {
        verdict: verdict({
          findings: [
            { code: 'probe_out_of_soil', metric: 'soil_moisture', evidence: {}, severity: 'attention' } as never,
          ],
        }),
      },
    ],
  ] satisfies [string, Partial<Plant>][])('shows a value %s as unknown', (_what, more) => {
    expect(plantState(plant(more), told()).soil_moisture).toBeNull();
  });

  it.each([
    ['in danger', { verdict: verdict({ level: 'urgent' }) }, 'ON'],
    ['to look at', { verdict: verdict({ level: 'attention' }) }, 'ON'],
    ['with an alert', { status: 'alert', verdict: verdict() }, 'ON'],
    ['that does well', { verdict: verdict() }, 'OFF'],
  ] satisfies [string, Partial<Plant>, string][])('%s has a problem, or none', (_what, more, problem) => {
    expect(plantState(plant(more), told()).problem).toBe(problem);
  });

  it.each([
    ['its diagnosis asks for it', { asks: ['water_now'], next_watering: null }, 'ON'],
    ['its watering is due today', { next_watering: '2026-01-07' }, 'ON'],
    ['its watering is overdue', { next_watering: '2026-01-02' }, 'ON'],
    ['its watering is due tomorrow', { next_watering: '2026-01-08' }, 'OFF'],
    ['nobody knows', { next_watering: null }, 'OFF'],
  ] satisfies [string, Partial<Verdict>, string][])('needs water or not where %s', (_when, more, needs) => {
    expect(plantState(plant({ verdict: verdict(more) }), told()).needs_water).toBe(needs);
  });

  it('with an id of odd signs has a topic of letters, digits and lines, unlike that of any other', () => {
    const ids = ['a.b', 'a:b', 'a_b', 'a_2eb', 'a-b'].map((id) => topics.config('plant', id));
    expect(new Set(ids).size).toBe(5);
    for (const topic of ids) expect(topic).toMatch(/^homeassistant\/device\/[a-zA-Z0-9_-]+\/config$/);
  });
});

describe('a device in Home Assistant', () => {
  it('says whether it is heard, and its battery and signal where it has any', () => {
    const message = asJson(deviceDiscovery(device({ via: 'gw_1' }), told()));
    expect(faultsOfDiscovery(topics.config('device', 'dev_1'), message)).toEqual([]);
    expect(faultsOfState(message, asJson(deviceState(device())))).toEqual([]);
    expect(Object.keys(message.cmps)).toEqual(['connectivity', 'battery', 'signal']);
    expect(message.dev).toMatchObject({ name: 'dev_1', sw: '1.2.0', via_device: 'plantops_0123abcd_device_gw_1' });
    expect(deviceState(device())).toEqual({ connectivity: 'ON', battery: 80, signal: -61, link_quality: null });
  });

  it.each([
    ['online', 'ON'],
    ['error', 'ON'],
    ['offline', 'OFF'],
    ['provisioning', 'OFF'],
  ] as const)('that is %s is shown as connected: %s', (status, connectivity) => {
    expect(deviceState(device({ status })).connectivity).toBe(connectivity);
  });
});

describe('an entity that is gone', () => {
  const message = (...names: string[]): string =>
    JSON.stringify({ dev: {}, cmps: Object.fromEntries(names.map((name) => [name, { p: 'sensor', name }])) });

  it('is first left with its kind alone, by which Home Assistant removes it', () => {
    expect(JSON.parse(removalOfEntities(message('a', 'b'), message('a')) ?? '')).toEqual({
      dev: {},
      cmps: { a: { p: 'sensor', name: 'a' }, b: { p: 'sensor' } },
    });
  });

  it.each([
    ['nothing is held', undefined],
    ['what is held was removed', ''],
    ['what is held is no message', 'not JSON'],
    ['what is held has no entities', 'null'],
    ['none is gone', message('a')],
  ])('needs no step between where %s', (_when, held) => {
    expect(removalOfEntities(held, message('a', 'b'))).toBeUndefined();
  });
});
