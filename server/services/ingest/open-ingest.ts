import type { Clock } from '@plantops/shared/clock.ts';
import type { PlantValues } from '@plantops/shared/judging/plant-values.ts';
import type { Reading } from '@plantops/shared/messages.ts';
import type { MetricValues } from '@plantops/shared/metrics.ts';
import type { Findings, MessageInbox } from '@plantops/shared/ports.ts';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { Hearing } from '../../broker/broker-echo.ts';
import { type BrokerPlace, openInbox } from '../../broker/broker-kinds.ts';
import { DirectoryListener } from '../../db/directory-listener.ts';
import { type Database, inTransaction } from '../../db/pool.ts';
import { storeCanary } from '../../db/repositories/durability.ts';
import { saveRejections } from '../../db/repositories/devices.ts';
import { listReceiptTimes } from '../../db/repositories/receipt-times.ts';
import { insertReadings, readRowsAt } from '../../db/repositories/telemetry.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import { MessageTrace, type MessageTraceOptions } from '../tracing/message-trace.ts';
import { CanaryKeeper } from './canary-keeper.ts';
import { DeviceDirectory } from './device-directory.ts';
import { DirectReadings } from './direct-readings.ts';
import { KeptClocks } from './kept-clocks.ts';
import { IngestFigures } from './ingest-figures.ts';
import { MessageWatch, type MessageWatchOptions } from './message-watch.ts';
import { toReadingEvent } from './reading-event.ts';
import { ReadingWriter } from './reading-writer.ts';
import { ReceiptTimes } from './receipt-times.ts';
import { RejectionLog } from './rejection-log.ts';
import { SameTimes } from './same-times.ts';
import { Traffic } from './traffic.ts';
import { WaitingStore } from './waiting-store.ts';

export interface IngestNeeds {
  database: Database;
  /** For a separate connection that listens for changes. */
  direct: pg.ClientConfig;
  broker: BrokerPlace;
  heartbeatIntervalS: number;
  /** Takes what was noticed about devices; asked for when there is something. */
  findings: () => Pick<Findings, 'note'>;
  /** Whether somebody wants to be told of each stored reading. */
  announcesReadings: () => boolean;
  /** What is to be known of a node of the flow. */
  factsOf: MessageWatchOptions['factsOf'];
  tracedFactsOf: MessageTraceOptions['factsOf'];
  plantValues: Pick<PlantValues, 'fold' | 'shown'>;
  bus: ChangeBus;
  clock: Clock;
  log: Logger;
}

/** The part of the time in which the database stored readings, too; undefined if there is none. */
const whileStored = (heard: Hearing | undefined, storesSince: Date | undefined): Hearing | undefined =>
  heard && storesSince && { since: heard.since > storesSince ? heard.since : storesSince, until: heard.until };

/** From the broker to the database: receives messages, finds their devices and stores them. */
export async function openIngest(needs: IngestNeeds) {
  const { database, broker, heartbeatIntervalS, announcesReadings, factsOf, plantValues, bus, clock, log } = needs;
  const directory = new DeviceDirectory({ database, bus, clock });
  await directory.load();
  const clocks = new KeptClocks({ database, bus, clock, log });
  await clocks.load();
  const inbox = await openInbox(broker, clock, log);
  const trace = new MessageTrace({
    messageOf: (delivery) => inbox.find(delivery)?.message,
    factsOf: needs.tracedFactsOf,
    clock,
  });
  const traffic = new Traffic({ handedOut: inbox.handedOut, answered: inbox.times.ofBroker });
  const figures = new IngestFigures(heartbeatIntervalS, inbox.times.counts);
  const waiting = new WaitingStore({ database, inbox, clock, log });
  const receiptTimes = new ReceiptTimes((delivery) => inbox.factsOf(delivery));
  receiptTimes.load(await listReceiptTimes(database));
  /** The plant's values after a reading, where several devices measure it. */
  const plantOf = (reading: Reading): MetricValues | undefined => {
    const plant = directory.find(reading.deviceId)?.plant;
    if (!plant || plant.id !== reading.plantId) return undefined;
    plantValues.fold(reading, plant);
    return plantValues.shown(reading, { id: plant.id, combine: plant.combine ?? {} });
  };
  const canary = new CanaryKeeper({
    store: (sentAt) => storeCanary(database, sentAt),
    hasWaiting: () => inbox.status().inFlight > 0,
    clock,
  });
  const sameTimes = new SameTimes({ read: (keys) => readRowsAt(database, keys), findings: needs.findings, log });
  const readings = new ReadingWriter({
    insert: (batch, receipts, rows) =>
      rows.length === 0
        ? insertReadings(database, batch, receipts)
        : inTransaction(database, (connection) => insertReadings(connection, batch, receipts, rows)),
    rowOf: (delivery) => inbox.find(delivery)?.row,
    plantOf: (deviceId) => directory.find(deviceId)?.plant?.id ?? null,
    receiptTimes,
    lateAfterMs: heartbeatIntervalS * 1000,
    onCommitted(batch, became, tookMs) {
      canary.shown();
      figures.committed(batch, became, tookMs);
      void sameTimes.take(batch, became);
    },
    onStored(stored) {
      if (announcesReadings())
        void bus.publish('readings_stored', {
          readings: stored.map((reading) => toReadingEvent(reading, plantOf(reading))),
        });
    },
    clock,
    log,
  });
  // After the directory, which was told first.
  bus.on('data_replaced', () => readings.dataReplaced(inbox.lastDelivery()));
  // Behind the readings that came before it: it is stored when they are.
  inbox.own.onHeard((sentAt) => canary.take(sentAt, readings));
  const rejections = new RejectionLog({
    takePath: (delivery) => trace.takePath(delivery),
    save: (batch) => saveRejections(database, batch),
    onKept(rejection) {
      traffic.rejected(rejection);
      figures.rejected(rejection);
      const { deviceId, receivedAt, reason, node } = rejection;
      // What ends in the flow is not the device's fault.
      if (!node && directory.find(deviceId)) void bus.publish('message_rejected', { deviceId, at: receivedAt, reason });
    },
    clock,
    log,
  });
  const direct = new DirectReadings({
    take: (message, onBegun, onSettled) => inbox.takeDirect(message, onBegun, onSettled),
    clock,
  });
  const rejectionStore = direct.watchingRejections(rejections);
  const watch = new MessageWatch({
    inbox,
    rejections: rejectionStore,
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
    divide(delivery, node, parts) {
      const made = inbox.divide(delivery, parts);
      if (made.length > 0) trace.settled(delivery);
      for (const part of made) trace.begun(node, part);
      return made.map((part) => part.delivery);
    },
    acknowledge(delivery) {
      trace.settled(delivery);
      inbox.acknowledge(delivery);
    },
    letGo: (delivery, node, reason) => watch.letGo(delivery, node, reason),
    status: () => inbox.status(),
  };
  const listener = new DirectoryListener(
    needs.direct,
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
    direct,
    /** The stores as nodes know them. */
    readingStore: direct.watching(readings),
    rejectionStore,
    clocks,
    inbox,
    /** The inbox as nodes know it. */
    port,
    watch,
    canary,
    trace,
    traffic,
    figures,
    waiting,
    readings,
    rejections,
    listener,
    /** The time in which messages could reach the database without interruption; undefined while they cannot. */
    hearing: () => whileStored(inbox.hearing(), readings.storesSince()),
    /** Warnings for the owner. */
    warnings(): string[] {
      const setAside = readings.setAside();
      return [
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
