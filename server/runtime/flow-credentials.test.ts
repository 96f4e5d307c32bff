import { createCipheriv, createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepFlowCredentials, rekeyFlowCredentials } from './flow-credentials.ts';

const CREDENTIALS = { node1: { password: 'süß & secret' } };
let dataDir: string;
let file: string;
beforeEach(() => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'plantops-credentials-'));
  mkdirSync(path.join(dataDir, 'node-red'));
  file = path.join(dataDir, 'node-red', 'credentials.json');
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

/** Writes the file in the format of Node-RED. */
function nodeRedWrites(secret: string): void {
  const vector = Buffer.alloc(16, 7);
  const cipher = createCipheriv('aes-256-ctr', createHash('sha256').update(secret).digest(), vector);
  writeFileSync(
    file,
    JSON.stringify({
      $: vector.toString('hex') + cipher.update(JSON.stringify(CREDENTIALS), 'utf8', 'base64') + cipher.final('base64'),
    }),
  );
}
const text = (): string => readFileSync(file, 'utf8');

describe('credentials of flows', () => {
  it('are closed to other users by every start, and so is a copy of them', () => {
    nodeRedWrites('old');
    chmodSync(file, 0o644);
    rekeyFlowCredentials(dataDir, ['another']);
    for (const one of [file, keepFlowCredentials(dataDir)]) expect(statSync(one).mode & 0o777).toBe(0o600);
  });

  it('are re-encrypted with the first secret from any of the others, and back', () => {
    nodeRedWrites('old');
    expect(rekeyFlowCredentials(dataDir, ['new', 'older', 'old'])).toBe(true);
    const rekeyed = text();
    expect(rekeyFlowCredentials(dataDir, ['new'])).toBe(true);
    expect(text()).toBe(rekeyed);
    expect(rekeyFlowCredentials(dataDir, ['old'])).toBe(false);
    expect(rekeyFlowCredentials(dataDir, ['old', 'new'])).toBe(true);
    expect(rekeyFlowCredentials(dataDir, ['old'])).toBe(true);
  });

  it('are left unchanged if none of the secrets decrypts them', () => {
    nodeRedWrites('another');
    const before = text();
    expect(rekeyFlowCredentials(dataDir, ['new', 'old'])).toBe(false);
    expect(text()).toBe(before);
  });

  it('are copied once if no secret decrypts them, before Node-RED overwrites them', () => {
    nodeRedWrites('another');
    const before = text();
    const copy = keepFlowCredentials(dataDir);
    expect(keepFlowCredentials(dataDir)).toBe(copy);
    nodeRedWrites('a third');
    expect(keepFlowCredentials(dataDir)).not.toBe(copy);
    expect(readFileSync(copy, 'utf8')).toBe(before);
    expect(readdirSync(path.dirname(file))).toHaveLength(3);
  });

  it('need nothing if there are none', () => {
    expect(rekeyFlowCredentials(dataDir, ['new', 'old'])).toBe(true);
    writeFileSync(file, '{}');
    expect(rekeyFlowCredentials(dataDir, ['new', 'old'])).toBe(true);
    expect(text()).toBe('{}');
  });
});
