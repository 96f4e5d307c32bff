import { aStockFlow, theLimit } from './contestants/bare.ts';
import { PlantOps } from './contestants/plantops.ts';
import { startSurroundings } from './contestants/surroundings.ts';
import type { Figures } from './figures.ts';
import type { Form } from './forms.ts';
import { measureLists } from './measures/lists.ts';
import { measureBurst, measureRegistering } from './measures/registrations.ts';
import { measureRoom } from './measures/room-of-a-reading.ts';
import { measureWayOfAReading } from './measures/way-of-a-reading.ts';
import { measureYearsOfReadings } from './measures/years-of-readings.ts';
import type { Place } from './place.ts';

/** What a part of the bench works with. */
export interface Work {
  form: Form;
  place: Place;
  figures: Figures;
  /** Tells what is measured now. */
  tell: (progress: string) => void;
}

/** Installs a PlantOps, and notes how long its first start takes. */
async function install({ place, figures }: Work, name: string, publishers: number): Promise<PlantOps> {
  const { plantOps, firstStartMs } = await PlantOps.install(place, name, publishers);
  figures.add('First start, with an empty data folder', 's', 'plantops', firstStartMs / 1000);
  return plantOps;
}

/** All contestants in turn, round by round, so that what else the machine does meets each of them. */
async function readings(work: Work): Promise<void> {
  const { form, place, figures, tell } = work;
  tell('installing PlantOps');
  const plantOps = await install(work, 'readings', form.publishers);
  const surroundings = await startSurroundings(place, form.publishers);
  try {
    const contestants = [theLimit(surroundings), aStockFlow(surroundings, place), plantOps];
    for (let round = 1; round <= form.rounds; round += 1)
      for (const contestant of contestants) {
        tell(`the way of a reading, round ${round} of ${form.rounds}: ${contestant.name}`);
        await measureWayOfAReading(contestant, form, figures);
      }
  } finally {
    await surroundings.stop();
  }
}

async function years(work: Work): Promise<void> {
  const { form, place, figures, tell } = work;
  const plantOps = await install(work, 'years', 1);
  tell('history, export, backup and restore');
  await measureYearsOfReadings(plantOps, form, place, figures);
}

async function lists(work: Work): Promise<void> {
  const { form, figures, tell } = work;
  const plantOps = await install(work, 'lists', 0);
  tell('lists of many plants');
  await measureLists(plantOps, form, figures);
}

async function devices(work: Work): Promise<void> {
  const { form, figures, tell } = work;
  const plantOps = await install(work, 'devices', 0);
  for (const device of [form.devices.few, form.devices.many]) {
    tell(`registering device number ${device}`);
    await measureRegistering(plantOps, device, form, figures);
  }
  tell('many boards register at once');
  await measureBurst(plantOps, form, figures);
}

async function room(work: Work): Promise<void> {
  const { form, place, figures, tell } = work;
  const plantOps = await install(work, 'room', 1);
  tell('what a reading takes on disk and network');
  await measureRoom(plantOps, form, place, figures);
}

/**
 * The parts of the bench, in their order: the way of a reading, beside others; years of readings; lists of many plants;
 * few and many devices that register; what a reading takes.
 */
export const PARTS = { readings, years, lists, devices, room } satisfies Record<string, (work: Work) => Promise<void>>;
export type PartName = keyof typeof PARTS;
