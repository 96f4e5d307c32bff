import { appendFileSync, readFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryDataDir } from '../testing/place.ts';
import { LineFile } from './line-file.ts';

let place: ReturnType<typeof temporaryDataDir>;
let clock: FakeClock;
let lines: string[];
let output: LineFile;
beforeEach(() => {
  place = temporaryDataDir();
  clock = new FakeClock();
  lines = [];
  output = new LineFile(file(), (line) => lines.push(line), clock);
});
afterEach(() => {
  output.close();
  expect(clock.timers).toBe(0);
  place.remove();
});
const file = (): string => path.join(place.dataDir, 'log');

describe('the output of a process in a file', () => {
  it('is handed out line by line as it comes, each line whole', async () => {
    const fd = output.open();
    writeSync(fd, 'one\ntw');
    await expect.poll(() => lines).toEqual(['one']);
    writeSync(fd, 'o\n');
    await expect.poll(() => lines).toEqual(['one', 'two']);
  });

  it('is looked at once a second, too', async () => {
    output.open();
    appendFileSync(file(), 'one\n');
    await clock.advance(1000);
    expect(lines).toEqual(['one']);
  });

  it('begins anew with each process, and what is left at its end is handed out', () => {
    writeSync(output.open(), 'one\nhalf');
    output.close();
    expect(lines).toEqual(['one', 'half']);
    const fd = output.open();
    expect(readFileSync(file(), 'utf8')).toBe('');
    writeSync(fd, 'three\n');
    output.close();
    expect(lines).toEqual(['one', 'half', 'three']);
  });

  it('does not grow for ever, and loses no line', () => {
    const fd = output.open();
    const text = 'x'.repeat(99);
    for (let time = 0; time < 30; time += 1) {
      writeSync(fd, `${text}\n`.repeat(1000));
      output.read();
    }
    expect(lines).toHaveLength(30_000);
    expect(readFileSync(file()).length).toBeLessThan(2 ** 20);
  });
});
