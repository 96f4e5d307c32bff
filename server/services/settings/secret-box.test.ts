import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SecretBox, SecretBoxError } from './secret-box.ts';

const KEY = randomBytes(32).toString('hex');
const box = new SecretBox(KEY);

function reasonOf(work: () => unknown): string {
  try {
    work();
  } catch (failure) {
    if (failure instanceof SecretBoxError) return failure.reason;
    throw failure;
  }
  return 'opened';
}

describe('a secret box', () => {
  it('opens whatever it sealed, even after a restart', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        (text) => new SecretBox(KEY).open('notifications', box.seal('notifications', text)) === text,
      ),
    );
  });

  it('seals the same text differently each time, and reveals nothing of it', () => {
    const [one, two] = [box.seal('notifications', 'canary-secret'), box.seal('notifications', 'canary-secret')];
    expect(one.equals(two)).toBe(false);
    expect(one.subarray(5, 17).equals(two.subarray(5, 17)), 'the nonce').toBe(false);
    expect(one.toString('latin1')).not.toContain('canary');
  });

  it('refuses a secret with any single bit changed', () => {
    const sealed = box.seal('notifications', 'https://discord.com/api/webhooks/1/x');
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(
        reasonOf(() => box.open('notifications', changed)),
        `bit ${bit}`,
      ).not.toBe('opened');
    }
  });

  it.each([0, 1, 5, 17, 32])('refuses a secret cut to %d bytes', (length) => {
    expect(reasonOf(() => box.open('notifications', box.seal('notifications', 'secret').subarray(0, length)))).toBe(
      'damaged',
    );
  });

  it('refuses a secret moved from another row', () => {
    expect(reasonOf(() => box.open('notifications', box.seal('llm', 'secret')))).toBe('damaged');
  });

  it('says that the key is a different one, and what to do', () => {
    const sealed = new SecretBox(randomBytes(32).toString('hex')).seal('notifications', 'canary-secret');
    expect(reasonOf(() => box.open('notifications', sealed))).toBe('wrong_key');
    expect(() => box.open('notifications', sealed)).toThrow(/ENCRYPTION_KEY is not the one .* set it anew in Settings/);
  });

  it.each(['', 'abc', 'z'.repeat(64), '0'.repeat(63)])('refuses the key %j, and does not repeat it', (key) => {
    expect(() => new SecretBox(key)).toThrow('must be 64 hex digits: `openssl rand -hex 32` makes one');
  });

  it('opens with earlier keys too, and seals with the first', () => {
    const [old, other] = ['11'.repeat(32), '22'.repeat(32)];
    const sealed = new SecretBox(old).seal('llm', 'secret');
    const both = new SecretBox(other, old);
    expect(both.open('llm', sealed)).toBe('secret');
    expect(new SecretBox(other).open('llm', both.seal('llm', 'again'))).toBe('again');
    expect(() => new SecretBox(other).open('llm', sealed)).toThrow(/ENCRYPTION_KEY is not the one/);
  });
});
