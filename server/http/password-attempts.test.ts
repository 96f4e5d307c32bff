import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { PasswordAttempts } from './password-attempts.ts';

let clock: FakeClock;
let attempts: PasswordAttempts;
const fail = (address: string, times: number): void => {
  for (let count = 0; count < times; count += 1) attempts.failed(address);
};

beforeEach(() => {
  clock = new FakeClock();
  attempts = new PasswordAttempts(clock);
});

describe('password attempts', () => {
  it('an address is refused after ten wrong passwords; others are not', () => {
    fail('10.0.0.1', 9);
    expect(attempts.isExhausted('10.0.0.1')).toBe(false);
    fail('10.0.0.1', 1);
    expect(attempts.isExhausted('10.0.0.1')).toBe(true);
    expect(attempts.isExhausted('10.0.0.2')).toBe(false);
  });

  it('an address may try again a minute after its first wrong password, and is refused again after ten more', async () => {
    fail('10.0.0.1', 1);
    await clock.advance(30_000);
    fail('10.0.0.1', 9);
    await clock.advance(29_999);
    expect(attempts.isExhausted('10.0.0.1')).toBe(true);
    await clock.advance(1);
    expect(attempts.isExhausted('10.0.0.1')).toBe(false);
    fail('10.0.0.1', 9);
    expect(attempts.isExhausted('10.0.0.1')).toBe(false);
    fail('10.0.0.1', 1);
    expect(attempts.isExhausted('10.0.0.1')).toBe(true);
  });

  it('an address waits a minute also if the machine is given another time of day meanwhile', async () => {
    fail('10.0.0.1', 10);
    clock.set('2020-01-01T00:00:00Z');
    await clock.advance(59_999);
    expect(attempts.isExhausted('10.0.0.1')).toBe(true);
    await clock.advance(1);
    expect(attempts.isExhausted('10.0.0.1')).toBe(false);
  });
});
