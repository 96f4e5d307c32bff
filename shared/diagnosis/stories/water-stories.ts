/** Stories about water: too much, too little, in vain, by habit and by nobody. */
import { room, type Story } from './world.ts';

const every =
  (days: number, ml: number, first = 0) =>
  (day: number) =>
    day >= first && (day - first) % days === 0 ? { ml } : undefined;

export const WATER_STORIES: readonly Story[] = [
  {
    title: 'A calathea that is drowned with love',
    expectation:
      'Watered with 400 ml every other day into wet soil: overwatered, urgent. Nothing is poured until it has dried, and the habit is never adopted. The owner stops on day 20: it dries, and the next date is where it reaches 35 %.',
    species: 'Goeppertia makoyana',
    start: '2026-04-01',
    climate: room({ humidity: 62, lux: 5000 }),
    pot: { dries: 5, starts: 78 },
    waters: (day) => (day < 20 && day % 2 === 0 ? { ml: 400 } : undefined),
  },
  {
    title: 'A calathea in good hands',
    expectation:
      'Watered when it reaches its limit: well on nearly all days, the date moves little, water is due when the soil says so.',
    species: 'Goeppertia makoyana',
    start: '2026-04-01',
    climate: room({ humidity: 62, lux: 5000 }),
    pot: { dries: 6, starts: 70 },
    waters: (_day, soil) => (soil < 37 ? { ml: 400 } : undefined),
  },
  {
    title: 'A cactus watered like a fern, without a sensor',
    expectation:
      'Water every three days is much for a cactus: said as a guess, and the calendar goes by the species. No "as you have been watering".',
    species: 'Kroenleinia grusonii',
    start: '2026-05-01',
    device: () => null,
    measures: () => null,
    climate: room(),
    pot: { dries: 3, starts: 50 },
    waters: every(3, 100),
  },
  {
    title: 'A plant that nobody logs and nothing measures',
    expectation:
      'The calendar counts from the day that it was kept; the date does not slide on with each day, and the owner is told to feel the soil.',
    species: 'Monstera deliciosa',
    start: '2026-05-01',
    keptSince: '2026-05-01',
    device: () => null,
    measures: () => null,
    climate: room(),
    pot: { dries: 5, starts: 60 },
  },
  {
    title: 'Logged by hand, then forgotten',
    expectation: 'Logged weekly until day 28: the habit is taken over. Then overdue, and the date stays where it was.',
    species: 'Epipremnum aureum',
    start: '2026-05-01',
    device: () => null,
    measures: () => null,
    climate: room(),
    pot: { dries: 5, starts: 60 },
    waters: (day) => (day <= 28 && day % 7 === 0 ? { ml: 300 } : undefined),
  },
  {
    title: 'Water that runs past dry peat',
    expectation:
      'Dry; watered on day 12, 13 and the probe feels nothing. Not "water now" again blindly: feel the soil, soak it. On day 16 it is soaked and recovers.',
    species: 'Nephrolepis exaltata',
    start: '2026-05-01',
    climate: room({ humidity: 60 }),
    pot: { dries: 6, starts: 60 },
    waters: (day) =>
      day === 12 || day === 13
        ? { ml: 300, reaches: false }
        : day === 16 || (day > 16 && day % 8 === 0)
          ? { ml: 600 }
          : undefined,
  },
  {
    title: 'A thirsty fern that is watered late',
    expectation:
      'Watered weekly when it has dried to under 25 %: too late for a fern. Water earlier; dry days are said.',
    species: 'Nephrolepis exaltata',
    start: '2026-05-01',
    climate: room({ humidity: 60 }),
    pot: { dries: 11, starts: 75 },
    waters: every(7, 700),
  },
  {
    title: 'A pot that is dry in a day',
    expectation: 'Small pot, watered daily by a good owner, who is told of the pot and not scolded for the habit.',
    species: 'Ocimum basilicum',
    start: '2026-05-01',
    place: { site: 'indoors', pot_cm: 9 },
    climate: room({ lux: 30000, daylight: 15, noon: 26 }),
    pot: { dries: 38, starts: 70, pointsPer100Ml: 30 },
    waters: (_day, soil) => (soil < 45 ? { ml: 130 } : undefined),
  },
  {
    title: 'A cactus in its winter rest',
    expectation: 'Nearly dry at 12 °C in winter is right: no urgent thirst, no frost alarm, water seldom.',
    species: 'Kroenleinia grusonii',
    start: '2026-12-01',
    place: { site: 'indoors', window: 'south' },
    climate: room({ night: 9, noon: 13, lux: 25000, daylight: 8.5 }),
    pot: { dries: 0.6, starts: 15 },
  },
  {
    title: 'Seen but never logged',
    expectation:
      'The owner waters and never logs; the curve shows it. Interval and anchor come from the curve, and nobody asks for a log.',
    species: 'Monstera deliciosa',
    start: '2026-05-01',
    climate: room(),
    pot: { dries: 6, starts: 50 },
    waters: (_day, soil) => (soil < 24 ? { ml: 500, logged: false } : undefined),
  },
  {
    title: 'A venus flytrap in its bowl',
    expectation:
      'Stands in water: never "too wet", never fed; rainwater. When it dries at the end it is thirsty at once.',
    species: 'Dionaea muscipula',
    start: '2026-05-20',
    place: { site: 'balcony' },
    climate: room({ noon: 26, lux: 60000, daylight: 16, humidity: 60 }),
    pot: { dries: 8, starts: 90 },
    waters: (day) => (day < 45 && day % 2 === 0 ? { ml: 300 } : undefined),
  },
  {
    title: 'Repotted last week',
    expectation: 'Repotted on day 3: no feeding for six weeks, then due.',
    species: 'Monstera deliciosa',
    start: '2026-04-10',
    climate: room(),
    pot: { dries: 5, starts: 60 },
    waters: (_day, soil) => (soil < 25 ? { ml: 500 } : undefined),
    events: [{ kind: 'repotting', at: '2026-04-13T10:00:00.000Z', amountMl: null }],
  },
];
