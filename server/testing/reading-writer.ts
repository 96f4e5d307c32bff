/** A reading writer whose database a test plays. */
import { type Clock, pause } from '@plantops/shared/clock.ts';
import type { Reading } from '@plantops/shared/messages.ts';
import type { StoreOutcome } from '@plantops/shared/ports.ts';
import { pino } from 'pino';
import { vi } from 'vitest';
import type { Stored } from '../db/repositories/telemetry.ts';
import { ReadingWriter } from '../services/ingest/reading-writer.ts';

/** A reading that is known by its number: that of its device, and its time (ms). */
export const reading = (number: number): Reading => ({
  deviceId: `dev_${number}`,
  plantId: null,
  time: new Date(number),
  receivedAt: new Date(number),
  clockWrong: false,
  values: { humidity: 50 },
});
/** What `reading` made it of. */
export const numberOf = ({ time }: Reading): number => time.getTime();

/** A log whose lines a test can read. */
export const linesTo = (lines: string[]) =>
  pino({ level: 'info' }, { write: (line) => lines.push((JSON.parse(line) as { msg: string }).msg) });

/** A writer whose database keeps the batches; `fault` may refuse one. */
export function writerWith(
  clock: Clock,
  fault: (batch: readonly Reading[]) => Error | undefined = () => undefined,
  latencyMs = 0,
) {
  const lines: string[] = [];
  const batches: number[][] = [];
  const told: number[][] = [];
  const seen = new Set<number>();
  const insert = vi.fn(async (batch: readonly Reading[]): Promise<Stored[]> => {
    if (latencyMs > 0) await pause(clock, latencyMs);
    const failure = fault(batch);
    if (failure) throw failure;
    batches.push(batch.map(numberOf));
    return batch.map((row) => (seen.has(numberOf(row)) ? 'duplicate' : (seen.add(numberOf(row)), 'stored')));
  });
  const writer = new ReadingWriter({
    insert,
    onStored: (rows) => told.push(rows.map(numberOf)),
    clock,
    log: linesTo(lines),
  });
  return { writer, insert, batches, told, lines };
}

export const appendMany = (writer: ReadingWriter, count: number, from = 0): Promise<StoreOutcome>[] =>
  Array.from({ length: count }, (_, index) => writer.append(reading(from + index)));
