/**
 * The add-on of Home Assistant, as far as it can be judged without one: by what its Supervisor validates, and by what the
 * server makes of its options.
 * https://developers.home-assistant.io/docs/add-ons/configuration, and supervisor/addons/validate.py of home-assistant/supervisor
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { LANGUAGES } from '@plantops/shared/settings/display.ts';
import { DEFAULT_SCHEMA, load, Type } from 'js-yaml';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { addonEnvironment } from '../../home-assistant/addon/environment.ts';
import { readEnvironment } from '../config/environment.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const FOLDER = path.join(ROOT, 'home-assistant');
const read = (...names: string[]): string => readFileSync(path.join(FOLDER, ...names), 'utf8');

const port = z.int().min(1).max(65_535);
const ports = <T extends z.ZodType>(of: T) => z.record(z.string().regex(/^\d+\/(?:tcp|udp)$/), of);
const address = z.string().regex(/^(?:https?|\[PROTO:\w+\]|tcp):\/\/\[HOST\]:(?:\[PORT:\d+\]|\d+).*$/);
const optionType = z
  .string()
  .regex(
    /^(?:bool|email|url|port|device|str|password|int|float|match|list|device)(?:\(.*\))?\??$/,
    'is no type of option',
  );
/** What the Supervisor takes; it ignores other keys, which would be a mistake of ours. */
const configSchema = z.strictObject({
  name: z.string(),
  version: z.string(),
  slug: z.string().regex(/^[-_.A-Za-z0-9]+$/),
  description: z.string(),
  arch: z.array(z.enum(['aarch64', 'amd64'])).min(1),
  startup: z.enum(['initialize', 'system', 'services', 'application', 'once']),
  init: z.boolean(),
  timeout: z.int().min(10).max(300),
  backup: z.enum(['hot', 'cold']),
  ingress: z.boolean(),
  ingress_port: port,
  ingress_stream: z.boolean(),
  panel_icon: z.string().regex(/^mdi:/),
  watchdog: address,
  ports: ports(port.nullable()),
  ports_description: ports(z.string()),
  options: z.record(z.string(), z.unknown()),
  schema: z.record(z.string(), z.union([optionType, z.array(optionType)])),
});
const config = configSchema.parse(load(read('addon', 'config.yaml')));

describe('the add-on of Home Assistant', () => {
  it('has the version of the server, and starts by the port of its ingress', () => {
    expect(config.version).toBe(
      (JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string }).version,
    );
    const environment = addonEnvironment({ owner_password: 'correct-horse' });
    expect(Number(environment.PORT)).toBe(config.ingress_port);
    expect(config.ports).toEqual({ [`${environment.PORT}/tcp`]: null, [`${environment.MQTT_PORT}/tcp`]: 1884 });
    expect(config.watchdog).toContain(`[PORT:${environment.PORT}]`);
  });

  it('asks for nothing that its options do not describe, in each language', () => {
    for (const language of LANGUAGES) {
      const { configuration, network } = load(read('addon', 'translations', `${language}.yaml`)) as Record<
        string,
        object
      >;
      expect(Object.keys(configuration ?? {})).toEqual(Object.keys(config.schema));
      expect(Object.keys(network ?? {})).toEqual(Object.keys(config.ports));
    }
    expect(Object.keys(config.ports_description)).toEqual(Object.keys(config.ports));
  });

  it.each([
    ['as little as needed', { owner_password: 'a password', log_level: 'info' }],
    [
      'everything',
      {
        owner_password: 'correct-horse',
        log_level: 'debug',
        registration_key: 'let-my-plants-in',
        mqtt_public_url: 'mqtt://plants.example:1884',
        allowed_hosts: ['plants.example', 'home.example'],
      },
    ],
  ])('gives the server an environment that it takes, where %s is set', (_what, options) => {
    const environment = readEnvironment(addonEnvironment(options));
    expect(environment).toMatchObject({ OWNER_PASSWORD: options.owner_password, LOG_LEVEL: options.log_level });
    expect(environment.TRUSTED_PROXIES).toEqual(['172.30.32.2']);
  });

  it('does not start without a password', () => {
    expect(() => addonEnvironment({ owner_password: null })).toThrow('owner_password');
  });

  describe('put together', () => {
    const made = path.join(FOLDER, 'dist', 'plantops');
    afterAll(() => rmSync(path.join(FOLDER, 'dist'), { recursive: true, force: true }));

    it('holds all that its Dockerfile builds from, and what the Supervisor reads', () => {
      execFileSync('sh', ['server/scripts/pack-addon.sh'], { cwd: ROOT });
      const dockerfile = readFileSync(path.join(made, 'Dockerfile'), 'utf8');
      const [, start = ''] = /"(home-assistant\/[^"]+)"/.exec(dockerfile) ?? [];
      for (const name of [
        'config.yaml',
        'DOCS.md',
        'translations/en.yaml',
        'package-lock.json',
        'nodes/runtime/build.ts',
        'server/main.ts',
        'server/scripts/link-node.cjs',
        'mosquitto/acl',
        'ui/index.html',
        'flows/telemetry.json',
        start,
      ])
        expect([name, existsSync(path.join(made, name))]).toEqual([name, true]);
      for (const name of ['node_modules', 'server/node_modules', 'ui/dist', 'data'])
        expect([name, existsSync(path.join(made, name))]).toEqual([name, false]);
    });
  });
});

describe('the blueprint of Home Assistant', () => {
  const INPUT = new Type('!input', { kind: 'scalar', construct: (name: string) => ({ input: name }) });
  const text = read('blueprints', 'automation', 'plantops', 'needs-water.yaml');
  const { blueprint, ...automation } = load(text, { schema: DEFAULT_SCHEMA.extend(INPUT) }) as {
    blueprint: { name: string; domain: string; input: Record<string, { name: string; selector: object }> };
  };

  it('is an automation with triggers and actions, whose inputs are all described and all used', () => {
    expect(blueprint.domain).toBe('automation');
    expect(Object.keys(automation)).toEqual(['mode', 'max', 'triggers', 'conditions', 'actions']);
    const used = [...text.matchAll(/!input (\w+)/g)].map(([, name]) => name);
    expect([...new Set(used)].sort()).toEqual(Object.keys(blueprint.input).sort());
    for (const { name, selector } of Object.values(blueprint.input)) {
      expect(name).not.toBe('');
      expect(Object.keys(selector)).toHaveLength(1);
    }
  });
});
