/** What all contestants are measured by: start, memory, readings a second, and how long a reading takes. */
import pg from 'pg';
import type { Contestant, RunningContestant } from '../contestants/contestant.ts';
import type { Figures } from '../figures.ts';
import type { Form } from '../forms.ts';
import type { EventWitnessJobs } from '../load/event-witness.ts';
import type { PublisherJobs } from '../load/publisher.ts';
import type { RowWitnessJobs } from '../load/row-witness.ts';
import { JobProcess } from '../processes/job-process.ts';
import { percentile } from '../statistics.ts';
import { familyOf, processorTimeUs, residentMb, withPeakMemory } from '../usage.ts';

/** The programs of the broker and of the database, which all contestants need. */
const AROUND = new Set(['mosquitto', 'postgres']);
const LOOK_MS = 10;
/**
 * What is not stored by then is lost (ms). The stock flow acknowledges readings long before it stores them: of the long
 * form's it has most still in memory when the last one is published.
 */
const PATIENCE_MS = 300_000;
/** The share of the readings that somebody who looks on must have seen: fewer say little about how long they take. */
const LEAST_SEEN = 0.8;
/** How long the last ones may be on their way to whoever looks on (ms). */
const ON_THEIR_WAY_MS = 250;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Resolves when the last reading of each device is stored. @throws Error if that takes too long */
async function stored(database: pg.Client, deviceIds: readonly string[], lastMs: readonly number[]): Promise<void> {
  const last = [deviceIds, lastMs.map((ms) => new Date(ms))];
  for (const sinceMs = performance.now(); performance.now() - sinceMs < PATIENCE_MS;) {
    const { rowCount } = await database.query(
      'SELECT FROM telemetry JOIN unnest($1::text[], $2::timestamptz[]) AS last (device_id, time) USING (device_id, time)',
      last,
    );
    if (rowCount === deviceIds.length) return;
    await pause(LOOK_MS);
  }
  throw new Error(`the last readings were not stored within ${PATIENCE_MS / 1000} s`);
}

async function countRows(database: pg.Client): Promise<number> {
  const { rows } = await database.query<{ count: string }>('SELECT count(*) FROM telemetry');
  return Number(rows[0]?.count);
}

interface Line {
  contestant: Contestant;
  running: RunningContestant;
  publisher: JobProcess<PublisherJobs>;
  database: pg.Client;
  figures: Figures;
}

/** Publishes as fast as is taken, and waits until every reading is stored. @returns readings a second */
async function flood({ running, publisher, database }: Line, readings: number): Promise<number> {
  const perDevice = Math.ceil(readings / running.devices.length);
  const wanted = (await countRows(database)) + perDevice * running.devices.length;
  const startedAtMs = performance.now();
  const lastMs = await publisher.call('flood', { perDevice });
  const deviceIds = running.devices.map(({ deviceId }) => deviceId);
  await stored(
    database,
    deviceIds,
    deviceIds.map(() => lastMs),
  );
  // Where statements overtake each other, the last reading may be stored before others.
  const sinceMs = performance.now();
  while ((await countRows(database)) < wanted) {
    if (performance.now() - sinceMs > PATIENCE_MS) throw new Error('readings were lost');
    await pause(LOOK_MS);
  }
  return (perDevice * running.devices.length * 1000) / (performance.now() - startedAtMs);
}

async function measureFlood(line: Line, readings: number, label: string): Promise<void> {
  const { contestant, running, figures } = line;
  const around = (): number => processorTimeUs(familyOf(running.starter, AROUND));
  const [before, aroundBefore] = [processorTimeUs(running.pids), around()];
  const { result: perS, peakMb } = await withPeakMemory(running.pids, () => flood(line, readings));
  const usedUs = processorTimeUs(running.pids) - before;
  const usedAroundUs = around() - aroundBefore;
  figures.add(`Readings taken${label}`, 'readings/s', contestant.name, perS);
  figures.add(`Processor time a reading${label}`, 'µs', contestant.name, usedUs / readings);
  figures.add(`The same with broker and database${label}`, 'µs', contestant.name, (usedUs + usedAroundUs) / readings);
  figures.add(`Resident memory under that load${label}`, 'MB', contestant.name, peakMb);
}

function addLatencies({ contestant, figures }: Line, what: string, latencies: readonly number[], sent: number): void {
  if (latencies.length < LEAST_SEEN * sent)
    throw new Error(`${what} of ${contestant.name}: only ${latencies.length} of ${sent} readings were seen`);
  figures.add(`${what}, p50`, 'ms', contestant.name, percentile(latencies, 0.5));
  figures.add(`${what}, p99`, 'ms', contestant.name, percentile(latencies, 0.99));
}

async function measurePace(line: Line, form: Form, events: JobProcess<EventWitnessJobs> | undefined): Promise<void> {
  const { running, publisher, database } = line;
  const deviceIds = running.devices.map(({ deviceId }) => deviceId);
  const rows = new JobProcess<RowWitnessJobs>('load/row-witness.ts');
  try {
    await rows.call('connect', { connection: running.connection });
    for (const perS of form.rates) {
      await events?.call('seen', undefined);
      await rows.call('watch', { deviceIds });
      const { count, lastMs } = await publisher.call('pace', { perS, seconds: form.paceS });
      await stored(database, deviceIds, lastMs);
      await pause(ON_THEIR_WAY_MS);
      const label = `at ${perS.toLocaleString('en')}/s`;
      addLatencies(line, `Publish to row ${label}`, await rows.call('seen', undefined), count);
      if (events) addLatencies(line, `Publish to live event ${label}`, await events.call('seen', undefined), count);
    }
    await rows.call('disconnect', undefined);
  } finally {
    await rows.end();
  }
}

/** One round of one contestant. It is started for this, and stopped afterwards. */
export async function measureWayOfAReading(contestant: Contestant, form: Form, figures: Figures): Promise<void> {
  const startedAtMs = performance.now();
  const running = await contestant.start();
  figures.add('Start', 's', contestant.name, (performance.now() - startedAtMs) / 1000);
  const publisher = new JobProcess<PublisherJobs>('load/publisher.ts');
  const events = running.url === undefined ? undefined : new JobProcess<EventWitnessJobs>('load/event-witness.ts');
  const database = new pg.Client(running.connection);
  try {
    await database.connect();
    const line: Line = { contestant, running, publisher, database, figures };
    await pause(form.restS * 1000);
    figures.add('Resident memory at rest', 'MB', contestant.name, residentMb(running.pids));
    await publisher.call('connect', { brokerUrl: running.brokerUrl, devices: running.devices });
    await flood(line, form.warmUp);
    await measureFlood(line, form.readings, '');
    if (events && running.url !== undefined) {
      await events.call('join', { url: running.url });
      await measureFlood(line, form.readings, ' while a dashboard looks on');
    }
    await measurePace(line, form, events);
    await publisher.call('disconnect', undefined);
    await events?.call('leave', undefined);
  } finally {
    await Promise.all([publisher.end(), events?.end()]);
    await database.end();
    await running.stop();
  }
}
