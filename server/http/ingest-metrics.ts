/** What becomes of readings, and how long it takes, for Prometheus. */
import { LATENCY_BUCKETS_S, type LatencyCounts } from '@plantops/shared/latency.ts';
import { Counter, type Registry } from 'prom-client';
import { KeptHistogram } from './kept-histogram.ts';

/** Counted by the flow engine since it started. */
export interface IngestMetrics {
  stored: number;
  late: number;
  repeated: number;
  messages: readonly { kind: string; rejected: number; setAside: number }[];
  commit: LatencyCounts;
  delivery: LatencyCounts;
}

/** Adds what became of readings. All begins anew when the flow engine starts, as monitors expect of counters. */
export function addIngestMetrics(
  registry: Registry,
  counter: (name: string, help: string, read: () => number) => void,
  read: () => IngestMetrics,
): void {
  counter('readings_stored', 'Readings that were stored, whole or the values that were new', () => read().stored);
  counter(
    'readings_late',
    'Stored readings that came three heartbeats or more after they were measured: they raise no alert',
    () => read().late,
  );
  counter('readings_repeated', 'Readings of which everything was stored before', () => read().repeated);
  const byKind = (name: string, help: string, count: (of: IngestMetrics['messages'][number]) => number): void => {
    new Counter({
      name: `plantops_${name}_total`,
      help,
      labelNames: ['kind'],
      registers: [registry],
      collect() {
        this.reset();
        for (const of of read().messages) this.inc({ kind: of.kind }, count(of));
      },
    });
  };
  byKind('messages_rejected', 'Messages of devices that do not fit, kept with the reason', ({ rejected }) => rejected);
  byKind(
    'messages_set_aside',
    'Messages that could not be stored or ended in the flow, kept to be sent again',
    ({ setAside }) => setAside,
  );
  const histogram = (name: string, help: string, counts: () => LatencyCounts): void => {
    new KeptHistogram<never>(
      registry,
      { name: `plantops_${name}_duration_seconds`, help, labelNames: [], buckets: LATENCY_BUCKETS_S },
      () => [{ labels: {}, ...counts() }],
    );
  };
  histogram('commit', 'How long the database took to commit a batch of readings', () => read().commit);
  histogram(
    'delivery',
    'How long messages of devices took from their receipt until they were stored, set aside or let go',
    () => read().delivery,
  );
}
