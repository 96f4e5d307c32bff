/** Stories about sensors: pulled, stuck, torn, silent and mad. */
import { room, type Reading, type Story } from './world.ts';

const good: Pick<Story, 'species' | 'start' | 'climate' | 'pot' | 'waters'> = {
  species: 'Monstera deliciosa',
  start: '2026-05-01',
  climate: room(),
  pot: { dries: 5, starts: 55 },
  waters: (_day, soil) => (soil < 24 ? { ml: 500 } : undefined),
};
const reads = (reading: Reading, change: Reading): Reading => ({ ...reading, ...change });

export const FAULT_STORIES: readonly Story[] = [
  {
    ...good,
    title: 'The probe is pulled the day after watering',
    expectation:
      'From day 10 to 20 it reads 0 to 1 %: out of the soil, never "water today". Back in the soil its return is no watering.',
    measures: (reading, { day, hour }) =>
      day >= 10 && day < 20 ? reads(reading, { soil_moisture: hour % 2 }) : reading,
  },
  {
    ...good,
    title: 'The probe is half pulled',
    expectation: 'Falls by half at once on day 8: not believed until it is back.',
    measures: (reading, { day }) =>
      day >= 8 && day < 15 ? reads(reading, { soil_moisture: (reading.soil_moisture ?? 0) * 0.3 }) : reading,
  },
  {
    ...good,
    title: 'Everything stands still',
    expectation: '42.0/21.0/50/1000 from day 5: after two days nothing is believed, and it is not doing well.',
    measures: (reading, { day }) =>
      day >= 5 ? { soil_moisture: 42, temperature: 21, humidity: 50, light_level: 1000 } : reading,
  },
  {
    ...good,
    title: 'Only the soil stands still',
    expectation: 'Soil at 33.3 from day 5 while the air moves: soil is not believed, the air is.',
    measures: (reading, { day }) => (day >= 5 ? reads(reading, { soil_moisture: 33.3 }) : reading),
  },
  {
    ...good,
    title: 'Two probes that contradict each other',
    expectation:
      '14 % and 82 % from day 6: neither is believed, no watering by either, one and the same plan each day.',
    measures: (reading, { day }) =>
      day >= 6 ? reads(reading, { soil_moisture: 14 + (reading.soil_moisture ?? 0) / 100 }) : reading,
    second: (soil, day) => (day >= 6 ? 82 : soil + 2),
  },
  {
    ...good,
    title: 'Silent from day 10',
    expectation:
      'All silent: the state is not known, the calendar goes on from the last watering; overdue stays overdue.',
    measures: (reading, { day }) => (day >= 10 ? null : reading),
    device: (day) => (day >= 10 ? { isOnline: false } : {}),
  },
  {
    ...good,
    title: 'Only the probe of the soil fell silent',
    expectation: 'Soil stale: said, and nothing concluded; the rest is judged.',
    measures: (reading, { day }) => {
      if (day < 10) return reading;
      const { soil_moisture: _, ...rest } = reading;
      return rest;
    },
  },
  {
    ...good,
    title: 'A DS18B20 that says 85 and -127',
    expectation: 'Not heat, not frost: a sensor that cannot be right.',
    measures: (reading, { day }) => (day >= 10 ? reads(reading, { temperature: day % 2 === 0 ? 85 : -127 }) : reading),
  },
  {
    ...good,
    title: 'A battery that runs out',
    expectation: 'Said at 14 %, plant still well; nearly empty is more than a note.',
    device: (day) => ({ batteryPct: Math.max(1, 60 - day) }),
  },
  {
    ...good,
    title: 'Never a value',
    expectation: 'A device that has not sent anything: check it; the calendar anchors at the first day.',
    waters: () => undefined,
    keptSince: '2026-04-28',
    measures: () => null,
  },
];
