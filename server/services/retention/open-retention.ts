import type { Clock } from '@plantops/shared/clock.ts';
import type { Logger } from 'pino';
import type { Database } from '../../db/pool.ts';
import type { JobBook } from '../durability/job-book.ts';
import { Retention } from './retention.ts';
import { SpaceWatch } from './space-watch.ts';
import { TelemetryMonths } from './telemetry-months.ts';

export interface RetentionNeeds {
  /** The pool for what takes long. */
  database: Database;
  /** A folder on the disk of the database; undefined if that is on another machine. */
  folder: string | undefined;
  /** Brings the figures for charts up to date. */
  makeFigures: () => Promise<void>;
  jobs: JobBook;
  clock: Clock;
  log: Logger;
}

/** How long what is measured is kept, the partitions that it goes by, and the room that it takes. */
export function openRetention({ database, folder, makeFigures, jobs, clock, log }: RetentionNeeds) {
  const retention = new Retention({ database, makeFigures, report: jobs.reportOf('retention'), clock, log });
  return {
    retention,
    months: new TelemetryMonths({ database, report: jobs.reportOf('partitions'), clock, log }),
    space: new SpaceWatch({ database, months: () => retention.months(), folder, clock, log }),
  };
}
