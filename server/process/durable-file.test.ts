import { chmodSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryDataDir } from '../testing/place.ts';
import { replaceFile } from './durable-file.ts';

let place: ReturnType<typeof temporaryDataDir>;
let file: string;
beforeEach(() => {
  place = temporaryDataDir();
  file = path.join(place.dataDir, 'credentials.json');
});
afterEach(() => place.remove());

/** Leaves a file that everyone may read. */
function leave(name: string, text: string): void {
  writeFileSync(name, text);
  chmodSync(name, 0o644);
}

describe('a file that is replaced', () => {
  it.each([
    ['is new', () => {}],
    ['was readable by others', () => leave(file, 'before')],
    ['has an unfinished draft that others could read', () => leave(`${file}.new`, 'a longer text that was cut off')],
  ])('is readable by our own user only if it %s', (_how, prepare) => {
    prepare();
    replaceFile(file, 'secret');
    expect(readFileSync(file, 'utf8')).toBe('secret');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(place.dataDir)).toEqual(['credentials.json']);
  });
});
