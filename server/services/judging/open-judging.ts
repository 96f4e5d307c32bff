import type { Clock } from '@plantops/shared/clock.ts';
import type { PlantValues } from '@plantops/shared/judging/plant-values.ts';
import type { Findings } from '@plantops/shared/ports.ts';
import type { Logger } from 'pino';
import type { Database } from '../../db/pool.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import { AlertStates } from './alert-states.ts';
import { MuteTimes } from './mute-times.ts';
import { PlantProbes } from './plant-probes.ts';
import { ProbeWatch } from './probe-watch.ts';
import { PlantReviews } from './plant-reviews.ts';

export interface JudgingNeeds {
  database: Database;
  /** Loaded here, and kept right where something else than a reading changes them. */
  plantValues: PlantValues;
  findings: Findings;
  /** How to name a device to the owner. */
  nameOf: (deviceId: string) => string;
  bus: ChangeBus;
  clock: Clock;
  log: Logger;
}

/** Everything needed to judge values: the open alerts, the active mutes, and the plants that must be judged again. */
export async function openJudging({ database, plantValues, findings, nameOf, bus, clock, log }: JudgingNeeds) {
  const mutes = new MuteTimes({ database, bus, clock });
  const alertStates = new AlertStates({ database, mutes, bus });
  const probes = new PlantProbes({ database, values: plantValues, bus });
  // Created last, because reviews judge plants by what the others know.
  const reviews = new PlantReviews({ database, values: plantValues, bus, clock, log });
  const probeWatch = new ProbeWatch({ database, values: plantValues, findings, nameOf, bus, clock, log });
  await Promise.all([mutes.load(), alertStates.load(), probes.load()]);
  return {
    alertStates,
    plantValues,
    reviews,
    probeWatch,
    stop(): void {
      reviews.stop();
      mutes.stop();
    },
  };
}
export type Judging = Awaited<ReturnType<typeof openJudging>>;
