import path from 'node:path';
import { PlantOps } from './contestants/plantops.ts';
import { aStockFlow, theLimit } from './contestants/bare.ts';
import { startSurroundings } from './contestants/surroundings.ts';
import { PUBLISHERS } from './contestants/contestant.ts';
import { measureLists } from './measures/lists.ts';
import { measureRegistrations } from './measures/registrations.ts';
import { measureYearsOfReadings } from './measures/years-of-readings.ts';
import { Figures } from './figures.ts';
import { type FormName, FORMS } from './forms.ts';
import { commitOf, describeMachine } from './machine.ts';
import { measureWayOfAReading } from './measures/way-of-a-reading.ts';
import { Place } from './place.ts';
import type { Results } from './report.ts';

/** Tells what is measured now. */
export type Tell = (progress: string) => void;

async function install(place: Place, name: string, publishers: number, figures: Figures): Promise<PlantOps> {
  const { plantOps, firstStartMs } = await PlantOps.install(place, name, publishers);
  figures.add('First start, with an empty data folder', 's', 'plantops', firstStartMs / 1000);
  return plantOps;
}

/** Measures everything, one after another, and removes whatever it made. */
export async function bench(formName: FormName, tell: Tell): Promise<Results> {
  const form = FORMS[formName];
  const machine = describeMachine();
  const madeAt = new Date().toISOString();
  const figures = new Figures();
  const place = new Place();
  try {
    tell('installing PlantOps');
    const plantOps = await install(place, 'plantops', PUBLISHERS, figures);
    const surroundings = await startSurroundings(place);
    try {
      const contestants = [theLimit(surroundings), aStockFlow(surroundings, place), plantOps];
      for (let round = 1; round <= form.rounds; round += 1)
        for (const contestant of contestants) {
          tell(`round ${round} of ${form.rounds}: the way of a reading, ${contestant.name}`);
          await measureWayOfAReading(contestant, form, figures);
        }
    } finally {
      await surroundings.stop();
    }
    tell('history, export, backup and restore');
    await measureYearsOfReadings(plantOps, form, place, figures);
    const garden = await install(place, 'garden', 0, figures);
    tell('lists');
    await measureLists(garden, form, figures);
    const nursery = await install(place, 'nursery', 0, figures);
    tell('registrations');
    await measureRegistrations(nursery, form, figures);
  } finally {
    place.remove();
  }
  return {
    madeAt,
    commit: commitOf(path.join(import.meta.dirname, '..', '..')),
    form: formName,
    rounds: form.rounds,
    machine,
    figures: figures.list(),
  };
}
