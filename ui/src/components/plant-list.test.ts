import { perMetric } from '@plantops/shared/metrics.ts';
import { describe, expect, it } from 'vitest';
import type { Plant } from '../api/generated';
import { plant as sample } from '../testing/samples';
import { addressOf, countGroups, findPlants, plantQueryOf, type PlantQuery, sectionsOf } from './plant-list';

const ALL: PlantQuery = { search: '', group: undefined, order: 'urgency' };

const plant = (name: string, status: Plant['status'], moisture: number | null = null, minute = 0): Plant =>
  sample(name, {
    name,
    species: `Species of ${name}`,
    status,
    device_count: status === 'no_sensor' ? 0 : 1,
    created_at: `2026-05-01T00:${String(minute).padStart(2, '0')}:00.000Z`,
    latest:
      moisture === null
        ? null
        : {
            time: `2026-05-02T00:${String(minute).padStart(2, '0')}:00.000Z`,
            ...perMetric(() => null),
            soil_moisture: moisture,
            measured_at: perMetric(() => null),
          },
  });
const plants = [
  plant('Fern', 'ok', 40, 3),
  plant('Aloë', 'offline', 8, 1),
  plant('Basil 10', 'alert', 12, 2),
  plant('Basil 9', 'no_data', null, 4),
  plant('Cactus', 'no_sensor', null, 0),
  plant('Dill', 'stale', 30, 5),
];
const names = (query: Partial<PlantQuery>): string[] =>
  findPlants(plants, { ...ALL, ...query }).map(({ name }) => name);

describe('findPlants', () => {
  it.each([
    ['urgency', ['Basil 10', 'Aloë', 'Dill', 'Basil 9', 'Fern', 'Cactus']],
    ['name', ['Aloë', 'Basil 9', 'Basil 10', 'Cactus', 'Dill', 'Fern']],
    ['driest', ['Aloë', 'Basil 10', 'Dill', 'Fern', 'Basil 9', 'Cactus']],
    ['oldest', ['Aloë', 'Basil 10', 'Fern', 'Dill', 'Basil 9', 'Cactus']],
    ['newest', ['Dill', 'Basil 9', 'Fern', 'Basil 10', 'Aloë', 'Cactus']],
  ] as const)('orders by %s', (order, expected) => {
    expect(names({ order })).toEqual(expected);
  });

  it('finds by words of name or species, whatever their case, accents and order', () => {
    expect([names({ search: 'ALOE' }), names({ search: 'species 10 basil' }), names({ search: 'palm' })]).toEqual([
      ['Aloë'],
      ['Basil 10'],
      [],
    ]);
  });

  it('applies a group, and counts the plants of each', () => {
    expect([names({ group: 'silent' }), names({ group: 'ok' }), names({ group: 'no_sensor' })]).toEqual([
      ['Aloë', 'Dill', 'Basil 9'],
      ['Fern'],
      ['Cactus'],
    ]);
    expect(countGroups(plants)).toEqual({ alert: 1, silent: 3, ok: 1, no_sensor: 1 });
  });

  it('count no plant whose alerts the owner has all acknowledged, which comes after those that need somebody', () => {
    const alarmed = (name: string, unseen_alerts: number) => ({
      ...plant(name, 'alert'),
      open_alerts: 2,
      unseen_alerts,
    });
    const garden = [alarmed('seen', 0), plant('well', 'ok'), plant('silent', 'offline'), alarmed('new', 1)];
    expect(countGroups(garden)).toEqual({ alert: 1, silent: 1, ok: 1, no_sensor: 0 });
    expect(findPlants(garden, ALL).map(({ name }) => name)).toEqual(['new', 'silent', 'seen', 'well']);
  });
});

describe('plants without a sensor', () => {
  const sensorless = (name: string, more: Partial<Plant> = {}): Plant => ({ ...plant(name, 'no_sensor'), ...more });
  const thirsty = sensorless('Thirsty', {
    verdict: {
      at: '2026-05-02T00:00:00.000Z',
      level: 'urgent',
      findings: [
        {
          code: 'watering_due',
          severity: 'urgent',
          confidence: 'sure',
          metric: null,
          device_id: null,
          evidence: {},
          since: null,
          asks: [],
        },
      ] as never,
      asks: [],
      next_watering: null,
      doubted: [],
      air: null,
    },
  });

  it('stand in a section of their own after all others, however many and however urgent they are', () => {
    const garden = [
      ...Array.from({ length: 501 }, (_, number) => (number === 0 ? thirsty : sensorless(`A ${number}`))),
      ...['Z1', 'Z2', 'Z3', 'Z4'].map((name) => plant(name, 'ok', 40)),
    ];
    for (const order of ['urgency', 'name', 'driest', 'oldest', 'newest'] as const) {
      const [first, second, ...others] = sectionsOf(findPlants(garden, { ...ALL, order }));
      expect(first?.plants.map(({ name }) => name).sort(), order).toEqual(['Z1', 'Z2', 'Z3', 'Z4']);
      expect([first?.key, second?.key, second?.plants.length, others]).toEqual(['all', 'no_sensor', 501, []]);
    }
  });

  it('are counted as such, never as silent, also when their sensor was taken away; one that needs water counts there, too', () => {
    const garden = [
      thirsty,
      sensorless('Quiet'),
      sensorless('Taken away', { status: 'no_data' }),
      plant('Mute', 'offline'),
    ];
    expect(countGroups(garden)).toEqual({ alert: 1, silent: 1, ok: 0, no_sensor: 3 });
    expect(findPlants(garden, { ...ALL, group: 'silent' }).map(({ name }) => name)).toEqual(['Mute']);
  });

  it('are one list without a heading where no plant has a sensor', () => {
    expect(sectionsOf([sensorless('One')]).map(({ key }) => key)).toEqual(['no_sensor']);
    expect(sectionsOf([])).toEqual([]);
  });
});

describe('rooms and tags', () => {
  const rooms = ['hall', 'kitchen', 'attic'].map((id, position) => ({ id, name: id, position }));
  const standing = (name: string, room_id: string | null, more: Partial<Plant> = {}): Plant => ({
    ...plant(name, 'ok', 40),
    room_id,
    ...more,
  });
  const garden = [
    standing('Fern', 'kitchen'),
    standing('Ivy', 'hall', { tags: ['North'] }),
    standing('Basil', 'kitchen', { status: 'alert', tags: ['herbs', 'north'] }),
    standing('Lost', 'gone'),
    standing('Mint', null),
    standing('Bare', 'hall', { status: 'no_sensor', device_count: 0, latest: null }),
  ];
  const named = (query: Partial<PlantQuery>): string[] =>
    findPlants(garden, { ...ALL, order: 'name', ...query }).map(({ name }) => name);

  it('group plants in the order of a walk, the most urgent first in each room, and those in no known room after them', () => {
    const sections = sectionsOf(findPlants(garden, { ...ALL, order: 'room' }), rooms);
    expect(sections.map(({ key, plants: inIt }) => [key, inIt.map(({ name }) => name)])).toEqual([
      ['hall', ['Ivy']],
      ['kitchen', ['Basil', 'Fern']],
      ['none', ['Lost', 'Mint']],
      ['no_sensor', ['Bare']],
    ]);
  });

  it('filter plants, with or without a sensor, tags whatever their case', () => {
    expect(named({ room: 'hall' })).toEqual(['Bare', 'Ivy']);
    expect(named({ room: 'none' })).toEqual(['Mint']);
    expect(named({ tag: 'NORTH' })).toEqual(['Basil', 'Ivy']);
    expect(named({ tag: 'north', room: 'kitchen' })).toEqual(['Basil']);
  });
});

describe('the address of a query', () => {
  it('converts back to the query', () => {
    const query: PlantQuery = { search: 'fern', group: 'alert', order: 'driest' };
    expect(plantQueryOf(addressOf(query))).toEqual({ ...query, room: undefined, tag: undefined });
    const narrowed: PlantQuery = { ...ALL, order: 'room', room: 'room_1', tag: 'north' };
    expect(plantQueryOf(addressOf(narrowed))).toEqual(narrowed);
    expect(addressOf(narrowed, 'room')).toEqual({ room: 'room_1', tag: 'north' });
    expect(plantQueryOf({}, 'room').order).toBe('room');
    expect(addressOf(ALL)).toEqual({});
  });

  it('ignores what it does not understand', () => {
    expect(plantQueryOf({ q: ['a', 'b'], status: 'well', sort: 'toString', room: '', tag: ['a'] })).toEqual({
      ...ALL,
      room: undefined,
      tag: undefined,
    });
  });
});
