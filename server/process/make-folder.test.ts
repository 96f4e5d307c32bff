import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryDataDir } from '../testing/place.ts';
import { makeFolder } from './make-folder.ts';

let place: ReturnType<typeof temporaryDataDir>;
beforeEach(() => {
  place = temporaryDataDir();
});
afterEach(() => place.remove());

describe('a folder', () => {
  it('is made with those above it, with the mode', () => {
    const folder = path.join(place.dataDir, 'a', 'b', 'c');
    makeFolder(folder, 0o700);
    expect(statSync(folder).isDirectory()).toBe(true);
    for (const one of [folder, path.dirname(folder)]) expect(statSync(one).mode & 0o777).toBe(0o700);
  });

  it('that is there stays as it is, also behind a link', () => {
    const folder = path.join(place.dataDir, 'a');
    mkdirSync(folder, { mode: 0o711 });
    symlinkSync(folder, path.join(place.dataDir, 'link'));
    makeFolder(folder, 0o700);
    makeFolder(path.join(place.dataDir, 'link'), 0o700);
    expect(statSync(folder).mode & 0o777).toBe(0o711);
  });

  it.each([
    ['where a file is', 'file', 'EEXIST'],
    ['below a file', 'file/a/b', 'ENOTDIR'],
    ['below a link that leads nowhere', 'nowhere/a', 'EEXIST'],
  ])('%s is refused', (_where, below, code) => {
    writeFileSync(path.join(place.dataDir, 'file'), '');
    symlinkSync(path.join(place.dataDir, 'gone'), path.join(place.dataDir, 'nowhere'));
    expect(() => makeFolder(path.join(place.dataDir, below), 0o700)).toThrow(expect.objectContaining({ code }));
  });

  it('below a place where the system makes none is refused at once', () => {
    // Linux says ENOENT below /proc; macOS has no such place and lets nobody make one.
    const code = expect.stringMatching(/^(ENOENT|EROFS|EACCES)$/);
    expect(() => makeFolder('/proc/plantops/data', 0o700)).toThrow(expect.objectContaining({ code }));
  });
});
