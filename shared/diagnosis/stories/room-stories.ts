/** Stories about rooms: heaters, glass, darkness, lamps, pots and their owners. */
import { room, type Story } from './world.ts';

const every =
  (days: number, ml: number, first = 0) =>
  (day: number) =>
    day >= first && (day - first) % days === 0 ? { ml } : undefined;
const tended =
  (at: number, ml = 400) =>
  (_day: number, soil: number) =>
    soil < at ? { ml } : undefined;

export const ROOM_STORIES: readonly Story[] = [
  {
    title: 'A fern that hangs over a radiator',
    expectation: 'Air of 24 % at 26 °C parches it: moister air, away from the radiator. It is watered often, rightly.',
    species: 'Nephrolepis exaltata',
    start: '2026-12-01',
    place: { site: 'indoors', window: 'east' },
    climate: room({ night: 21, noon: 26, humidity: 24, lux: 3500, daylight: 8.5 }),
    pot: { dries: 14, starts: 65 },
    waters: tended(40, 400),
  },
  {
    title: 'Water that stands in the cachepot',
    expectation:
      'Watered once, and 93 % for weeks: too wet, empty the cachepot. Not "watered too often"; no date before it dries.',
    species: 'Ficus lyrata',
    start: '2026-03-01',
    place: { site: 'indoors', window: 'south', pot_cm: 24 },
    climate: room({ lux: 9000 }),
    pot: { dries: 0.3, starts: 93 },
    waters: (day) => (day === 0 ? { ml: 800 } : undefined),
  },
  {
    title: 'A zz plant in a dark corridor',
    expectation: 'It bears much, but 40 lux are none: too dark, a brighter place or a lamp. Little water.',
    species: 'Zamioculcas zamiifolia',
    start: '2026-02-01',
    place: { site: 'indoors', window: 'none' },
    climate: room({ lux: 40, daylight: 10, night: 18, noon: 20 }),
    pot: { dries: 1.5, starts: 40 },
    waters: tended(9, 250),
  },
  {
    title: 'A basil under a lamp at night',
    expectation: 'Its light comes from a lamp between 18 and 8 o’clock: enough, whenever it comes.',
    species: 'Ocimum basilicum',
    start: '2026-12-01',
    place: { site: 'indoors', window: 'none', pot_cm: 14 },
    climate: room({ lux: 100, daylight: 8.5 }),
    pot: { dries: 10, starts: 60, pointsPer100Ml: 15 },
    waters: tended(42, 200),
    measures: (reading, { hour }) => ({
      ...reading,
      light_level: hour >= 18 || hour < 8 ? 15_000 + 40 * Math.sin(hour) : (reading.light_level ?? 0),
    }),
  },
  {
    title: 'A fittonia in a closed terrarium',
    expectation: '96 % day and night is what it has the glass for: well. No window is opened for it.',
    species: 'Fittonia albivenis',
    start: '2026-03-01',
    place: { site: 'indoors', window: 'east' },
    climate: room({ humidity: 96, lux: 3500 }),
    pot: { dries: 0.6, starts: 70 },
  },
  {
    title: 'Cucumbers in a greenhouse at 45 °C',
    expectation: 'Burning hot at noon from day 10: open the greenhouse and shade it. Nobody carries the bed away.',
    species: 'Cucumis sativus',
    start: '2026-06-15',
    place: { site: 'greenhouse', pot_material: 'ground' },
    climate: (day) =>
      day < 10
        ? { night: 17, noon: 28, humidity: 65, lux: 40000, daylight: 16 }
        : { night: 19, noon: 45, humidity: 45, lux: 60000, daylight: 16 },
    pot: { dries: 12, starts: 70 },
    waters: tended(42, 500),
  },
  {
    title: 'An office over the holidays',
    expectation:
      'The heating is off and nobody comes for three weeks: cool nights are said without alarm, dry soil is said when it comes, and afterwards it recovers.',
    species: 'Spathiphyllum wallisii',
    start: '2026-12-10',
    place: { site: 'indoors', room: 'Office', window: 'west' },
    climate: (day) =>
      day >= 10 && day < 31
        ? { night: 12.4, noon: 15, humidity: 45, lux: 2500, daylight: 8 }
        : { night: 19, noon: 22, humidity: 45, lux: 2500, daylight: 8 },
    pot: { dries: 5, starts: 60 },
    waters: (day, soil) => ((day < 10 || day >= 31) && soil < 40 ? { ml: 350 } : undefined),
  },
  {
    title: 'Repotted into a pot that is far too large',
    expectation:
      'From day 10 the pot hardly dries: longer intervals, no feeding, a word about the large pot once it stays wet.',
    species: 'Monstera deliciosa',
    start: '2026-04-01',
    place: { site: 'indoors', window: 'east', pot_cm: 34 },
    climate: room(),
    pot: { dries: 0.9, starts: 64, pointsPer100Ml: 4 },
    waters: (day) => (day === 10 || day === 17 || day === 24 ? { ml: 600 } : undefined),
    events: [{ kind: 'repotting', at: '2026-04-11T08:00:00.000Z', amountMl: null }],
  },
  {
    title: 'A sitter who means well',
    expectation:
      'Weekly until day 21, then the neighbour waters daily for a week: overwatered, said at once; afterwards the date waits until it has dried, and the good habit of before is not scolded for ever.',
    species: 'Epipremnum aureum',
    start: '2026-07-01',
    place: { site: 'indoors', window: 'east', pot_cm: 16 },
    climate: room({ night: 20, noon: 25, daylight: 16 }),
    pot: { dries: 6, starts: 60 },
    waters: (day) =>
      day < 21
        ? day % 7 === 0
          ? { ml: 350 }
          : undefined
        : day < 28
          ? { ml: 300 }
          : day > 42 && day % 7 === 0
            ? { ml: 350 }
            : undefined,
  },
  {
    title: 'Fifty litres by a slip of the finger',
    expectation: 'One watering was logged as 50,000 ml: the amounts that are advised stay those of a 16 cm pot.',
    species: 'Monstera deliciosa',
    start: '2026-05-01',
    place: { site: 'indoors', window: 'east' },
    climate: room(),
    pot: { dries: 6, starts: 26, pointsPer100Ml: 8 },
    waters: (_day, soil) => (soil < 24 ? { ml: 500 } : undefined),
    events: [
      { kind: 'watering', at: '2026-04-20T09:00:00.000Z', amountMl: 50_000 },
      { kind: 'watering', at: '2026-05-25T09:00:00.000Z', amountMl: 50_000 },
    ],
  },
  {
    title: 'A cultivar at a window that is too far',
    expectation: 'Known as a cultivar of its species: judged as that, too dark three metres from the window.',
    species: 'Monstera deliciosa',
    start: '2026-10-20',
    place: { site: 'indoors', window: 'west' },
    climate: room({ lux: 420, daylight: 9.5 }),
    pot: { dries: 3, starts: 55 },
    waters: tended(24),
  },
  {
    title: 'A plant of which nobody knows the name',
    expectation: 'All figures are those of a good room: well, as a guess, and it asks for the name. No alarm.',
    species: null,
    start: '2026-04-01',
    place: { site: 'indoors' },
    climate: room(),
    pot: { dries: 5, starts: 60 },
    waters: tended(32),
  },
  {
    title: 'A snake plant that is watered on Sundays',
    expectation:
      '200 ml each week, whether it has dried or not, in winter: too often; roots rot before the owner sees.',
    species: 'Dracaena trifasciata',
    start: '2026-11-15',
    place: { site: 'indoors', window: 'north', pot_cm: 18 },
    climate: room({ lux: 1200, daylight: 8.4 }),
    pot: { dries: 2, starts: 45 },
    waters: every(7, 200),
  },
];
