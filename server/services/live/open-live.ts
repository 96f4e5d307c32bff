import type { Clock } from '@plantops/shared/clock.ts';
import type { Database } from '../../db/pool.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import type { DiagnosisKeeper } from '../diagnosis/diagnosis-keeper.ts';
import { LiveAnnouncer } from './live-announcer.ts';
import { LiveEvents } from './live-events.ts';
import { ReadingDemand, type ReadingDemandOptions } from './reading-demand.ts';

export interface LiveNeeds {
  database: Database;
  bus: ChangeBus;
  diagnoses: Pick<DiagnosisKeeper, 'withKnownVerdicts'>;
  /** Has the engine tell of stored readings, or no more. */
  announceReadings: ReadingDemandOptions['announce'];
  clock: Clock;
}

/**
 * Live updates for open dashboards. Opened after the services whose changes it publishes, so that it is called last.
 */
export function openLive({ database, bus, diagnoses, announceReadings, clock }: LiveNeeds) {
  const demand = new ReadingDemand({ announce: announceReadings, clock });
  const live = new LiveEvents(clock.now(), demand);
  new LiveAnnouncer({ database, bus, live, diagnoses, clock });
  return { live, demand, stop: () => demand.stop() };
}
