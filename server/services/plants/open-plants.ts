import type { Clock } from '@plantops/shared/clock.ts';
import type { Logger } from 'pino';
import { Admission } from '../../db/admission.ts';
import type { Database } from '../../db/pool.ts';
import type { Reads } from '../../db/reads.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import type { DiagnosisKeeper } from '../diagnosis/diagnosis-keeper.ts';
import { CareIntervals } from './care-intervals.ts';
import { type ExportName, exportName } from './export-name.ts';
import { Journal } from './journal.ts';
import { Photos } from './photos.ts';
import { PlantActions } from './plant-actions.ts';
import { PlantRooms } from './plant-rooms.ts';
import { PlantCharts } from './plant-charts.ts';
import { PlantYears } from './plant-years.ts';
import { Plants } from './plants.ts';
import { type ReadingsExport, exportReadings } from './readings-export.ts';
import { RemovedPlantsPurge } from './removed-plants-purge.ts';

export interface PlantsNeeds {
  database: Database;
  /** Where charts and downloads are read. */
  reads: Reads;
  diagnoses: Pick<DiagnosisKeeper, 'withVerdicts'>;
  /** The owner's time zone. */
  timeZone: () => Promise<string>;
  bus: ChangeBus;
  clock: Clock;
  log: Logger;
}

/** An export that nobody reads holds a page in memory, and no connection. */
const MOST_EXPORTS = 20;

/** Plants and their data: readings to view and export, journal, photo, and removed plants. */
export function openPlants({ database, reads, diagnoses, timeZone, bus, clock, log }: PlantsNeeds) {
  const plants = new Plants({ database, diagnoses, bus, clock });
  const exports = new Admission({
    places: MOST_EXPORTS,
    waitMs: 800,
    retryAfterS: 30,
    detail: `${MOST_EXPORTS} downloads of readings are running already: try again when one has ended`,
    clock,
  });
  const plantCharts = new PlantCharts({ reads, plants, timeZone, clock });
  return {
    plants,
    actions: new PlantActions({ database, bus, clock }),
    plantRooms: new PlantRooms({ database, bus }),
    careIntervals: new CareIntervals({ database, timeZone, bus, clock }),
    charts: plantCharts,
    years: new PlantYears({ database, plants, charts: plantCharts, timeZone, clock }),
    journal: new Journal({ database, plants, bus, clock }),
    photos: new Photos({ database, plants, bus, clock }),
    /** @throws ProblemError `too_busy` */
    exportReadings: async (plantId: string, from: Date, to: Date, left: AbortSignal): Promise<ReadingsExport> => {
      const leave = await exports.enter(left);
      try {
        const readings = await exportReadings(reads.downloads(left), plantId, from, to);
        return readings.once('close', leave);
      } catch (failure) {
        leave();
        throw failure;
      }
    },
    /** What a file of a plant's readings is called, without its ending. */
    exportName: async (plantName: string, from: Date | undefined, to: Date | undefined): Promise<ExportName> =>
      exportName(plantName, { from, to, now: clock.now(), zone: await timeZone() }),
    purge: new RemovedPlantsPurge({ database, clock, log }),
  };
}
