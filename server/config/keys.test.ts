import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encryptionKeys, keyFile, writeKeys } from './keys.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'plantops-keys-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const modeOf = (file: string): number => statSync(file).mode & 0o777;

describe('keyFile', () => {
  it("creates 32 random bytes that only the server's user can read", () => {
    const { key, created, file } = keyFile(dataDir, 'session-key');
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(created).toBe(true);
    expect([modeOf(file), modeOf(path.dirname(file))]).toEqual([0o600, 0o700]);
  });

  it('returns the same key every time, and a different one for another name', () => {
    const { key } = keyFile(dataDir, 'session-key');
    expect(keyFile(dataDir, 'session-key')).toMatchObject({ key, created: false });
    expect(keyFile(dataDir, 'encryption-key').key).not.toBe(key);
  });

  it('restricts the mode of a file that others could read', () => {
    const { file, key } = keyFile(dataDir, 'session-key');
    writeFileSync(file, `${key}\n\n`);
    chmodSync(file, 0o644);
    expect(keyFile(dataDir, 'session-key').key).toBe(key);
    expect(modeOf(file)).toBe(0o600);
  });
});

describe('a key file that is damaged', () => {
  it.each([
    ['empty', ''],
    ['cut off', 'ab12'],
    ['other text', `${'z'.repeat(64)}\n`],
  ])('is named instead of being used (%s)', (_how, text) => {
    for (const name of ['session-key', 'encryption-key']) {
      const { file } = keyFile(dataDir, name);
      writeFileSync(file, text);
      expect(() => keyFile(dataDir, name)).toThrow(`${file} is damaged: each line must be 64 hex digits`);
    }
    expect(() => encryptionKeys({ ENCRYPTION_KEY: undefined, DATA_DIR: dataDir })).toThrow(
      /Put back a copy of it, or remove it for a new one and set the secrets in Settings anew/,
    );
  });
});

describe('keys during a rotation', () => {
  it('are several, the current one first; the file is not changed', () => {
    const { key: before, file } = keyFile(dataDir, 'encryption-key');
    writeKeys(file, ['b'.repeat(64), before]);
    expect(encryptionKeys({ ENCRYPTION_KEY: undefined, DATA_DIR: dataDir })).toEqual({
      keys: ['b'.repeat(64), before],
      created: false,
      file,
    });
    expect(keyFile(dataDir, 'encryption-key').key).toBe('b'.repeat(64));
    expect(modeOf(file)).toBe(0o600);
  });

  it('are not read from a file if the environment has the key', () => {
    expect(encryptionKeys({ ENCRYPTION_KEY: 'a'.repeat(64), DATA_DIR: path.join(dataDir, 'nowhere') })).toEqual({
      keys: ['a'.repeat(64)],
      created: false,
      file: '',
    });
  });
});
