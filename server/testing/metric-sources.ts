import { noLatency } from '@plantops/shared/latency.ts';
import type { MetricSources } from '../http/metrics.ts';

/** Of a server that has a little of everything. */
export const METRIC_SOURCES: MetricSources = {
  checks: () => [{ name: 'disk', state: 'warning' }],
  counts: () => ({ taken: 9, answered: 8, dropped: 0, waiting: 1 }),
  jobs: () => [{ name: 'figures for charts', failures: 2, isFailing: true }],
  canaryAgeS: () => 1,
  backupAgeS: () => 3600,
  devices: () => ({ online: 2, offline: 1 }),
  readingsWaiting: () => 0,
  messagesInFlight: () => 0,
  messagesReceived: () => 9,
  messagesLetGo: () => 0,
  messagesSetAside: () => 0,
  noticesWaiting: () => 0,
  openAlerts: () => 1,
  eventReaders: () => 1,
  storedBytes: () => ({ readings: 4096 }),
  diskFreeBytes: () => 10_000,
  replicaBehindS: () => 0.5,
  diskFullInS: () => 86_400,
  brokerRoundTripS: () => 0.002,
  ingest: () => ({
    stored: 7,
    late: 2,
    repeated: 1,
    messages: [{ kind: 'telemetry', rejected: 3, setAside: 4 }],
    commit: { ...noLatency(), count: 5, sumS: 0.25 },
    delivery: { ...noLatency(), count: 6, sumS: 1.5 },
  }),
  nodes: async () => [
    {
      node_id: 'n',
      type: 'function',
      name: null,
      tab: null,
      messages: 1,
      errors: 0,
      took: { count: 1, sumS: 0.1, buckets: [0, 0, 0, 1, 1, 1, 1] },
    },
  ],
  version: '1.2.3',
};
