import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keyFile } from './keys.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'plantops-keys-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const modeOf = (file: string): number => statSync(file).mode & 0o777;

describe('keyFile', () => {
  it("makes 32 random bytes that only the server's user can read", () => {
    const { key, created, file } = keyFile(dataDir, 'session-key');
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(created).toBe(true);
    expect([modeOf(file), modeOf(path.dirname(file))]).toEqual([0o600, 0o700]);
  });

  it('gives the same key ever after, and another for another name', () => {
    const { key } = keyFile(dataDir, 'session-key');
    expect(keyFile(dataDir, 'session-key')).toMatchObject({ key, created: false });
    expect(keyFile(dataDir, 'encryption-key').key).not.toBe(key);
  });

  it('closes a file that others could read', () => {
    const { file, key } = keyFile(dataDir, 'session-key');
    writeFileSync(file, `${key}\n\n`);
    chmodSync(file, 0o644);
    expect(keyFile(dataDir, 'session-key').key).toBe(key);
    expect(modeOf(file)).toBe(0o600);
  });
});
