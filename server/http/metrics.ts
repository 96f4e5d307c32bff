import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import { addDurabilityMetrics, type DurabilitySources } from './durability-metrics.ts';
import { addIngestMetrics, type IngestMetrics } from './ingest-metrics.ts';
import { addNodeMetrics, type NodeMetrics } from './node-metrics.ts';

/** Values read at each scrape. Their names are in base units, with few labels. */
export interface MetricSources extends DurabilitySources {
  devices: () => { online: number; offline: number };
  readingsWaiting: () => number;
  messagesInFlight: () => number;
  messagesReceived: () => number;
  messagesLetGo: () => number;
  messagesSetAside: () => number;
  noticesWaiting: () => number;
  openAlerts: () => number;
  eventReaders: () => number;
  /** What is not known is left out. */
  storedBytes: () => Readonly<Record<string, number>> | undefined;
  diskFreeBytes: () => number | undefined;
  /** How far the replica that charts are read from is behind (s); undefined without one, and where it is not known. */
  replicaBehindS: () => number | undefined;
  /** At the rate of the last week; undefined: never. */
  diskFullInS: () => number | undefined;
  /** How long a message takes through the broker (s); undefined before the first. */
  brokerRoundTripS: () => number | undefined;
  ingest: () => IngestMetrics;
  nodes: () => Promise<readonly NodeMetrics[]>;
  /** Of PlantOps. */
  version: string;
}

/** Gauges of Node.js whose names end like those of counters, which monitors complain of. The same by type are there. */
const MISNAMED = ['active_handles', 'active_requests', 'active_resources'].map(
  (name) => `plantops_nodejs_${name}_total`,
);

/** The Prometheus registry behind `/metrics`. */
export function createMetrics(sources: MetricSources): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'plantops_' });
  for (const name of MISNAMED) registry.removeSingleMetric(name);
  const gauge = (name: string, help: string, read: () => number | undefined): void => {
    new Gauge({
      name: `plantops_${name}`,
      help,
      registers: [registry],
      collect() {
        const value = read();
        if (value === undefined) this.remove();
        else this.set(value);
      },
    });
  };
  /** A value that only grows; its source keeps the count. */
  const counter = (name: string, help: string, read: () => number): void => {
    new Counter({
      name: `plantops_${name}_total`,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  };
  new Gauge({
    name: 'plantops_build_info',
    help: 'Always 1; the version of PlantOps is its label',
    labelNames: ['version'],
    registers: [registry],
  }).set({ version: sources.version }, 1);
  new Gauge({
    name: 'plantops_devices',
    help: 'Devices by presence',
    labelNames: ['presence'],
    registers: [registry],
    collect() {
      const { online, offline } = sources.devices();
      this.set({ presence: 'online' }, online);
      this.set({ presence: 'offline' }, offline);
    },
  });
  gauge('readings_waiting', 'Readings waiting for their commit', sources.readingsWaiting);
  gauge('mqtt_messages_in_flight', 'Messages taken from the broker and not yet acknowledged', sources.messagesInFlight);
  gauge(
    'mqtt_round_trip_seconds',
    'How long a message of the server to itself takes through the broker',
    () => sources.brokerRoundTripS() ?? Number.NaN,
  );
  counter('mqtt_messages_received', 'Messages taken from the broker since the start', sources.messagesReceived);
  // The name is that of 0.1.0, where such messages were let go without a word from the owner.
  counter('mqtt_messages_dropped_by_flow', 'Messages that a node of the flow let go', sources.messagesLetGo);
  counter(
    'mqtt_messages_set_aside_by_flow',
    'Messages that ended in the flow and were set aside',
    sources.messagesSetAside,
  );
  gauge('notices_waiting', 'Notices waiting to be sent', sources.noticesWaiting);
  gauge('alerts_open', 'Open alerts', sources.openAlerts);
  gauge('event_readers', 'Readers of the live event stream', sources.eventReaders);
  new Gauge({
    name: 'plantops_stored_bytes',
    help: 'Room that readings and figures take on the disk, with indexes',
    labelNames: ['kind'],
    registers: [registry],
    collect() {
      for (const [kind, bytes] of Object.entries(sources.storedBytes() ?? {})) this.set({ kind }, bytes);
    },
  });
  gauge(
    'replica_behind_seconds',
    'How far the replica that charts are read from is behind the database',
    sources.replicaBehindS,
  );
  gauge('disk_free_bytes', 'Free room on the disk of the embedded database', sources.diskFreeBytes);
  gauge('disk_full_in_seconds', 'When the disk is full at the rate of the last week', sources.diskFullInS);
  addIngestMetrics(registry, counter, sources.ingest);
  addDurabilityMetrics(registry, { gauge, counter }, sources);
  addNodeMetrics(registry, sources.nodes);
  return registry;
}
