import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreWatch } from './store-watch.ts';

const MEGABYTE = 2 ** 20;

let clock: FakeClock;
let folder: string;
let file: string;
let free: number;
let isWell: boolean;
let admitted: boolean[];
let fails: boolean;
let watch: StoreWatch;
let saves: number;
let saved: number;

beforeEach(async () => {
  clock = new FakeClock();
  folder = mkdtempSync(path.join(os.tmpdir(), 'store-'));
  file = path.join(folder, 'mosquitto.db');
  [free, isWell, admitted, fails, saves, saved] = [1000 * MEGABYTE, true, [], false, 0, 0];
  watch = new StoreWatch({
    file,
    freeBytes: () => Promise.resolve(free),
    isBrokerWell: () => isWell,
    admit(isAdmitted) {
      if (fails) return Promise.reject(new Error('read-only'));
      admitted.push(isAdmitted);
      return Promise.resolve();
    },
    clock,
    log: pino({ level: 'silent' }),
  });
  watch.onSaved(() => (saved += 1));
  save();
  await watch.look();
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The broker saves its store. */
function save(size = 100): void {
  writeFileSync(file, Buffer.alloc(size));
  saves += 1;
  utimesSync(file, saves, saves);
}
const looks = async (count: number): Promise<void> => {
  for (let look = 0; look < count; look += 1) await watch.look();
};

describe('the store of the broker', () => {
  it('is saved while its file changes', async () => {
    for (let round = 0; round < 5; round += 1) {
      await looks(6);
      save();
    }
    await watch.look();
    expect([watch.check(), watch.isSaved, admitted, saved]).toEqual([
      { state: 'ok', code: 'store_saved', figures: {} },
      true,
      [],
      6,
    ]);
  });

  it.each([
    ['1795783126: Error: No space left on device.', 'No space left on device'],
    ['1795783160: Error: Is a directory.', 'Is a directory'],
    ['1795783167: Error: No such file or directory.', 'No such file or directory'],
    ['1795783167: Error: Disk quota exceeded.', 'Disk quota exceeded'],
    ['1795783167: Error: Read-only file system.', 'Read-only file system'],
    [
      '1795783167: Error saving in-memory database, unable to open /data/mosquitto.db.new for writing.',
      'unable to open /data/mosquitto.db.new',
    ],
  ])('is not after %s: devices are shut out until it has been saved again', async (line, reason) => {
    watch.take(line);
    await watch.look();
    expect(watch.check()).toEqual({ state: 'failing', code: 'store_not_saved', figures: { reason } });
    await looks(3);
    expect(admitted).toEqual([false]);
    save();
    await watch.look();
    expect([watch.check().state, admitted]).toEqual(['ok', [false, true]]);
  });

  it.each([
    '1795783126: Client dev_1 disconnected.',
    '1795783126: Error: Address already in use',
    '1795783126: Error: Unable to open pwfile "/data/passwords".',
  ])('is not doubted for %s', async (line) => {
    watch.take(line);
    await watch.look();
    expect([watch.isSaved, admitted]).toEqual([true, []]);
  });

  it('is not saved if its file has stood still for twenty looks, unless the broker itself hangs', async () => {
    isWell = false;
    await looks(30);
    expect(watch.isSaved).toBe(true);
    isWell = true;
    await looks(19);
    expect(watch.isSaved).toBe(true);
    await looks(1);
    expect(watch.check()).toMatchObject({
      code: 'store_not_saved',
      figures: { reason: expect.stringContaining('20 s') },
    });
  });

  it('is not saved if its file is empty', async () => {
    save(0);
    await looks(20);
    expect(watch.isSaved).toBe(false);
  });

  it('is too large for the disk before that is full: it is written anew beside the one before', async () => {
    free = 7.9 * MEGABYTE;
    await watch.look();
    expect(watch.check()).toEqual({
      state: 'failing',
      code: 'store_low_space',
      figures: { free_mb: 7.9, needed_mb: 8 },
    });
    // With a little more room it would be full again at once.
    free = 9 * MEGABYTE;
    await watch.look();
    expect(watch.isSaved).toBe(false);
    free = 11 * MEGABYTE;
    await watch.look();
    expect([watch.isSaved, admitted]).toEqual([true, [false, true]]);
    save(10 * MEGABYTE);
    await watch.look();
    expect(watch.check()).toMatchObject({ code: 'store_low_space', figures: { needed_mb: 15 } });
  });

  it('devices that could not be shut out are shut out at the next look', async () => {
    fails = true;
    watch.take('1: Error: No space left on device.');
    await watch.look();
    expect(admitted).toEqual([]);
    fails = false;
    await watch.look();
    expect(admitted).toEqual([false]);
  });

  it('looks every second while it runs, and leaves no timer behind', async () => {
    watch.start();
    free = 0;
    await clock.advance(1000);
    await expect.poll(() => admitted).toEqual([false]);
    await watch.stop();
    expect(clock.timers).toBe(0);
  });

  it('is not looked at where somebody else runs the broker', () => {
    const elsewhere = new StoreWatch({
      file: undefined,
      freeBytes: () => Promise.reject(new Error('not asked')),
      isBrokerWell: () => true,
      admit: () => Promise.reject(new Error('not asked')),
      clock,
      log: pino({ level: 'silent' }),
    });
    elsewhere.start();
    expect([elsewhere.check().code, clock.timers]).toEqual(['store_elsewhere', 0]);
  });
});
