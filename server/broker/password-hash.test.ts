import { pbkdf2Sync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { brokerHash, newPassword } from './password-hash.ts';

describe('brokerHash', () => {
  it("has the format of Mosquitto's password file: PBKDF2-SHA512 of 64 bytes, next to its salt", async () => {
    const [empty, kind, iterations, salt = '', hash = ''] = (await brokerHash('secret ✓')).split('$');
    expect([empty, kind, iterations]).toEqual(['', '7', '101']);
    expect(Buffer.from(salt, 'base64')).toHaveLength(12);
    expect(pbkdf2Sync('secret ✓', Buffer.from(salt, 'base64'), 101, 64, 'sha512').toString('base64')).toBe(hash);
  });

  it('is salted: hashes of the same password differ', async () => {
    expect(await brokerHash('secret')).not.toBe(await brokerHash('secret'));
  });
});

describe('newPassword', () => {
  it('is 192 random bits that any client can send', () => {
    const passwords = Array.from({ length: 100 }, newPassword);
    expect(new Set(passwords).size).toBe(100);
    for (const password of passwords) expect(password).toMatch(/^[\w-]{32}$/);
  });
});
