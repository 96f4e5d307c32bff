import { describe, expect, it } from 'vitest';
import { PasswordAttempts } from './password-attempts.ts';

const at = (seconds: number): Date => new Date(1_800_000_000_000 + seconds * 1000);
const fail = (attempts: PasswordAttempts, address: string, times: number, seconds = 0): void => {
  for (let count = 0; count < times; count += 1) attempts.failed(address, at(seconds));
};

describe('password attempts', () => {
  it('an address is refused after ten wrong passwords; others are not', () => {
    const attempts = new PasswordAttempts();
    fail(attempts, '10.0.0.1', 9);
    expect(attempts.isExhausted('10.0.0.1', at(1))).toBe(false);
    fail(attempts, '10.0.0.1', 1, 1);
    expect(attempts.isExhausted('10.0.0.1', at(2))).toBe(true);
    expect(attempts.isExhausted('10.0.0.2', at(2))).toBe(false);
  });

  it('an address may try again a minute after its first wrong password', () => {
    const attempts = new PasswordAttempts();
    fail(attempts, '10.0.0.1', 10);
    expect(attempts.isExhausted('10.0.0.1', at(59))).toBe(true);
    expect(attempts.isExhausted('10.0.0.1', at(60))).toBe(false);
    fail(attempts, '10.0.0.1', 1, 61);
    expect(attempts.isExhausted('10.0.0.1', at(61))).toBe(false);
  });

  it('addresses whose minute is over are forgotten; one that is still refused is not', () => {
    const attempts = new PasswordAttempts();
    for (let number = 0; number < 1000; number += 1) attempts.failed(`old ${number}`, at(0));
    fail(attempts, 'guesser', 10, 50);
    fail(attempts, 'newcomer', 1, 70);
    expect(attempts.isExhausted('guesser', at(70))).toBe(true);
  });
});
