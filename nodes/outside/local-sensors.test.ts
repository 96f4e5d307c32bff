import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryOfTest } from '../testing/node-memory.ts';
import { LocalSensors } from './local-sensors.ts';

let clock: FakeClock;
let memory: MemoryOfTest;
let sensors: LocalSensors;
beforeEach(() => {
  clock = new FakeClock(new Date('2026-03-01T12:00:00.000Z'));
  memory = new MemoryOfTest();
  sensors = new LocalSensors(memory, clock);
});
const restart = (): void => {
  memory = memory.afterRestart();
  sensors = new LocalSensors(memory, clock);
};
const MOIST = ['soil_moisture'] as const;
const ADDRESS = 'ieee:0x00158d0001a2b3c4';
const named = (local: string, more: object = {}) => ({ local, name: local, ...more });

describe('sensors behind gateways, outside of PlantOps', () => {
  it('are named by their gateway at the first value, and known by that after a restart', async () => {
    expect(sensors.find('home', named('Große Küche/1'), MOIST)).toBeUndefined();
    expect(await sensors.admit('home', named('Große Küche/1'), [])).toEqual({ refused: 'empty' });
    expect(await sensors.admit('home', named('Große Küche/1'), MOIST)).toEqual({ deviceId: 'home-grosse-kuche-1' });
    restart();
    expect(sensors.find('home', named('Große Küche/1'), [])).toBe('home-grosse-kuche-1');
    expect(sensors.find('shed', named('Große Küche/1'), [])).toBeUndefined();
  });

  it('of one name have an id each, and what the gateway measures itself has its id', async () => {
    const ids = [];
    for (const identity of [
      { local: 'a', name: 'Flower care' },
      { local: 'b', name: 'Flower care' },
      { local: '植', name: '植' },
      { local: '', name: '' },
    ])
      ids.push(await sensors.admit('home', identity, MOIST));
    expect(ids.map((admission) => 'deviceId' in admission && admission.deviceId)).toEqual([
      'home-flower-care',
      'home-flower-care-2',
      'home-sensor',
      'home',
    ]);
  });

  it('keep their id when they are renamed, with and without an address', async () => {
    await sensors.admit('home', named('fern', { address: ADDRESS }), MOIST);
    await sensors.admit('home', named('palm'), MOIST);
    sensors.renamed('home', 'palm', 'big palm');
    sensors.listed('home', { isComplete: true, entries: [{ ...named('old fern'), address: ADDRESS }] });
    restart();
    expect(sensors.find('home', named('old fern'), MOIST)).toBe('home-fern');
    expect(sensors.find('home', named('big palm'), MOIST)).toBe('home-palm');
    expect(sensors.find('home', named('palm'), MOIST)).toBeUndefined();
  });

  it('are the same once their address is known, and another one in their place is not', async () => {
    await sensors.admit('home', named('fern'), MOIST);
    expect(sensors.find('home', named('fern', { address: ADDRESS }), MOIST)).toBe('home-fern');
    expect(sensors.find('shed', named('elsewhere', { address: ADDRESS }), MOIST)).toBe('home-fern');
    const other = named('fern', { address: 'ieee:0x00158d0001ffffff' });
    expect(sensors.find('home', other, MOIST)).toBeUndefined();
    expect(await sensors.admit('home', other, MOIST)).toEqual({ deviceId: 'home-fern-2' });
    expect(sensors.find('home', other, MOIST)).toBe('home-fern-2');
  });

  it('are two where two probes of a node give the same metric', async () => {
    const probe = (local: string) => ({ ...named('shelf'), probe: named(`shelf/${local}`) });
    expect(await sensors.admit('home', probe('A'), MOIST)).toEqual({ deviceId: 'home-shelf' });
    expect(await sensors.admit('home', probe('B'), MOIST)).toEqual({ deviceId: 'home-shelf-b' });
    expect(sensors.find('home', probe('A'), MOIST)).toBe('home-shelf');
    expect(sensors.find('home', probe('B'), MOIST)).toBe('home-shelf-b');
  });

  it('are at most 50 new ones of a gateway within an hour', async () => {
    for (let count = 0; count < 50; count += 1) await sensors.admit('home', named(`s${count}`), MOIST);
    expect(await sensors.admit('home', named('one more'), MOIST)).toEqual({ refused: 'many' });
    await clock.advance(3_600_000);
    expect(await sensors.admit('home', named('one more'), MOIST)).toEqual({ deviceId: 'home-one-more' });
  });
});
