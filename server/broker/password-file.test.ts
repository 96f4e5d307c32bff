import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { passwordFileText, replacePasswordFile } from './password-file.ts';
import { brokerHash } from './password-hash.ts';

describe('passwordFileText', () => {
  it('writes a line per account', () => {
    expect(
      passwordFileText([
        { username: 'dev_1', hash: '$7$101$a$b' },
        { username: 'dev_2', hash: '$7$101$c$d' },
      ]),
    ).toBe('dev_1:$7$101$a$b\ndev_2:$7$101$c$d\n');
    expect(passwordFileText([])).toBe('');
  });

  it.each(['dev\nevil:$7$101$x$y', 'dev\revil', 'dev:x', 'dev\0', ''])(
    'refuses the name %j, which would make another account',
    (username) => {
      expect(() => passwordFileText([{ username, hash: '$7$101$a$b' }])).toThrow(/forbidden character/);
    },
  );

  it.each(['$7$101$a$b\nevil:$7$101$x$y', 'x\r', 'x\0'])('refuses the hash %j', (hash) => {
    expect(() => passwordFileText([{ username: 'dev_1', hash }])).toThrow(/forbidden character/);
  });

  it('takes real hashes', async () => {
    expect(passwordFileText([{ username: 'dev_1', hash: await brokerHash('secret') }])).toMatch(
      /^dev_1:\$7\$101\$\S+\n$/,
    );
  });
});

describe('replacePasswordFile', () => {
  let directory: string;
  let file: string;
  beforeEach(() => {
    directory = mkdtempSync(path.join(os.tmpdir(), 'plantops-passwords-'));
    file = path.join(directory, 'passwords');
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('puts the new file in the place of the old one, readable by its owner only, and leaves nothing else behind', async () => {
    writeFileSync(file, 'old', { mode: 0o644 });
    const before = statSync(file).ino;
    await replacePasswordFile(file, [{ username: 'dev_1', hash: 'h' }]);
    expect(readFileSync(file, 'utf8')).toBe('dev_1:h\n');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(file).ino, 'another file took its place').not.toBe(before);
    expect(readdirSync(directory)).toEqual(['passwords']);
  });

  it('shows whoever reads it one whole file or the other, whatever is written meanwhile', async () => {
    const versions = ['a', 'b'].map((name) =>
      Array.from({ length: 2000 }, (_, index) => ({ username: `${name}${index}`, hash: 'h' })),
    );
    const texts = versions.map((version) => passwordFileText(version));
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

  it('keeps the old file, and leaves no draft, when a name is refused', async () => {
    writeFileSync(file, 'old');
    await expect(replacePasswordFile(file, [{ username: 'a\nb', hash: 'h' }])).rejects.toThrow(/forbidden character/);
    expect(readFileSync(file, 'utf8')).toBe('old');
    expect(readdirSync(directory)).toEqual(['passwords']);
  });

  it('leaves no draft when the place cannot be taken', async () => {
    mkdirSync(file);
    chmodSync(file, 0o700);
    await expect(replacePasswordFile(file, [])).rejects.toThrow();
    expect(readdirSync(directory)).toEqual(['passwords']);
  });
});
