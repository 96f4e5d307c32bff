import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type BrokerPlaces, deriveBrokerConfig } from './mosquitto-config.ts';

const base = readFileSync(new URL('../../mosquitto/mosquitto.conf', import.meta.url), 'utf8');
const places: BrokerPlaces = {
  host: '127.0.0.1',
  port: 1884,
  flowsPort: 1999,
  passwordFile: '/data dir/passwords',
  aclFile: '/data dir/acl',
  persistenceLocation: '/data dir',
};

describe('deriveBrokerConfig', () => {
  test('replaces addresses and paths and leaves every other line as compose uses it', () => {
    const before = base.split('\n');
    const changed = deriveBrokerConfig(base, places)
      .split('\n')
      .filter((line, index) => line !== before[index]);
    expect(changed).toEqual([
      'listener 1884 127.0.0.1',
      'password_file /data dir/passwords',
      'acl_file /data dir/acl',
      'persistence_location /data dir/',
      'listener 1999 127.0.0.1',
    ]);
  });

  test('has the broker say everything, if asked to', () => {
    expect(deriveBrokerConfig(base, { ...places, isDetailed: true })).toBe(
      `${deriveBrokerConfig(base, places)}log_type debug\n`,
    );
  });

  test('refuses a value with a line break, since it would add a line', () => {
    expect(() => deriveBrokerConfig(base, { ...places, passwordFile: '/x\nallow_anonymous true' })).toThrow(
      /password_file must not hold a line break/,
    );
  });

  test.each([
    ['missing', base.replace(/^acl_file.*$/m, ''), 'one line "acl_file …", it has 0'],
    ['double', `${base}\nacl_file /etc/acl`, 'one line "acl_file …", it has 2'],
    ['missing second', base.replace(/^listener 1884$/m, ''), '2 lines "listener …", it has 1'],
  ])('a %s line is refused by name', (_, text, fault) => {
    expect(() => deriveBrokerConfig(text, places)).toThrow(fault);
  });
});

test.each([
  'allow_anonymous false',
  'persistence true',
  'autosave_interval 5',
  'autosave_on_changes false',
  'max_packet_size 65536',
  'use_username_as_clientid true',
  'retain_available true',
])('the broker runs with %s', (line) => {
  expect(base.split('\n')).toContain(line);
});
