import { describe, expect, it } from 'vitest';
import type { History } from '../api/generated';
import { at, history } from '../testing/samples';
import { extentOf, type Probe, probeIds, probeLinesOf, spanned, valuesAt } from './probe-lines';

type Values = Parameters<typeof history>[1];
const lineOf = (id: string, values: Values) => ({ device_id: id, points: history('fern', values).points });
const probe = (id: string, isShown = true): Probe => ({ id, name: id, isShown, colour: '#000000', dashes: '' });

const window = { from: Date.parse(at('11:00')), to: Date.parse(at('12:00')) };
const two: Pick<History, 'devices'> = {
  devices: [
    lineOf('north', { '11:10': { soil_moisture: 40 }, '11:20': { soil_moisture: 42, temperature: 20 } }),
    lineOf('south', { '11:10': { soil_moisture: 60 }, '11:20': { soil_moisture: 58 } }),
  ],
};

describe('the lines of probes', () => {
  it('are those of the devices that measure the same', () => {
    expect(probeIds(two)).toEqual(['north', 'south']);
    const lines = probeLinesOf(two, 'soil_moisture', window, [probe('north'), probe('south')]);
    expect(lines.map(({ id, runs }) => [id, runs.flat().map(({ mean }) => mean)])).toEqual([
      ['north', [40, 42]],
      ['south', [60, 58]],
    ]);
    expect(extentOf(lines)).toEqual({ min: 40, max: 60 });
  });

  it('are none of a metric that a single device measures: it is the line of the plant', () => {
    expect(probeLinesOf(two, 'temperature', window, [probe('north'), probe('south')])).toEqual([]);
    expect(probeIds({ devices: two.devices?.slice(0, 1) })).toEqual([]);
    expect([probeIds({}), extentOf([])]).toEqual([[], undefined]);
  });

  it('leave out those that are hidden', () => {
    const lines = probeLinesOf(two, 'soil_moisture', window, [probe('north', false), probe('south')]);
    expect(lines.map(({ id }) => id)).toEqual(['south']);
  });

  it('are read at the crosshair, each where it has a value near', () => {
    const sparse = { devices: [...(two.devices ?? []), lineOf('late', { '11:50': { soil_moisture: 50 } })] };
    const lines = probeLinesOf(
      sparse,
      'soil_moisture',
      window,
      ['north', 'south', 'late'].map((id) => probe(id)),
    );
    const crosshair = { time: Date.parse(at('11:20')), values: {} };
    expect(valuesAt(lines, 'soil_moisture', crosshair, window, 60_000).map(({ id, value }) => [id, value])).toEqual([
      ['north', 42],
      ['south', 58],
      ['late', undefined],
    ]);
  });
});

describe('two spans together', () => {
  it('cover both, or the one that there is', () => {
    const [one, other] = [
      { min: 1, max: 3 },
      { min: 2, max: 5 },
    ];
    expect(spanned(one, other)).toEqual({ min: 1, max: 5 });
    expect([spanned(one, undefined), spanned(undefined, other), spanned(undefined, undefined)]).toEqual([
      one,
      other,
      undefined,
    ]);
  });
});
