import { describe, expect, it } from 'vitest';
import { isLoopback, isMac, isSameMac } from './address.ts';

describe('an address that a board cannot reach', () => {
  it.each([
    'localhost',
    'LOCALHOST',
    'a.localhost',
    '127.0.0.1',
    '127.1',
    '127.255.0.9',
    '::1',
    '[::1]',
    '0.0.0.0',
    '::',
  ])('is %s', (host) => expect(isLoopback(host)).toBe(true));

  it.each(['192.168.1.10', 'plants.local', 'localhost.example.org', '10.127.0.1', 'fd00::1', '128.0.0.1', 'my-pi'])(
    'is not %s',
    (host) => expect(isLoopback(host)).toBe(false),
  );
});

describe('a MAC address', () => {
  it('is taken in the forms that registration takes', () => {
    expect(['a4:cf:12:00:00:01', 'A4-CF-12-00-00-01', 'a4cf12000001'].map(isMac)).toEqual([true, true, true]);
    expect(['a4:cf:12:00:00', 'a4:cf-12:00:00:01', 'g4cf12000001', ' a4cf12000001'].some(isMac)).toBe(false);
  });

  it('is the same however it is written', () => {
    expect(isSameMac('A4-CF-12-00-00-01', 'a4:cf:12:00:00:01')).toBe(true);
    expect(isSameMac('a4cf12000001', 'a4:cf:12:00:00:02')).toBe(false);
  });
});
