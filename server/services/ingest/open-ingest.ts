import type { Clock } from '@plantops/shared/clock.ts';
import type { MessageInbox } from '@plantops/shared/ports.ts';
import type pg from 'pg';
import type { Logger } from 'pino';
import { BrokerInbox } from '../../broker/inbox.ts';
import { DirectoryListener } from '../../db/directory-listener.ts';
import type { Database } from '../../db/pool.ts';
import { saveRejections } from '../../db/repositories/devices.ts';
import { listReceiptTimes } from '../../db/repositories/receipt-times.ts';
import { insertReadings } from '../../db/repositories/telemetry.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import { MessageTrace, type MessageTraceOptions } from '../tracing/message-trace.ts';
import { DeviceDirectory } from './device-directory.ts';
import { MessageWatch, type MessageWatchOptions } from './message-watch.ts';
import { toReadingEvent } from './reading-event.ts';
import { ReadingWriter } from './reading-writer.ts';
import { ReceiptTimes } from './receipt-times.ts';
import { RejectionLog } from './rejection-log.ts';
import { Traffic } from './traffic.ts';
import { WaitingStore } from './waiting-store.ts';

export interface IngestNeeds {
  database: Database;
  /** For a separate connection that listens for changes. */
  connection: pg.ClientConfig;
  broker: { url: string; username: string; password: string };
  heartbeatIntervalS: number;
  /** Whether somebody wants to be told of each stored reading. */
  announcesReadings: () => boolean;
  /** What is to be known of a node of the flow. */
  factsOf: MessageWatchOptions['factsOf'];
  tracedFactsOf: MessageTraceOptions['factsOf'];
  bus: ChangeBus;
  clock: Clock;
  log: Logger;
}

/** The later of two instants; undefined if either is undefined. */
const laterOf = (one: Date | undefined, other: Date | undefined): Date | undefined =>
  one && other ? (one > other ? one : other) : undefined;

/** From the broker to the database: receives messages, finds their devices and stores them. */
export async function openIngest(needs: IngestNeeds) {
  const { database, connection, broker, heartbeatIntervalS, announcesReadings, factsOf, bus, clock, log } = needs;
  const directory = new DeviceDirectory({ database, bus, clock });
  await directory.load();
  const inbox = new BrokerInbox({ ...broker, clock, log });
  const trace = new MessageTrace({
    messageOf: (delivery) => inbox.find(delivery)?.message,
    factsOf: needs.tracedFactsOf,
    clock,
  });
  const traffic = new Traffic(inbox);
  const waiting = new WaitingStore({ database, inbox, clock, log });
  const receiptTimes = new ReceiptTimes((delivery) => inbox.factsOf(delivery));
  receiptTimes.load(await listReceiptTimes(database));
  const readings = new ReadingWriter({
    insert: (batch, receipts, rows) => insertReadings(database, batch, receipts, rows),
    rowOf: (delivery) => inbox.find(delivery)?.row,
    receiptTimes,
    lateAfterMs: heartbeatIntervalS * 1000,
    onStored(stored) {
      if (announcesReadings()) void bus.publish('readings_stored', { readings: stored.map(toReadingEvent) });
    },
    clock,
    log,
  });
  const rejections = new RejectionLog({
    takePath: (delivery) => trace.takePath(delivery),
    save: (batch) => saveRejections(database, batch),
    onKept(rejection) {
      traffic.rejected(rejection);
      const { deviceId, receivedAt, reason, node } = rejection;
      // What ends in the flow is not the device's fault.
      if (!node && directory.find(deviceId)) void bus.publish('message_rejected', { deviceId, at: receivedAt, reason });
    },
    clock,
    log,
  });
  const watch = new MessageWatch({
    inbox,
    rejections,
    waiting,
    trace,
    factsOf,
    onNodeError: (place, reason) => traffic.nodeFailed({ id: place.id, name: factsOf(place).name }, reason),
    clock,
    log,
  });
  const port: MessageInbox = {
    consume: (kind, node, handler) =>
      inbox.consume(kind, (messages) => {
        trace.allBegun(node, messages);
        handler(messages);
      }),
    hold: (delivery) => inbox.hold(delivery),
    handOn: (delivery) => inbox.handOn(delivery),
    acknowledge(delivery) {
      trace.settled(delivery);
      inbox.acknowledge(delivery);
    },
    letGo: (delivery, node, reason) => watch.letGo(delivery, node, reason),
    status: () => inbox.status(),
  };
  const listener = new DirectoryListener(
    connection,
    {
      device: (id) => bus.publish('database_changed', { deviceIds: [id], plantIds: [] }),
      plant: (id) => bus.publish('database_changed', { deviceIds: [], plantIds: [id] }),
      all: () => bus.publish('changes_missed', {}),
    },
    clock,
    log,
  );
  return {
    directory,
    inbox,
    /** The inbox as nodes know it. */
    port,
    watch,
    trace,
    traffic,
    waiting,
    readings,
    rejections,
    listener,
    /** Since when messages could reach the database without interruption; undefined while they cannot. */
    hearingSince: () => laterOf(inbox.hearingSince(), readings.storesSince()),
    /** Warnings for the owner. */
    warnings(): string[] {
      const setAside = readings.setAside();
      return [
        ...(inbox.droppedByBroker() > 0
          ? [`The broker has dropped ${inbox.droppedByBroker()} messages since it was started: a queue was full`]
          : []),
        ...watch
          .setAside()
          .map(
            ({ node, count, reason }) =>
              `${count === 1 ? 'A message was' : `${count} messages were`} set aside at ${node} since the flows were started: ${reason}. Mend the flow, then send them through it again (Settings → Flows)`,
          ),
        ...(readings.trouble() ? ['Readings wait: the database does not store them'] : []),
        ...(setAside
          ? [
              `${setAside.count} readings were set aside, see each device's rejected messages; the last because ${setAside.reason}`,
            ]
          : []),
      ];
    },
  };
}
export type Ingest = Awaited<ReturnType<typeof openIngest>>;
