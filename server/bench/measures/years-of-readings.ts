/** History, export, backup and restore, with what a PlantOps has stored after years. */
import { createWriteStream, openAsBlob } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Plant } from '@plantops/shared/api/plants.ts';
import { HISTORY_RANGES } from '@plantops/shared/api/readings.ts';
import { ask, type PlantOps, type RunningPlantOps } from '../contestants/plantops.ts';
import type { Figures } from '../figures.ts';
import { fillUpTo, fillYear, untilFigured } from '../fill.ts';
import type { Form } from '../forms.ts';
import type { Place } from '../place.ts';
import { percentile } from '../statistics.ts';
import { withPeakMemory } from '../usage.ts';

/** Asks and reads the whole answer. @returns how long it took (ms) */
async function timed(url: URL): Promise<number> {
  const startedAtMs = performance.now();
  const response = await fetch(url);
  if (!response.ok)
    throw new Error(`GET ${url.pathname} was answered with ${response.status}: ${await response.text()}`);
  await response.arrayBuffer();
  return performance.now() - startedAtMs;
}

const NAMES = new Intl.NumberFormat('en', { notation: 'compact' });
/** 100K, 1M. */
const rowsText = (rows: number): string => `${NAMES.format(rows)} rows`;

/** How many look at charts at the same time. */
const READERS = 12;

/** All ask at the same time, each for several charts, one after another. @returns the p95 of how long they waited (ms) */
async function manyReaders(charts: number, addressOf: (reader: number) => URL): Promise<number> {
  const times = await Promise.all(
    Array.from({ length: READERS }, async (_, reader) => {
      const own: number[] = [];
      for (let chart = 0; chart < charts; chart += 1) own.push(await timed(addressOf(reader)));
      return own;
    }),
  );
  return percentile(times.flat(), 0.95);
}

async function measureHistory(
  url: string,
  plantId: string,
  form: Form,
  stored: number,
  figures: Figures,
): Promise<void> {
  const of = stored === form.plantYear ? '' : `, ${rowsText(stored)} stored`;
  for (const range of Object.keys(HISTORY_RANGES)) {
    const address = new URL(`/api/plants/${plantId}/history?range=${range}`, url);
    // The first one compiles code and reads from the disk.
    await timed(address);
    const name = `History of ${range}, ${rowsText(form.plantYear)} of the plant${of}`;
    for (let round = 0; round < form.rounds; round += 1) figures.add(name, 'ms', 'plantops', await timed(address));
    const together = `${name}, ${READERS} readers at once`;
    figures.add(`${together}, p95`, 'ms', 'plantops', await manyReaders(form.charts, () => address));
    // As many buckets as without a wish, and yet not the same question, which would share an answer.
    const usual = range === '1y' ? 366 : 300;
    const another = (reader: number): URL => new URL(`${address.href}&points=${usual + reader}`);
    figures.add(`${together} for charts of their own, p95`, 'ms', 'plantops', await manyReaders(form.charts, another));
  }
}

async function measureExport(
  { url, pids }: RunningPlantOps,
  plantId: string,
  form: Form,
  figures: Figures,
): Promise<void> {
  for (let round = 0; round < form.rounds; round += 1) {
    const address = new URL(`/api/plants/${plantId}/export?format=csv`, url);
    const { result, peakMb } = await withPeakMemory(pids, () => timed(address));
    figures.add(`Export of a year as CSV, ${rowsText(form.plantYear)}`, 's', 'plantops', result / 1000);
    figures.add('Resident memory meanwhile', 'MB', 'plantops', peakMb);
  }
}

async function measureBackup(
  { url, pids }: RunningPlantOps,
  rows: number,
  file: string,
  form: Form,
  figures: Figures,
): Promise<void> {
  for (let round = 0; round < form.rounds; round += 1) {
    const startedAtMs = performance.now();
    const saved = await withPeakMemory(pids, async () => {
      const { body } = await fetch(new URL('/api/backup', url));
      if (!body) throw new Error('the backup is empty');
      await pipeline(body, createWriteStream(file));
    });
    figures.add(`Backup, ${rowsText(rows)}`, 's', 'plantops', (performance.now() - startedAtMs) / 1000);
    figures.add('Resident memory during a backup', 'MB', 'plantops', saved.peakMb);
    const restoringSinceMs = performance.now();
    const restored = await withPeakMemory(pids, async () => {
      const answer = await fetch(new URL('/api/restore', url), {
        method: 'POST',
        headers: { 'content-type': 'application/gzip' },
        body: await openAsBlob(file),
      });
      if (!answer.ok) throw new Error(`the restore was answered with ${answer.status}: ${await answer.text()}`);
    });
    figures.add(`Restore, ${rowsText(rows)}`, 's', 'plantops', (performance.now() - restoringSinceMs) / 1000);
    figures.add('Resident memory during a restore', 'MB', 'plantops', restored.peakMb);
  }
}

/** Fills the database step by step, and measures at each. */
export async function measureYearsOfReadings(
  plantOps: PlantOps,
  form: Form,
  place: Place,
  figures: Figures,
): Promise<void> {
  let running = await plantOps.start();
  try {
    const [plant] = await ask<Plant[]>(running.url, 'GET', '/api/plants?limit=1');
    if (!plant) throw new Error('there is no plant');
    await fillYear(running.connection, plant.id, form.plantYear);
    for (const rows of form.stored) {
      await fillUpTo(running.connection, rows);
      // A server that starts makes figures of what it finds.
      await running.stop();
      running = await plantOps.start();
      await untilFigured(running.connection);
      await measureHistory(running.url, plant.id, form, rows, figures);
      if (rows === form.stored[0]) await measureExport(running, plant.id, form, figures);
      if (rows <= form.backupUpTo)
        await measureBackup(running, rows, path.join(place.folder('backup'), 'backup.ndjson.gz'), form, figures);
    }
  } finally {
    await running.stop();
  }
}
