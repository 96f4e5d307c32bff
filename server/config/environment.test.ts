import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { EnvironmentError, environmentWarnings, passwordOffer, readEnvironment } from './environment.ts';
import { ownerPasswordFile } from './owner-password-file.ts';
import { temporaryDataDir } from '../testing/place.ts';

const KEY = 'ab'.repeat(32);

function problemOf(source: Record<string, string>): string {
  try {
    readEnvironment(source);
  } catch (failure) {
    if (failure instanceof EnvironmentError) return failure.message;
    throw failure;
  }
  throw new Error('was accepted');
}

describe('the environment', () => {
  it('needs nothing for a first start on one machine', () => {
    expect(readEnvironment({})).toMatchObject({
      HOST: '127.0.0.1',
      PORT: 8080,
      MQTT_PORT: 1883,
      OWNER_PASSWORD: undefined,
      REGISTRATION_KEY: undefined,
      DATABASE_URL: undefined,
      MQTT_URL: undefined,
      DATA_DIR: path.resolve('data'),
      ALERT_COOLDOWN_S: 900,
      HEARTBEAT_INTERVAL_S: 60,
      PLANTOPS_ROLE: 'all',
      LOG_LEVEL: 'info',
      SIM: false,
    });
  });

  it('treats an empty variable as unset', () => {
    expect(readEnvironment({ PORT: '', OWNER_PASSWORD: '', DATABASE_URL: '', ENCRYPTION_KEY: '' })).toMatchObject({
      PORT: 8080,
      OWNER_PASSWORD: undefined,
      DATABASE_URL: undefined,
    });
  });

  it('parses each kind of value', () => {
    const environment = readEnvironment({
      PORT: '0',
      DATABASE_URL: 'postgres://u:p@db:5432/plantops',
      MQTT_URL: 'mqtts://broker:8883',
      MQTT_PASSWORD: 'secret',
      DATA_DIR: '/srv/plantops',
      ALLOWED_HOSTS: 'Plants.Example.org,,other',
      TRUSTED_PROXIES: '127.0.0.1, fd00::/8,172.16.0.0/12',
      BASE_PATH: '/garden/plants/',
      SIM: '1',
      HEARTBEAT_INTERVAL_S: '5',
      NODE_ENV: 'production',
      ENCRYPTION_KEY: KEY,
    });
    expect(environment).toMatchObject({
      PORT: 0,
      DATA_DIR: '/srv/plantops',
      ALLOWED_HOSTS: ['plants.example.org', 'other'],
      TRUSTED_PROXIES: ['127.0.0.1', 'fd00::/8', '172.16.0.0/12'],
      BASE_PATH: '/garden/plants',
      SIM: true,
      HEARTBEAT_INTERVAL_S: 5,
    });
    expect([environment.DATABASE_URL?.hostname, environment.MQTT_URL?.port]).toEqual(['db', '8883']);
  });

  it.each([
    ['HOST', 'a b'],
    ['PORT', 'http'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['MQTT_PORT', 'x'],
    ['OWNER_PASSWORD', 'abc'],
    ['REGISTRATION_KEY', 'short'],
    ['REGISTRATION_KEY', 'with a space'],
    ['DATABASE_URL', 'mysql://host/db'],
    ['DATABASE_URL', 'plantops'],
    ['DATABASE_READ_URL', 'replica:5432'],
    ['DATABASE_DIRECT_URL', 'database:5432'],
    ['MQTT_URL', 'http://broker'],
    ['MQTT_USERNAME', 'a/b'],
    ['MQTT_USERNAME', 'a:b'],
    ['MQTT_PUBLIC_URL', 'plants.local'],
    ['ENCRYPTION_KEY', 'abc'],
    ['ENCRYPTION_KEY', 'z'.repeat(64)],
    ['DISCORD_WEBHOOK_URL', 'ftp://discord.com'],
    ['DISCORD_WEBHOOK_URL', 'discord'],
    ['WEBHOOK_ALLOWED_HOSTS', 'https://a'],
    ['ALLOWED_HOSTS', 'a b'],
    ['TRUSTED_PROXIES', 'proxy.example'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['TRUSTED_PROXIES', '10.0.0.0/8/8'],
    ['BASE_PATH', 'garden'],
    ['BASE_PATH', '//evil.example'],
    ['BASE_PATH', '/a b'],
    ['ALERT_COOLDOWN_S', '15m'],
    ['ALERT_COOLDOWN_S', '-1'],
    ['HEARTBEAT_INTERVAL_S', '0'],
    ['MAX_DEVICES', '0'],
    ['PLANTOPS_ROLE', 'king'],
    ['ENGINE_URL', 'engine:8080'],
    ['ENGINE_URL', 'mqtt://engine:8080'],
    ['LOG_LEVEL', 'loud'],
    ['SIM', 'yes'],
    ['SIM', 'true'],
    ['NODE_ENV', 'prod'],
    ['NODE_ENV', 'Production'],
    ['TZ', 'Mars/Olympus'],
    ['TZ', ':/etc/localtime'],
  ])('refuses %s=%s, naming the variable, its form and an example', (name, value) => {
    const problem = problemOf({ [name]: value });
    expect(problem).toMatch(new RegExp(`^${name} must be .+\\. Example: ${name}=.`));
    expect(problem.split('\n')).toHaveLength(1);
  });

  const IN_COMMON = { DATABASE_URL: 'postgres://u:p@db/plantops', ENCRYPTION_KEY: KEY, OWNER_PASSWORD: 'none' };
  const BROKER = { MQTT_URL: 'mqtt://broker', MQTT_PASSWORD: 'secret' };

  it.each([
    ['host', IN_COMMON],
    ['engine', { ...IN_COMMON, ...BROKER }],
  ])('a server is a %s with what several processes have in common', (role, others) => {
    expect(readEnvironment({ PLANTOPS_ROLE: role, ...others }).PLANTOPS_ROLE).toBe(role);
    for (const name of Object.keys(others).filter((each) => each !== 'MQTT_PASSWORD'))
      expect(problemOf({ PLANTOPS_ROLE: role, ...others, [name]: '' })).toMatch(
        new RegExp(`^${name} must be set with PLANTOPS_ROLE=${role}: .+\\. Example: ${name}=.`),
      );
    expect(problemOf({ PLANTOPS_ROLE: role, ...others, SIM: '1' })).toMatch(/^SIM=1 needs PLANTOPS_ROLE=all/);
  });

  it.each([
    ['1', true],
    ['0', false],
    ['', false],
  ])('SIM=%s is understood', (SIM, starts) => {
    expect(readEnvironment({ SIM }).SIM).toBe(starts);
  });

  it.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    [':Europe/Berlin', 'Europe/Berlin'],
    ['europe/berlin', 'Europe/Berlin'],
    ['', undefined],
  ])('TZ=%s means %s', (TZ, zone) => {
    expect(readEnvironment({ TZ }).TZ).toBe(zone);
  });

  it('ignores what a file with variables leaves around a value, such as the line endings of Windows', () => {
    expect(
      readEnvironment({
        PORT: '8081\r',
        LOG_LEVEL: ' debug ',
        SIM: '1\r',
        HOST: '127.0.0.1 ',
        NODE_ENV: '\t',
        DATABASE_URL: 'postgres://u@db/plantops\r',
        OWNER_PASSWORD: 'correct horse\r',
      }),
    ).toMatchObject({
      PORT: 8081,
      LOG_LEVEL: 'debug',
      SIM: true,
      HOST: '127.0.0.1',
      NODE_ENV: undefined,
      OWNER_PASSWORD: 'correct horse',
      DATABASE_URL: new URL('postgres://u@db/plantops'),
    });
  });

  it('keeps the spaces of passwords', () => {
    expect(readEnvironment({ OWNER_PASSWORD: ' correct ', MQTT_PASSWORD: ' horse\r\n' })).toMatchObject({
      OWNER_PASSWORD: ' correct ',
      MQTT_PASSWORD: ' horse',
    });
  });

  it('names all unusable variables at once', () => {
    expect(
      problemOf({ PORT: 'x', LOG_LEVEL: 'x', HEARTBEAT_INTERVAL_S: 'x' })
        .split('\n')
        .map((line) => line.split(' ')[0]),
    ).toEqual(['PORT', 'HEARTBEAT_INTERVAL_S', 'LOG_LEVEL']);
  });

  it.each([
    'OWNER_PASSWORD',
    'REGISTRATION_KEY',
    'DATABASE_URL',
    'DATABASE_READ_URL',
    'DATABASE_DIRECT_URL',
    'MQTT_URL',
    'ENCRYPTION_KEY',
    'DISCORD_WEBHOOK_URL',
    'MQTT_USERNAME',
  ])('does not repeat the value of %s, which may be secret', (name) => {
    const value = name === 'OWNER_PASSWORD' ? 'öß' : 'canary value';
    expect(problemOf({ [name]: value, PORT: 'canary' })).not.toContain(value);
  });
});

describe('DATABASE_READ_URL', () => {
  it('names a replica of DATABASE_URL, which must be set with it', () => {
    const DATABASE_READ_URL = 'postgres://u@replica/plantops';
    expect(problemOf({ DATABASE_READ_URL })).toMatch(/^DATABASE_READ_URL needs DATABASE_URL/);
    const { DATABASE_READ_URL: url } = readEnvironment({ DATABASE_READ_URL, DATABASE_URL: 'postgres://u@db/plantops' });
    expect(url?.hostname).toBe('replica');
  });
});

describe('DATABASE_DIRECT_URL', () => {
  it('names another way to DATABASE_URL, which must be set with it', () => {
    const DATABASE_DIRECT_URL = 'postgres://u@db/plantops';
    expect(problemOf({ DATABASE_DIRECT_URL })).toMatch(/^DATABASE_DIRECT_URL needs DATABASE_URL/);
    const { DATABASE_DIRECT_URL: url } = readEnvironment({
      DATABASE_DIRECT_URL,
      DATABASE_URL: 'postgres://u@pooler:6432/plantops',
    });
    expect(url?.hostname).toBe('db');
  });
});

describe('OWNER_PASSWORD', () => {
  it.each(['127.0.0.1', '127.0.0.53', 'localhost', '::1'])('may be left out on %s', (HOST) => {
    expect(readEnvironment({ HOST }).OWNER_PASSWORD).toBeUndefined();
  });

  it.each(['0.0.0.0', '::', '192.168.1.5', 'plants.local', '1127.0.0.1'])('must be set on %s', (HOST) => {
    expect(problemOf({ HOST })).toMatch(
      /^OWNER_PASSWORD must be set when HOST .* is not loopback.*OWNER_PASSWORD=none/s,
    );
    expect(readEnvironment({ HOST, OWNER_PASSWORD: 'correct-horse' }).OWNER_PASSWORD).toBe('correct-horse');
  });

  it('none declares the network trusted, with a warning unless HOST is loopback', () => {
    const open = readEnvironment({ HOST: '0.0.0.0', OWNER_PASSWORD: 'none' });
    expect(open.OWNER_PASSWORD).toBeUndefined();
    expect(environmentWarnings(open)).toEqual([expect.stringMatching(/OWNER_PASSWORD=none on 0\.0\.0\.0/)]);
    expect(environmentWarnings(readEnvironment({ OWNER_PASSWORD: 'none' }))).toEqual([]);
    expect(environmentWarnings(readEnvironment({ HOST: '0.0.0.0', OWNER_PASSWORD: 'correct-horse' }))).toEqual([]);
  });
});

describe('a password', () => {
  it('is offered where there is none, with what to do, and not where there is one or the owner wants none', () => {
    expect(passwordOffer(readEnvironment({}))).toMatch(/everybody with an account on this machine.*OWNER_PASSWORD=/);
    for (const OWNER_PASSWORD of ['correct-horse', 'none'])
      expect(passwordOffer(readEnvironment({ OWNER_PASSWORD }))).toBeUndefined();
  });

  it('that was set in the dashboard is one: the server may listen to the network with it', () => {
    const { dataDir: DATA_DIR, remove } = temporaryDataDir();
    expect(problemOf({ HOST: '0.0.0.0', DATA_DIR })).toMatch(/^OWNER_PASSWORD must be set when HOST/);
    mkdirSync(path.join(DATA_DIR, 'keys'));
    writeFileSync(ownerPasswordFile(DATA_DIR), 'a hash');
    const environment = readEnvironment({ HOST: '0.0.0.0', DATA_DIR });
    expect([environment.HOST, passwordOffer(environment), environmentWarnings(environment)]).toEqual([
      '0.0.0.0',
      undefined,
      [],
    ]);
    remove();
  });
});

describe('variables that depend on each other', () => {
  it('production requires an encryption key', () => {
    expect(problemOf({ NODE_ENV: 'production' })).toMatch(
      /^ENCRYPTION_KEY must be set when NODE_ENV=production.*openssl rand -hex 32/,
    );
    expect(readEnvironment({ NODE_ENV: 'production', ENCRYPTION_KEY: KEY }).ENCRYPTION_KEY).toBe(KEY);
  });

  it("an external broker requires the server's password for it", () => {
    expect(problemOf({ MQTT_URL: 'mqtt://broker' })).toMatch(/^MQTT_PASSWORD must be set with MQTT_URL/);
  });

  it("a database of the owner's has no port that is ours to set", () => {
    expect(problemOf({ DATABASE_URL: 'postgres://db/plants', DATABASE_PORT: '5433' })).toMatch(
      /^DATABASE_PORT is the port of the embedded database/,
    );
    expect(readEnvironment({ DATABASE_PORT: '5433' }).DATABASE_PORT).toBe(5433);
    expect(readEnvironment({}).DATABASE_PORT).toBeUndefined();
  });
});
