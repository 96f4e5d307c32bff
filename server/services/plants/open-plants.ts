import type { Clock } from '@plantops/shared/clock.ts';
import type { Logger } from 'pino';
import type { Database } from '../../db/pool.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import { Journal } from './journal.ts';
import { Photos } from './photos.ts';
import { Plants } from './plants.ts';
import { type ReadingsExport, exportReadings } from './readings-export.ts';
import { RemovedPlantsPurge } from './removed-plants-purge.ts';

export interface PlantsNeeds {
  database: Database;
  bus: ChangeBus;
  clock: Clock;
  log: Logger;
}

/** Plants and their data: readings to view and export, journal, photo, and removed plants. */
export function openPlants({ database, bus, clock, log }: PlantsNeeds) {
  const plants = new Plants({ database, bus, clock });
  return {
    plants,
    journal: new Journal({ database, plants, bus, clock }),
    photos: new Photos({ database, plants, bus }),
    exportReadings: (plantId: string, from: Date, to: Date): Promise<ReadingsExport> =>
      exportReadings(database, plantId, from, to),
    purge: new RemovedPlantsPurge({ database, clock, log }),
  };
}
