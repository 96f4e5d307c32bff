import type { Check, MessageCounts } from '@plantops/shared/api/durability.ts';
import { Counter, Gauge, type Registry } from 'prom-client';

/** What the durability watch knows, read at each scrape. */
export interface DurabilitySources {
  checks: () => readonly Pick<Check, 'name' | 'state'>[];
  counts: () => MessageCounts;
  jobs: () => readonly { name: string; failures: number; isFailing: boolean }[];
  /** How long ago the server's own reading was last stored (s). */
  canaryAgeS: () => number | undefined;
  /** How long ago a backup was last made (s); undefined: never. */
  backupAgeS: () => number | undefined;
}

const LEVELS: Readonly<Record<Check['state'], number>> = { ok: 0, unknown: 0, warning: 1, failing: 2 };

interface Makers {
  gauge: (name: string, help: string, read: () => number | undefined) => void;
  counter: (name: string, help: string, read: () => number) => void;
}

/** Adds what tells a monitor whether readings are kept. */
export function addDurabilityMetrics(
  registry: Registry,
  { gauge, counter }: Makers,
  { checks, counts, jobs, canaryAgeS, backupAgeS }: DurabilitySources,
): void {
  new Gauge({
    name: 'plantops_check',
    help: 'What the server finds about itself: 0 is well, 1 is a warning, 2 means that readings are not stored safely',
    labelNames: ['check'],
    registers: [registry],
    collect() {
      for (const { name, state } of checks()) this.set({ check: name }, LEVELS[state]);
    },
  });
  new Gauge({
    name: 'plantops_database_job_failing',
    help: 'Whether the last run of a job of the database failed',
    labelNames: ['task'],
    registers: [registry],
    collect() {
      for (const { name, isFailing } of jobs()) this.set({ task: name }, isFailing ? 1 : 0);
    },
  });
  new Counter({
    name: 'plantops_database_job_failures_total',
    help: 'How often a job of the database failed',
    labelNames: ['task'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { name, failures } of jobs()) this.inc({ task: name }, failures);
    },
  });
  gauge(
    'canary_age_seconds',
    "How long ago a reading, of a device or the server's own, was last seen to be stored",
    canaryAgeS,
  );
  gauge('backup_age_seconds', 'How long ago a backup was last made', backupAgeS);
  gauge('broker_messages_waiting', 'Messages that wait at the broker', () => counts().waiting ?? undefined);
  counter('broker_messages_taken', 'Messages that the broker took from anyone', () => counts().taken);
  counter('messages_answered', 'Messages of devices that were stored, set aside or let go', () => counts().answered);
  counter(
    'mqtt_messages_dropped_by_broker',
    'Messages the broker dropped because a queue was full',
    () => counts().dropped,
  );
}
