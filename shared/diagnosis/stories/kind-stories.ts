/** Stories about kinds of plants that want what most plants do not. */
import { room, type Story } from './world.ts';

const every =
  (days: number, ml: number, first = 0) =>
  (day: number) =>
    day >= first && (day - first) % days === 0 ? { ml } : undefined;
const tended =
  (at: number, ml = 400) =>
  (_day: number, soil: number) =>
    soil < at ? { ml } : undefined;

export const KIND_STORIES: readonly Story[] = [
  {
    title: 'A string of pearls over a radiator',
    expectation:
      'Watered every four days in a warm room in winter, into soil that is still moist: too often for a succulent. Dry air does not trouble it.',
    species: 'Curio rowleyanus',
    start: '2026-12-05',
    place: { site: 'indoors', window: 'south', pot_cm: 10 },
    climate: room({ night: 20, noon: 28, humidity: 22, lux: 9000, daylight: 8.5 }),
    pot: { dries: 5, starts: 45, pointsPer100Ml: 14 },
    waters: every(4, 120),
  },
  {
    title: 'A basil from the supermarket',
    expectation:
      'Twenty seedlings in one small pot at a north window: too dark, and dry within two days. Watered daily rightly: no scolding.',
    species: 'Ocimum basilicum',
    start: '2026-03-01',
    keptSince: '2026-02-27',
    place: { site: 'indoors', window: 'north', pot_cm: 10 },
    climate: room({ lux: 2000, daylight: 11.5 }),
    pot: { dries: 28, starts: 60, pointsPer100Ml: 25 },
    waters: (_day, soil) => (soil < 45 ? { ml: 120 } : undefined),
  },
  {
    title: 'An orchid in bark with a probe that says 5 %',
    expectation:
      'Soaked weekly and doing well; the probe stands between pieces of bark and never feels it. At first it is dry by what is known, but after the waterings that it did not feel the probe is not believed any more, and the weekly habit is.',
    species: 'Phalaenopsis',
    start: '2026-04-01',
    place: { site: 'indoors', window: 'east', pot_cm: 12 },
    climate: room({ humidity: 58 }),
    pot: { dries: 0.01, starts: 5 },
    waters: (day) => (day % 7 === 2 ? { ml: 300, reaches: false } : undefined),
  },
  {
    title: 'A venus flytrap with tap water',
    expectation: 'Minerals rise in its peat from day 15: said before it dies of them, rainwater instead. Never fed.',
    species: 'Dionaea muscipula',
    start: '2026-06-01',
    place: { site: 'balcony' },
    climate: room({ night: 15, noon: 26, lux: 60000, daylight: 16, humidity: 60 }),
    pot: { dries: 8, starts: 90 },
    waters: every(2, 300),
    measures: (reading, { day, hour }) => ({ ...reading, soil_ec: 90 + Math.max(0, day - 15) * 30 + (hour % 3) }),
  },
  {
    title: 'A tray of tomato seedlings',
    expectation:
      'Sown five days ago, sprayed twice a day under a lamp: kept moist rightly. No feeding, no repotting yet.',
    species: 'Solanum lycopersicum',
    start: '2026-03-05',
    keptSince: '2026-03-01',
    place: { site: 'indoors', window: 'south', pot_cm: 5 },
    climate: room({ night: 20, noon: 24, lux: 22000, daylight: 14 }),
    pot: { dries: 16, starts: 75, pointsPer100Ml: 60 },
    waters: every(1, 25),
  },
  {
    title: 'Echeverias at 8 °C in winter',
    expectation: 'Cool, bright and dry as they should be: no water until spring, no cold alarm, nothing to do.',
    species: 'Echeveria elegans',
    start: '2026-12-10',
    place: { site: 'indoors', window: 'south' },
    climate: room({ night: 7, noon: 10, humidity: 60, lux: 22000, daylight: 8.2 }),
    pot: { dries: 0.5, starts: 12 },
  },
  {
    title: 'An amaryllis in its autumn rest',
    expectation:
      'A bulb that was put away to rest, dry at 12 °C: not thirsty. Nobody waters it; if it has leaves, it wants water.',
    species: 'Hippeastrum',
    start: '2026-09-15',
    place: { site: 'indoors' },
    climate: room({ night: 10, noon: 14, lux: 900, daylight: 11 }),
    pot: { dries: 2, starts: 30 },
  },
  {
    title: 'A cactus in bloom',
    expectation: 'May, sun, watered when it has dried out: well, fed once a month.',
    species: 'Mammillaria',
    start: '2026-05-01',
    place: { site: 'indoors', window: 'south', pot_cm: 9 },
    climate: room({ night: 17, noon: 26, humidity: 40, lux: 45000, daylight: 15 }),
    pot: { dries: 4, starts: 35, pointsPer100Ml: 30 },
    waters: tended(9, 100),
    events: [{ kind: 'fertilizing', at: '2026-05-03T10:00:00.000Z', amountMl: null }],
  },
  {
    title: 'A lily with a cat in the house',
    expectation: 'Lilies kill cats, even by their pollen: that is no footnote. It is said first, every day.',
    species: 'Lilium',
    start: '2026-05-20',
    place: { site: 'indoors', pets: true, window: 'west' },
    climate: room({ lux: 14000, daylight: 15 }),
    pot: { dries: 6, starts: 60 },
    waters: tended(38),
  },
  {
    title: 'A monstera in clay pebbles',
    expectation:
      'Its roots stand over water and the probe says 92 % for weeks: that is how it lives there. Not overwatered, no saucer to empty; the reservoir is filled every two weeks.',
    species: 'Monstera deliciosa',
    start: '2026-04-01',
    place: { site: 'indoors', window: 'east', pot_material: 'self_watering', pot_cm: 20 },
    climate: room(),
    pot: { dries: 1, starts: 92, pointsPer100Ml: 1 },
    waters: every(14, 600),
  },
  {
    title: 'A tillandsia that lives on air',
    expectation: 'Sprayed every three days, without a pot: right. Nobody feels its soil, for there is none.',
    species: 'Tillandsia ionantha',
    start: '2026-04-01',
    place: { site: 'indoors', window: 'east' },
    climate: room({ humidity: 55 }),
    pot: { dries: 5, starts: 50 },
    waters: every(3, 20),
    measures: ({ soil_moisture: _, ...reading }) => reading,
  },
  {
    title: 'An azalea in bloom at Christmas',
    expectation: 'Cool and moist at 10 °C, in bud in winter: well. Not fed, not moved to the warmth.',
    species: 'Rhododendron simsii',
    start: '2026-12-01',
    place: { site: 'indoors', window: 'east' },
    climate: room({ night: 9, noon: 13, humidity: 58, lux: 5000, daylight: 8.3 }),
    pot: { dries: 6, starts: 65 },
    waters: tended(40, 300),
  },
];
