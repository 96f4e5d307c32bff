/** Stories from outdoors: rain, frost, beds, and the seasons of other parts of the world. */
import { room, type Climate, type Story } from './world.ts';

const tended =
  (at: number, ml = 400) =>
  (_day: number, soil: number) =>
    soil < at ? { ml } : undefined;
const from =
  (first: number, before: Climate, after: Climate) =>
  (day: number): Climate =>
    day < first ? before : after;

export const OUTDOOR_STORIES: readonly Story[] = [
  {
    title: 'Tomatoes on a balcony in a wet July',
    expectation:
      'It rains on two days of three from day 10 to 25: too wet, said without blaming the owner for watering; afterwards watered when dry.',
    species: 'Solanum lycopersicum',
    start: '2026-07-01',
    place: { site: 'balcony', pot_cm: 30 },
    climate: (day) =>
      day >= 10 && day < 25
        ? { night: 13, noon: 19, humidity: 85, lux: 14000, daylight: 16 }
        : { night: 16, noon: 27, humidity: 55, lux: 60000, daylight: 16 },
    pot: { dries: 12, starts: 60, pointsPer100Ml: 2 },
    waters: (day, soil) =>
      day >= 10 && day < 25
        ? day % 3 === 0
          ? undefined
          : { ml: 1500, logged: false }
        : soil < 42
          ? { ml: 2000 }
          : undefined,
  },
  {
    title: 'A juniper bonsai outside in frost',
    expectation: 'Hardy: −8 °C is what it wants in winter. Not brought inside; at −17 °C its small pot is wrapped.',
    species: 'Juniperus procumbens',
    start: '2026-12-15',
    place: { site: 'balcony', pot_cm: 20 },
    climate: from(
      30,
      { night: -8, noon: 1, humidity: 80, lux: 9000, daylight: 8.2 },
      { night: -27, noon: -12, humidity: 80, lux: 9000, daylight: 8.6 },
    ),
    pot: { dries: 1, starts: 50 },
    waters: tended(22, 150),
  },
  {
    title: 'Only a bonsai, outside in frost',
    expectation:
      'Nobody said which one: a juniper wants this, a fig dies of it. Said as a guess from the first frost, and the name is asked for.',
    species: 'Bonsai',
    speciesIs: { tender: 12 },
    start: '2026-11-01',
    place: { site: 'balcony', pot_cm: 20 },
    climate: from(
      15,
      { night: 6, noon: 12, humidity: 80, lux: 9000, daylight: 9.5 },
      { night: -4, noon: 3, humidity: 80, lux: 9000, daylight: 8.5 },
    ),
    pot: { dries: 1.5, starts: 50 },
    waters: tended(24, 150),
  },
  {
    title: 'A lemon tree in its winter quarters',
    expectation: 'Light and cool at 5 to 9 °C, little water, no food: as it should be. No cold alarm.',
    species: 'Citrus × limon',
    start: '2026-12-01',
    place: { site: 'greenhouse', pot_cm: 35 },
    climate: room({ night: 5, noon: 10, humidity: 70, lux: 16000, daylight: 8.5 }),
    pot: { dries: 1.5, starts: 50 },
    waters: tended(22, 600),
  },
  {
    title: 'Geraniums in Buenos Aires in July',
    expectation: 'Winter there: no feeding; when it freezes in the night they come in. "Until spring" is September.',
    species: 'Pelargonium × hortorum',
    start: '2026-07-01',
    hemisphere: 'south',
    place: { site: 'balcony', pot_cm: 25 },
    climate: from(
      20,
      { night: 8, noon: 16, humidity: 70, lux: 30000, daylight: 10 },
      { night: -1, noon: 11, humidity: 70, lux: 30000, daylight: 10.2 },
    ),
    pot: { dries: 3, starts: 50 },
    waters: tended(22, 400),
  },
  {
    title: 'A monstera in Singapore in December',
    expectation: 'No winter there: it grows and is fed in December; 84 % and 31 °C are home.',
    species: 'Monstera deliciosa',
    start: '2026-12-01',
    hemisphere: 'tropics',
    place: { site: 'balcony', pot_cm: 30 },
    climate: room({ night: 25, noon: 31, humidity: 84, lux: 12000, daylight: 12 }),
    pot: { dries: 7, starts: 60 },
    waters: tended(24, 700),
    events: [{ kind: 'fertilizing', at: '2026-11-05T10:00:00.000Z', amountMl: null }],
  },
  {
    title: 'Geraniums under the midnight sun',
    expectation: 'In Tromsø in June the sun does not set: fine. Nights of 6 °C are borne.',
    species: 'Pelargonium × hortorum',
    start: '2026-06-01',
    place: { site: 'balcony', pot_cm: 25 },
    climate: room({ night: 6, noon: 15, humidity: 65, lux: 35000, daylight: 24 }),
    pot: { dries: 5, starts: 55 },
    waters: tended(22, 500),
  },
  {
    title: 'A rubber-leaved jade in the polar night',
    expectation: 'The south window gives nothing in December: a lamp; nobody moves it "closer to a window".',
    species: 'Crassula ovata',
    start: '2026-11-25',
    place: { site: 'indoors', window: 'south' },
    climate: room({ lux: 60, daylight: 1, humidity: 25 }),
    pot: { dries: 0.8, starts: 25 },
    waters: tended(5, 150),
  },
  {
    title: 'Tulips in a box in frost',
    expectation: 'They need the cold: −8 °C is right. Nothing is carried in, nothing is fed.',
    species: 'Tulipa',
    start: '2026-12-10',
    place: { site: 'balcony', pot_cm: 30 },
    climate: room({ night: -8, noon: 2, humidity: 80, lux: 8000, daylight: 8.3 }),
    pot: { dries: 0.6, starts: 55 },
  },
  {
    title: 'An oleander that stays out late',
    expectation: '−1 °C is borne; at −6 °C from day 25 it comes in before its leaves freeze.',
    species: 'Nerium oleander',
    start: '2026-10-25',
    place: { site: 'balcony', pot_cm: 32 },
    climate: from(
      25,
      { night: -1, noon: 9, humidity: 75, lux: 16000, daylight: 9.5 },
      { night: -6, noon: 3, humidity: 75, lux: 12000, daylight: 8.6 },
    ),
    pot: { dries: 2, starts: 60 },
    waters: tended(37, 800),
  },
  {
    title: 'Lettuce in a bed in a heat wave',
    expectation: 'In the ground at 35 °C: shade and water; nobody empties a saucer or repots.',
    species: 'Lactuca sativa',
    start: '2026-06-20',
    place: { site: 'garden', pot_material: 'ground' },
    climate: from(
      12,
      { night: 14, noon: 24, humidity: 60, lux: 60000, daylight: 16 },
      { night: 20, noon: 35, humidity: 40, lux: 70000, daylight: 16 },
    ),
    pot: { dries: 9, starts: 60, pointsPer100Ml: 1 },
    waters: tended(38, 2000),
  },
  {
    title: 'Strawberries in bed in winter',
    expectation: '−6 °C under leaves is no matter. They rest: no water, no food, no word of their pot.',
    species: 'Fragaria × ananassa',
    start: '2026-12-20',
    place: { site: 'garden', pot_material: 'ground' },
    climate: room({ night: -6, noon: 2, humidity: 85, lux: 7000, daylight: 8.3 }),
    pot: { dries: 0.5, starts: 60 },
  },
  {
    title: 'Dahlias in the cellar',
    expectation: 'Tubers without leaves, dry and dark at 7 °C: they sleep. No light, no water, no alarm until spring.',
    species: 'Dahlia',
    start: '2026-12-01',
    place: { site: 'indoors', window: 'none', room: 'Cellar' },
    climate: room({ night: 6, noon: 8, humidity: 65, lux: 15, daylight: 8.3 }),
    pot: { dries: 1, starts: 25 },
  },
];
