import type { Clock } from '@plantops/shared/clock.ts';
import type pg from 'pg';
import type { Logger } from 'pino';
import { BrokerInbox } from '../../broker/inbox.ts';
import { DirectoryListener } from '../../db/directory-listener.ts';
import type { Database } from '../../db/pool.ts';
import { saveRejections } from '../../db/repositories/devices.ts';
import { listReceiptTimes } from '../../db/repositories/receipt-times.ts';
import { insertReadings } from '../../db/repositories/telemetry.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import { DeviceDirectory } from './device-directory.ts';
import { toReadingEvent } from './reading-event.ts';
import { ReadingWriter } from './reading-writer.ts';
import { ReceiptTimes } from './receipt-times.ts';
import { RejectionLog } from './rejection-log.ts';

export interface IngestNeeds {
  database: Database;
  /** For a separate connection that listens for changes. */
  connection: pg.ClientConfig;
  broker: { url: string; username: string; password: string };
  heartbeatIntervalS: number;
  bus: ChangeBus;
  clock: Clock;
  log: Logger;
}

/** The later of two instants; undefined if either is undefined. */
const laterOf = (one: Date | undefined, other: Date | undefined): Date | undefined =>
  one && other ? (one > other ? one : other) : undefined;

/** From the broker to the database: receives messages, finds their devices and stores them. */
export async function openIngest({ database, connection, broker, heartbeatIntervalS, bus, clock, log }: IngestNeeds) {
  const directory = new DeviceDirectory({ database, bus, clock });
  await directory.load();
  const inbox = new BrokerInbox({ ...broker, clock, log });
  const receiptTimes = new ReceiptTimes((delivery) => inbox.factsOf(delivery));
  receiptTimes.load(await listReceiptTimes(database));
  const readings = new ReadingWriter({
    insert: (batch, receipts) => insertReadings(database, batch, receipts),
    receiptTimes,
    lateAfterMs: heartbeatIntervalS * 1000,
    onStored: (stored) => void bus.publish('readings_stored', { readings: stored.map(toReadingEvent) }),
    clock,
    log,
  });
  const rejections = new RejectionLog({
    save: (batch) => saveRejections(database, batch),
    onKept({ deviceId, receivedAt, reason }) {
      if (directory.find(deviceId)) void bus.publish('message_rejected', { deviceId, at: receivedAt, reason });
    },
    clock,
    log,
  });
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
        ...(inbox.status().dropped > 0
          ? [`${inbox.status().dropped} messages reached no node that stores them: check the wires of the flow`]
          : []),
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
