/** Stories about devices and what owners do with them: moved, tired, dripping, and not written down. */
import { room, type Reading, type Story } from './world.ts';

const reads = (reading: Reading, change: Reading): Reading => ({ ...reading, ...change });
const good: Pick<Story, 'species' | 'start' | 'climate' | 'pot' | 'waters' | 'place'> = {
  species: 'Monstera deliciosa',
  start: '2026-05-01',
  place: { site: 'indoors', window: 'east' },
  climate: room(),
  pot: { dries: 5, starts: 55 },
  waters: (_day, soil) => (soil < 24 ? { ml: 500 } : undefined),
};

export const DEVICE_STORIES: readonly Story[] = [
  {
    ...good,
    title: 'A month in a drawer',
    expectation:
      'The sensor is silent from day 10 to 40, then it measures again: nothing is said of a past that nobody saw, and no watering is invented.',
    measures: (reading, { day }) => (day >= 10 && day < 40 ? null : reading),
    device: (day) => (day >= 10 && day < 40 ? { isOnline: false } : {}),
  },
  {
    ...good,
    title: 'A sensor that was moved to another pot',
    expectation:
      'From 45 to 14 % at once on day 8, and on from there: the probe is doubted, until a watering in the new pot is felt.',
    measures: (reading, { day }) =>
      day < 8
        ? reading
        : reads(reading, {
            soil_moisture:
              Math.max(4, (day < 20 ? 14 : 50) - (day - (day < 20 ? 8 : 20)) * 0.8) +
              (reading.soil_moisture ?? 0) / 100,
          }),
    waters: (day, soil) => (day < 8 && soil < 24 ? { ml: 500 } : undefined),
  },
  {
    ...good,
    title: 'Drops from a hose each day',
    expectation:
      'Irrigation gives a little every morning, too little to be seen as a watering: the soil stays at 45 %. Well; no watering is due, and the date does not slide on by a day each day.',
    species: 'Solanum lycopersicum',
    place: { site: 'balcony', pot_cm: 30 },
    climate: room({ night: 14, noon: 24, lux: 60000, daylight: 15 }),
    pot: { dries: 3.2, starts: 47, pointsPer100Ml: 1 },
    waters: (day) => ({ ml: day % 2 === 0 ? 350 : 320, logged: false }),
  },
  {
    ...good,
    title: 'Logged at the wrong plant',
    expectation: 'Three waterings are logged that were given to another plant: the curve knows better.',
    events: [10, 13, 16].map((day) => ({
      kind: 'watering' as const,
      at: `2026-05-${day}T18:00:00.000Z`,
      amountMl: 300,
    })),
  },
  {
    ...good,
    title: 'A battery that leaks',
    expectation:
      'Its charge falls from day 15, and as it does, the soil seems to grow wetter. The battery is told of; nothing else is done to the plant in alarm before.',
    device: (day) => ({ batteryPct: Math.max(1, day < 15 ? 70 : 70 - (day - 15) * 5) }),
    measures: (reading, { day }) =>
      day < 28
        ? reading
        : reads(reading, { soil_moisture: Math.min(99, (reading.soil_moisture ?? 0) + (day - 28) * 3) }),
  },
  {
    ...good,
    title: 'A probe that says 100 % all day',
    expectation: 'Shorted by a drop of water on its head: exactly 100 for days is not believed, nobody pours or dries.',
    measures: (reading, { day }) => (day >= 12 ? reads(reading, { soil_moisture: 100 }) : reading),
  },
  {
    ...good,
    title: 'A thermometer in the sun',
    expectation:
      'Only temperature leaps to 44 °C for an hour at noon: heat is told by what is measured, and it is urgent to look.',
    place: { site: 'indoors', window: 'south' },
    measures: (reading, { day, hour }) =>
      day >= 15 && (hour === 12 || hour === 13) ? reads(reading, { temperature: 44 + Math.sin(day) }) : reading,
  },
  {
    ...good,
    title: 'A sensor of temperature alone',
    expectation:
      'No probe in the soil and nothing logged: what is known is well, the soil is for the finger, the date stands.',
    waters: () => undefined,
    measures: ({ temperature }) => (temperature === undefined ? null : { temperature }),
  },
];
