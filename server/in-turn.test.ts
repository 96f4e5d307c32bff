import { expect, it } from 'vitest';
import { engineUrl } from './in-turn.ts';

it.each([
  ['10.0.0.7', undefined, '192.0.2.1', 'http://10.0.0.7:8080'],
  ['0.0.0.0', undefined, '10.0.0.8', 'http://10.0.0.8:8080'],
  ['::', undefined, '::ffff:10.0.0.8', 'http://10.0.0.8:8080'],
  ['::', undefined, 'fd00::8', 'http://[fd00::8]:8080'],
  ['::1', undefined, undefined, 'http://[::1]:8080'],
  ['0.0.0.0', undefined, undefined, 'http://127.0.0.1:8080'],
  ['0.0.0.0', 'http://engine-1:9000/', '10.0.0.8', 'http://engine-1:9000'],
])(
  'an engine at HOST=%s with ENGINE_URL=%s that reaches the database from %s is found at %s',
  (HOST, given, from, url) => {
    const ENGINE_URL = given === undefined ? undefined : new URL(given);
    expect(engineUrl({ HOST, ENGINE_URL }, 8080, from)).toBe(url);
  },
);
