import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const LOAD = path.join(import.meta.dirname, 'load.ts');

describe('the measurement of load', () => {
  it.each([
    {
      title: 'a running server whose owner did not say that it may be filled',
      args: ['--url', 'http://127.0.0.1:1', '--publishers', '3', '--readings', '500'],
      message: /would leave 3 devices and 500 readings in the database of http:\/\/127\.0\.0\.1:1.*Leave out --url/,
    },
    {
      title: 'another machine',
      args: ['--url', 'http://192.0.2.1:8080', '--fill-this-database'],
      message: /192\.0\.2\.1 is not this machine: give --anywhere/,
    },
    { title: 'something that is no address', args: ['--url', 'here'], message: /--url must be an address such as/ },
    { title: 'fewer readings than publishers', args: ['--readings', '3'], message: /--publishers must be 1 to 255/ },
  ])('refuses $title, before anything is sent, and says what to do', ({ args, message }) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [LOAD, ...args], { encoding: 'utf8' });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
  });
});
