import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StopVerdict } from './stop-verdict.ts';

let folder: string;
let file: string;
let isSaved: boolean;
let waiting: number;
let answered: number;
let told: number | undefined;
let noted: number[];
let verdict: StopVerdict;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'stop-'));
  file = path.join(folder, 'mosquitto.db');
  [isSaved, waiting, answered, told, noted] = [false, 0, 0, undefined, []];
  verdict = newVerdict(file);
});
afterEach(() => rmSync(folder, { recursive: true }));

const newVerdict = (storeFile: string | undefined): StopVerdict =>
  new StopVerdict({
    file: storeFile,
    isSaved: () => isSaved,
    waiting: () => waiting,
    askWaiting: () => Promise.resolve(told),
    answered: () => answered,
    noteLost(count) {
      noted.push(count);
      return Promise.resolve();
    },
    log: pino({ level: 'silent' }),
  });
/** As Mosquitto does it: a head, and a piece for each message that somebody waits for. */
function save(atS: number, count = 0): void {
  const head = Buffer.from('\0\u00b5\0mosquitto db\0\0\0\0\0\0\0\u0006', 'latin1');
  const pieces = Array.from({ length: count }, (_, nth) =>
    Buffer.from([0, 0, 0, 3, 0, 0, 0, 8, nth, 0, 0, 0, 0, 0, 0, 0]),
  );
  writeFileSync(file, Buffer.concat([head, ...pieces]));
  utimesSync(file, atS, atS);
}
const savesAtEnd = (): Promise<void> => {
  save(20);
  return Promise.resolve();
};
const cannotSave = (): Promise<void> => Promise.resolve();

describe('what is said at a stop', () => {
  it('is that nothing is lost if the broker saved its store, whatever was thought before', async () => {
    save(10);
    waiting = 50;
    await verdict.around(savesAtEnd);
    expect([verdict.words, verdict.isLoss, noted]).toEqual(['stopped; nothing is lost', false, []]);
  });

  it('is how much waits and is in no file, by what the broker says last', async () => {
    save(10);
    told = 2388;
    await verdict.around(cannotSave);
    expect([verdict.words, verdict.isLoss, noted]).toEqual([
      `stopped; 2388 messages that the broker had acknowledged are lost: its store could not be saved. Free space on the disk of ${file} before the next start`,
      true,
      [2388],
    ]);
  });

  it('leaves out what the last good file still has: the oldest, but for what was answered for since', async () => {
    save(10, 100);
    answered = 1000;
    verdict.saved();
    answered = 1030;
    waiting = 90;
    await verdict.around(cannotSave);
    expect(noted).toEqual([20]);
  });

  it('goes by what the file holds, however old the figures of the broker are', async () => {
    save(10, 95);
    [waiting, told] = [8, 126];
    verdict.saved();
    await verdict.around(cannotSave);
    expect(noted).toEqual([31]);
  });

  it('is how much is lost at most, where the file is not one that is known', async () => {
    writeFileSync(file, 'a store of a broker to come');
    waiting = 7;
    await verdict.around(cannotSave);
    expect(verdict.words).toContain('at most 7 messages that the broker had acknowledged are lost');
  });

  it('is also true if the store could not be saved only at the end, or has never been', async () => {
    isSaved = true;
    waiting = 1;
    await verdict.around(cannotSave);
    expect(verdict.words).toContain('1 message that the broker had acknowledged is lost');
  });

  it('is that nothing is lost where nothing waited, and where somebody else runs the broker', async () => {
    save(10);
    await verdict.around(cannotSave);
    expect(verdict.isLoss).toBe(false);
    const elsewhere = newVerdict(undefined);
    waiting = 10;
    await elsewhere.around(cannotSave);
    expect(elsewhere.words).toBe('stopped; nothing is lost');
  });
});
