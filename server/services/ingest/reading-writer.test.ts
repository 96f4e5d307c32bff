import type { Reading } from '@plantops/shared/messages.ts';
import { pause } from '@plantops/shared/clock.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { appendMany, linesTo, reading, writerWith } from '../../testing/reading-writer.ts';
import { ReadingWriter } from './reading-writer.ts';

let clock: FakeClock;
beforeEach(() => {
  clock = new FakeClock();
});

describe('the reading writer', () => {
  it('writes a reading that comes alone at once, and collects those that follow it within 10 ms', async () => {
    const { writer, batches, told } = writerWith(clock);
    const outcomes = appendMany(writer, 2);
    expect(writer.waiting()).toBe(2);
    await clock.advance(0);
    expect(batches, 'what comes in one step is written together').toEqual([[0, 1]]);
    await clock.advance(4);
    outcomes.push(writer.append(reading(2)));
    await clock.advance(5);
    outcomes.push(writer.append(reading(3)));
    await clock.advance(0);
    expect([writer.waiting(), batches.length]).toEqual([2, 1]);
    await clock.advance(1);
    expect(batches).toEqual([
      [0, 1],
      [2, 3],
    ]);
    await clock.advance(10);
    outcomes.push(writer.append(reading(4)));
    await clock.advance(0);
    expect(batches.at(-1)).toEqual([4]);
    expect((await Promise.all(outcomes)).map(({ outcome }) => outcome)).toEqual(Array(5).fill('stored'));
    expect(told).toEqual(batches);
    expect(writer.waiting()).toBe(0);
  });

  it('collects for 50 ms while readings come fast, 100 or more to a statement, and no longer than they do', async () => {
    const { writer, batches } = writerWith(clock);
    void appendMany(writer, 100);
    await clock.advance(1);
    void appendMany(writer, 99, 100);
    await clock.advance(48);
    expect(batches.map((batch) => batch.length)).toEqual([100]);
    await clock.advance(1);
    expect(batches.map((batch) => batch.length)).toEqual([100, 99]);
    void writer.append(reading(200));
    await clock.advance(9);
    expect(batches).toHaveLength(2);
    await clock.advance(1);
    expect(batches.at(-1)).toEqual([200]);
  });

  it('writes at once when 1,000 rows are waiting, and never more in one statement', async () => {
    const { writer, batches } = writerWith(clock);
    const outcomes = appendMany(writer, 2500);
    await clock.advance(0);
    expect(batches.map((batch) => batch.length)).toEqual([1000, 1000]);
    await clock.advance(50);
    expect(batches.map((batch) => batch.length)).toEqual([1000, 1000, 500]);
    expect(batches.flat()).toEqual(Array.from({ length: 2500 }, (_, index) => index));
    await Promise.all(outcomes);
  });

  it('runs one statement at a time, and collects new readings meanwhile', async () => {
    const { writer, batches, insert } = writerWith(clock, undefined, 200);
    const outcomes = appendMany(writer, 10);
    await clock.advance(0);
    expect(insert).toHaveBeenCalledTimes(1);
    outcomes.push(...appendMany(writer, 10, 100));
    await clock.advance(199);
    expect(insert).toHaveBeenCalledTimes(1);
    expect(writer.waiting()).toBe(20);
    await clock.advance(1);
    expect(insert, 'as soon as the first is done').toHaveBeenCalledTimes(2);
    await clock.advance(200);
    expect(batches.map((batch) => batch.length)).toEqual([10, 10]);
    await Promise.all(outcomes);
  });

  it('says when all that came before was answered for: at once if nothing waits, never for what comes after, and not once it stops', async () => {
    const stored: string[] = [];
    const { writer } = writerWith(clock, undefined, 200);
    await writer.caughtUp();
    const outcomes = [writer.append(reading(1)), writer.append(reading(1))];
    void writer.caughtUp().then(() => stored.push('first'));
    await clock.advance(60);
    outcomes.push(writer.append(reading(3)));
    const second = writer.caughtUp();
    await clock.advance(139);
    expect(stored).toEqual([]);
    await clock.advance(1);
    expect(stored).toEqual(['first']);
    await clock.advance(260);
    await second;
    await Promise.all(outcomes);

    const failing = writerWith(clock, () => new Error('Connection terminated'));
    void failing.writer.append(reading(4));
    const given = expect(failing.writer.caughtUp()).rejects.toThrow(/has stopped/);
    await Promise.all([failing.writer.stop(), clock.advance(5000)]);
    await given;
  });

  it('distinguishes a duplicate reading from a new one', async () => {
    const { writer, told } = writerWith(clock);
    const outcomes = [writer.append(reading(1)), writer.append(reading(1)), writer.append(reading(2))];
    await clock.advance(50);
    expect((await Promise.all(outcomes)).map(({ outcome }) => outcome)).toEqual(['stored', 'duplicate', 'stored']);
    expect(told).toEqual([[1, 2]]);
    const again = writer.append(reading(2));
    await clock.advance(50);
    expect((await again).outcome).toBe('duplicate');
    expect(told, 'nothing new to tell').toHaveLength(1);
  });

  it('moves a reading to a later time if the time that the server gave it is taken', async () => {
    const { writer, batches } = writerWith(clock);
    const taken = writer.append(reading(1));
    await clock.advance(50);
    const unclocked = { ...reading(1), clockWrong: true };
    const outcome = writer.append(unclocked);
    await clock.advance(200);
    expect([(await taken).outcome, (await outcome).outcome]).toEqual(['stored', 'stored']);
    expect(unclocked.time.getTime()).toBeGreaterThan(1);
    expect(batches.at(-1)).toEqual([unclocked.time.getTime()]);
  });

  it('writes waiting rows when it is stopped, without waiting for more', async () => {
    const { writer, batches } = writerWith(clock);
    const outcomes = appendMany(writer, 3);
    await writer.stop();
    expect(batches.map((batch) => batch.length)).toEqual([3]);
    await Promise.all(outcomes);
    expect(clock.timers).toBe(0);
  });

  it('counts 10 ms anew for each batch, and never waits longer because others join', async () => {
    const { writer, batches } = writerWith(clock);
    for (let number = 0; number < 11; number += 1) {
      void writer.append(reading(number));
      await clock.advance(number === 5 ? 1000 : 2);
    }
    expect(batches.map((batch) => batch.length)).toEqual([1, 4, 1, 1, 4]);
  });

  it('stores all that wait when it is stopped during a statement', async () => {
    const { writer, batches } = writerWith(clock, undefined, 200);
    const outcomes = appendMany(writer, 1);
    await clock.advance(60);
    outcomes.push(...appendMany(writer, 1500, 10));
    const stopped = writer.stop();
    await clock.advance(1000);
    await stopped;
    expect(batches.map((batch) => batch.length)).toEqual([1, 1000, 500]);
    await Promise.all(outcomes);
    expect([writer.waiting(), clock.timers]).toEqual([0, 0]);
  });

  it('tells of the values that were added to a row, and of no others', async () => {
    const told: Reading[] = [];
    const writer = new ReadingWriter({
      insert: async () => [{ merged: { soil_moisture: 31 } }, 'duplicate'],
      onStored: (rows) => told.push(...rows),
      clock,
      log: linesTo([]),
    });
    const second = { ...reading(1), values: { humidity: 60, soil_moisture: 31 } };
    const outcomes = [writer.append(second), writer.append(reading(1))];
    await clock.advance(50);
    expect(await Promise.all(outcomes)).toEqual([{ outcome: 'merged' }, { outcome: 'duplicate' }]);
    expect(told).toEqual([second]);
    expect(second.values).toEqual({ soil_moisture: 31 });
  });

  it('counts a slow statement as storing up to the limit that it was given', async () => {
    const writer = new ReadingWriter({
      insert: async (batch) => {
        await pause(clock, 5000);
        return batch.map(() => 'stored');
      },
      onStored: () => undefined,
      lateAfterMs: 1000,
      clock,
      log: linesTo([]),
    });
    void writer.append(reading(1));
    await clock.advance(1000);
    expect(writer.storesSince()).toEqual(new Date(0));
    await clock.advance(1);
    expect(writer.storesSince()).toBeUndefined();
    await clock.advance(4000);
    expect(writer.storesSince(), 'from the end of the statement on').toEqual(new Date('2026-01-07T12:00:05.000Z'));
  });

  it('stores every reading without a time in a row, however many times are taken', async () => {
    const { writer, batches } = writerWith(clock);
    for (const taken of [1, 2, 3, 4]) void writer.append(reading(taken));
    await clock.advance(50);
    const unclocked = [1, 2].map((number) => ({ ...reading(1), deviceId: `dev_${number}`, clockWrong: true }));
    const outcomes = unclocked.map((each) => writer.append(each));
    await clock.advance(1000);
    expect((await Promise.all(outcomes)).map(({ outcome }) => outcome)).toEqual(['stored', 'stored']);
    expect(new Set(batches.flat()).size).toBe(6);
    expect(writer.waiting()).toBe(0);
  });
});

describe('the reading writer, while the data are replaced', () => {
  it('ends the statement under way, begins no other however much comes, also at its end, and goes on later', async () => {
    const { writer, batches } = writerWith(clock, undefined, 200);
    const outcomes = appendMany(writer, 2);
    await clock.advance(0);
    let isPaused = false;
    const paused = writer.pause().then(() => (isPaused = true));
    outcomes.push(...appendMany(writer, 2500, 2));
    await clock.advance(199);
    expect(isPaused).toBe(false);
    await clock.advance(1);
    await paused;
    await clock.advance(60_000);
    expect(batches.map((batch) => batch.length)).toEqual([2]);
    await writer.stop();
    expect([batches.length, writer.waiting()]).toEqual([1, 2500]);
    writer.goOn();
    writer.goOn();
    await clock.advance(60_000);
    expect((await Promise.all(outcomes)).every(({ outcome }) => outcome === 'stored')).toBe(true);
  });

  it('gives the readings that came before, and wait or are still in the flow, the plants that their devices have now', async () => {
    const stored: (string | null)[] = [];
    let plant: string | null = 'before';
    const writer = new ReadingWriter({
      insert(readings) {
        stored.push(...readings.map(({ plantId }) => plantId));
        return Promise.resolve(readings.map(() => 'stored' as const));
      },
      plantOf: () => plant,
      onStored: () => undefined,
      clock,
      log: linesTo([]),
    });
    const ofBefore = (): Reading => ({ ...reading(stored.length), plantId: 'before' });
    await writer.pause();
    const outcomes = [writer.append(ofBefore(), 7), writer.append(ofBefore())];
    plant = null;
    writer.dataReplaced(8);
    writer.goOn();
    outcomes.push(writer.append(ofBefore(), 8), writer.append(ofBefore(), 9));
    await clock.advance(100);
    await Promise.all(outcomes);
    expect(stored).toEqual([null, null, null, 'before']);
  });
});
