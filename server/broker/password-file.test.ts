import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Credential, replacePasswordFile } from './password-file.ts';
import { brokerHash } from './password-hash.ts';

describe('replacePasswordFile', () => {
  let directory: string;
  let file: string;
  beforeEach(() => {
    directory = mkdtempSync(path.join(os.tmpdir(), 'plantops-passwords-'));
    file = path.join(directory, 'passwords');
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('replaces the old file, readable by its owner only, and leaves nothing else behind', async () => {
    writeFileSync(file, 'old', { mode: 0o644 });
    const before = statSync(file).ino;
    await replacePasswordFile(file, [{ username: 'dev_1', hash: 'h' }]);
    expect(readFileSync(file, 'utf8')).toBe('dev_1:h\n');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(file).ino, 'another file took its place').not.toBe(before);
    expect(readdirSync(directory)).toEqual(['passwords']);
  });

  it('writes one line per account, with real hashes too', async () => {
    await replacePasswordFile(file, [
      { username: 'dev_1', hash: '$7$101$a$b' },
      { username: 'dev_2', hash: await brokerHash('secret') },
    ]);
    expect(readFileSync(file, 'utf8')).toMatch(/^dev_1:\$7\$101\$a\$b\ndev_2:\$7\$101\$\S+\n$/);
    await replacePasswordFile(file, []);
    expect(readFileSync(file, 'utf8')).toBe('');
  });

  it('shows readers one whole version or the other, even during writes', async () => {
    const versions = ['a', 'b'].map((name) =>
      Array.from({ length: 2000 }, (_, index) => ({ username: `${name}${index}`, hash: 'h' })),
    );
    const texts = versions.map((version) => version.map(({ username, hash }) => `${username}:${hash}\n`).join(''));
    await replacePasswordFile(file, versions[0] ?? []);
    let writing = true;
    const writes = (async () => {
      for (let round = 0; round < 10; round += 1) await replacePasswordFile(file, versions[round % 2] ?? []);
      writing = false;
    })();
    let reads = 0;
    while (writing) {
      expect(texts).toContain(readFileSync(file, 'utf8'));
      reads += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    await writes;
    expect(reads).toBeGreaterThan(1);
  });

  it.each<[string, Credential]>([
    ...['dev\nevil:$7$101$x$y', 'dev\revil', 'dev:x', 'dev\0', ''].map((username): [string, Credential] => [
      'name',
      { username, hash: '$7$101$a$b' },
    ]),
    ...['$7$101$a$b\nevil:$7$101$x$y', 'x\r', 'x\0'].map((hash): [string, Credential] => [
      'hash',
      { username: 'dev_1', hash },
    ]),
  ])('keeps the old file, and leaves no draft, when a %s would make another account: %j', async (_what, credential) => {
    writeFileSync(file, 'old');
    await expect(replacePasswordFile(file, [credential])).rejects.toThrow(/forbidden character/);
    expect(readFileSync(file, 'utf8')).toBe('old');
    expect(readdirSync(directory)).toEqual(['passwords']);
  });

  it('leaves no draft when the file cannot be replaced', async () => {
    mkdirSync(file);
    chmodSync(file, 0o700);
    await expect(replacePasswordFile(file, [])).rejects.toThrow();
    expect(readdirSync(directory)).toEqual(['passwords']);
  });
});
