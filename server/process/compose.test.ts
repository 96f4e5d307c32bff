/** docker-compose.yml and the server's image, checked as far as is possible without a Docker engine. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readEnvironment, VARIABLE_NAMES } from '../config/environment.ts';
import { composed, interpolated, readRoot } from '../testing/compose-files.ts';

/** What `.env` holds at least. */
const SECRETS = { OWNER_PASSWORD: 'o1', ENCRYPTION_KEY: 'e1', POSTGRES_PASSWORD: 'p1', MQTT_PASSWORD: 'm1' };
const ROOT = path.join(import.meta.dirname, '..', '..');
/** Made by the owner; see docs/operate.md. */
const TOKEN_FILE = './.metrics-token';
const DATABASE_URL = 'postgres://plantops:secret@database.lan:5432/plantops';
const OWN_DATABASE = ['docker-compose.yml', 'docker-compose.external-database.yml'];

/**
 * The part of the Compose Specification that the files use, and nothing else: a key that is misspelt, or not of these, is
 * refused (https://github.com/compose-spec/compose-spec/blob/main/05-services.md).
 */
const service = z.strictObject({
  image: z.string(),
  build: z.strictObject({ context: z.literal('.'), dockerfile: z.string() }).optional(),
  init: z.boolean().optional(),
  user: z.literal('postgres').optional(),
  hostname: z.string().optional(),
  restart: z.literal('unless-stopped'),
  profiles: z.array(z.string().regex(/^[a-zA-Z0-9][\w.-]+$/)).default([]),
  logging: z.strictObject({
    driver: z.literal('json-file'),
    options: z.strictObject({ 'max-size': z.string().regex(/^\d+m$/), 'max-file': z.string().regex(/^\d$/) }),
  }),
  security_opt: z.tuple([z.literal('no-new-privileges:true')]),
  stop_grace_period: z.string().regex(/^\d+s$/),
  shm_size: z
    .string()
    .regex(/^\d+mb$/)
    .optional(),
  entrypoint: z.array(z.string()).optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string().nullable()).default({}),
  healthcheck: z
    .strictObject({
      test: z.tuple([z.literal('CMD')], z.string()),
      interval: z.string().regex(/^\d+s$/),
      timeout: z.string().regex(/^\d+s$/),
      start_period: z.string().regex(/^\d+s$/),
      retries: z.int().positive(),
    })
    .optional(),
  depends_on: z
    .record(
      z.string(),
      z.strictObject({ condition: z.literal('service_healthy'), required: z.boolean().default(true) }),
    )
    .default({}),
  extra_hosts: z.array(z.string()).default([]),
  ports: z.array(z.string().regex(/^[\d.]+:\d+:\d+$/)).default([]),
  volumes: z.array(z.string().regex(/^(\.\/[\w./-]+|[a-z][a-z\d-]*):\/[\w./-]+(:ro)?$/)),
  secrets: z.array(z.string()).default([]),
  read_only: z.boolean().default(false),
  tmpfs: z.array(z.string().startsWith('/')).default([]),
  cap_drop: z.array(z.string()).default([]),
});
const composeSchema = z.strictObject({
  name: z.literal('plantops'),
  'x-service': z.unknown(),
  services: z.strictObject({
    db: service,
    broker: service,
    plantops: service,
    'db-replica': service,
    pgbouncer: service,
    'engine-1': service,
    'engine-2': service,
    'host-1': service,
    'host-2': service,
    hosts: service,
    prometheus: service,
    grafana: service,
  }),
  volumes: z.record(z.string(), z.null()),
  secrets: z.record(z.string(), z.strictObject({ file: z.string() })),
});
const compose = composeSchema.parse(composed(['docker-compose.yml'], SECRETS));
const { db, broker, plantops, prometheus, grafana } = compose.services;
/** What the profile scale brings. */
const SCALE = ['db-replica', 'pgbouncer', 'engine-1', 'engine-2', 'host-1', 'host-2', 'hosts'] as const;
const mountedTo = ({ volumes }: z.infer<typeof service>, place: string): string | undefined =>
  volumes.find((mount) => mount.split(':')[1] === place)?.split(':')[0];
const sourceOf = (mount: string): string => mount.split(':')[0] ?? '';

/** Services that are started when these profiles are named. */
const started = ({ services }: z.infer<typeof composeSchema>, ...profiles: string[]): string[] =>
  Object.entries(services)
    .filter(([, each]) => each.profiles.length === 0 || each.profiles.some((name) => profiles.includes(name)))
    .map(([name]) => name);

describe('the compose files', () => {
  test('are read the same with every variable set', () => {
    const all = { ...SECRETS, LISTEN_ADDRESS: '127.0.0.1', HTTP_PORT: '80', GRAFANA_PASSWORD: 'g1' };
    const { services } = composeSchema.parse(composed(['docker-compose.yml'], all));
    expect(services.plantops.ports).toEqual(['127.0.0.1:80:8080']);
    expect([grafana, services.grafana].map(({ environment }) => environment.GF_SECURITY_ADMIN_PASSWORD)).toEqual([
      SECRETS.OWNER_PASSWORD,
      'g1',
    ]);
    expect(
      composeSchema.safeParse({ ...compose, services: { ...compose.services, db: { ...db, read_olny: true } } })
        .success,
    ).toBe(false);
  });

  test('grant a secret only where it is declared', () => {
    const granted = Object.values(compose.services).flatMap(({ secrets }) => secrets);
    expect(granted).toEqual(Object.keys(compose.secrets));
  });

  test('start database, broker and server; Prometheus and Grafana only where their profile is named', () => {
    expect(started(compose)).toEqual(['db', 'broker', 'plantops']);
    expect(started(compose, 'monitoring')).toEqual(['db', 'broker', 'plantops', 'prometheus', 'grafana']);
    expect(started(compose, 'scale')).toEqual(['db', 'broker', 'plantops', ...SCALE]);
  });

  test('with a database of the owner make no other, and wait for none', () => {
    const own = composeSchema.parse(composed(OWN_DATABASE, { ...SECRETS, DATABASE_URL }));
    expect(started(own, 'monitoring')).toEqual(['broker', 'plantops', 'prometheus', 'grafana']);
    expect(own.services.plantops.environment.DATABASE_URL).toBe(DATABASE_URL);
    expect(own.services.plantops.depends_on).toEqual({
      db: { condition: 'service_healthy', required: false },
      broker: { condition: 'service_healthy', required: true },
    });
    expect(() => composed(OWN_DATABASE, SECRETS)).toThrow('set DATABASE_URL in .env');
  });

  test('pin every image to a full version', () => {
    for (const { image } of Object.values(compose.services))
      expect(image).toMatch(/^[a-z/-]+:v?\d+\.\d+\.\d+(-(pg?\d+|alpine))?$/);
  });

  test("have a health check for every service; the server's is in its image", () => {
    for (const each of Object.values(compose.services))
      expect(each.healthcheck !== undefined, each.image).toBe(each.image !== plantops.image);
    expect(readRoot('server/Dockerfile')).toMatch(/HEALTHCHECK [^]*\/readyz/);
  });

  test('start a service only when those are healthy that it needs', () => {
    const order = Object.entries(compose.services).map(([name, each]) => [name, Object.keys(each.depends_on)]);
    expect(Object.fromEntries(order)).toEqual({
      db: [],
      broker: [],
      plantops: ['db', 'broker'],
      'db-replica': ['db'],
      pgbouncer: ['db'],
      'engine-1': ['pgbouncer', 'db-replica', 'broker'],
      'engine-2': ['pgbouncer', 'db-replica', 'broker'],
      'host-1': ['pgbouncer', 'db-replica', 'broker'],
      'host-2': ['pgbouncer', 'db-replica', 'broker'],
      hosts: ['host-1', 'host-2'],
      prometheus: ['plantops'],
      grafana: ['prometheus'],
    });
  });

  test('declare every named volume, use every declared one, and mount nothing else that is not here', () => {
    const sources = Object.values(compose.services).flatMap(({ volumes }) => volumes.map(sourceOf));
    const named = sources.filter((source) => !source.startsWith('.'));
    expect([...new Set(named)].sort()).toEqual(Object.keys(compose.volumes).sort());
    for (const source of sources.filter((each) => each.startsWith('.')))
      if (source !== TOKEN_FILE) expect(existsSync(path.join(ROOT, source)), source).toBe(true);
  });

  test("have server and broker share the password file's directory, at the path in the broker's configuration", () => {
    const file = plantops.environment.MOSQUITTO_PASSWORD_FILE ?? '';
    expect(readRoot('mosquitto/mosquitto.conf')).toContain(`\npassword_file ${file}\n`);
    const mount = `broker-auth:${file.slice(0, file.lastIndexOf('/'))}`;
    expect(plantops.volumes).toContain(mount);
    expect(broker.volumes).toContain(mount);
    expect(broker.entrypoint).toEqual(['sh', '/mosquitto/source/entrypoint.sh']);
  });

  test.each(Object.keys(SECRETS))('stop and name %s where it is missing; it has no default', (name) => {
    expect(() => composed(['docker-compose.yml'], { ...SECRETS, [name]: '' })).toThrow(`set ${name} in .env`);
    expect(readRoot('.env.example')).toMatch(new RegExp(`^${name}=$`, 'm'));
  });

  test('let only dashboard, broker and, with its profile, Grafana be reached from outside', () => {
    const ports = Object.entries(compose.services).filter(([, each]) => each.ports.length > 0);
    expect(Object.fromEntries(ports.map(([name, each]) => [name, each.ports]))).toEqual({
      broker: ['0.0.0.0:1883:1883'],
      plantops: ['0.0.0.0:8080:8080'],
      // In the place of plantops.
      hosts: ['0.0.0.0:8080:8080'],
      grafana: ['0.0.0.0:3000:3000'],
    });
    expect(prometheus.profiles).toEqual(grafana.profiles);
  });

  test('give nothing but its volumes and its memory to be written to, where the image is known to live with that', () => {
    const writable = Object.entries(compose.services).filter(([, each]) => !each.read_only);
    expect(writable.map(([name]) => name)).toEqual(['db', 'db-replica']);
    // Where the server keeps what it has, and where the broker's entrypoint copies its configuration to.
    expect(plantops.volumes).toContain(`server-data:${plantops.environment.DATA_DIR}`);
    expect(plantops.tmpfs).toContain('/tmp');
    expect(broker.tmpfs).toContain('/mosquitto/config');
    expect(plantops.cap_drop).toEqual(['ALL']);
  });

  test('let the server reach programs on this machine by the same name on every system', () => {
    expect(plantops.extra_hosts).toEqual(['host.docker.internal:host-gateway']);
  });
});

describe('with the profile scale', () => {
  const variablesOf = (name: (typeof SCALE)[number]): Record<string, string> =>
    Object.fromEntries(
      Object.entries(compose.services[name].environment).flatMap(([key, value]) =>
        value === null ? [] : [[key, value]],
      ),
    );
  const read = (name: (typeof SCALE)[number]) =>
    readEnvironment({ ...variablesOf(name), ENCRYPTION_KEY: 'ab'.repeat(32), OWNER_PASSWORD: 'owner' });

  test.each(['engine-1', 'engine-2', 'host-1', 'host-2'] as const)('%s has variables that the server takes', (name) => {
    const { PLANTOPS_ROLE, ENGINE_URL, DATABASE_URL, DATABASE_DIRECT_URL, DATABASE_READ_URL, MQTT_URL } = read(name);
    expect(PLANTOPS_ROLE).toBe(name.split('-')[0]);
    expect(ENGINE_URL?.hostname).toBe(PLANTOPS_ROLE === 'engine' ? name : undefined);
    expect([DATABASE_URL, DATABASE_DIRECT_URL, DATABASE_READ_URL, MQTT_URL].map((url) => url?.host)).toEqual([
      'pgbouncer:6432',
      'db:5432',
      'db-replica:5432',
      'broker:1883',
    ]);
    // A data folder of its own, and for an engine the one where the broker finds its accounts.
    const mounts = PLANTOPS_ROLE === 'engine' ? ['broker-auth:/mosquitto/auth'] : [];
    expect(compose.services[name].volumes).toEqual([`${name}-data:/data`, ...mounts]);
    expect(Object.keys(variablesOf(name)).filter((key) => !VARIABLE_NAMES.includes(key))).toEqual([]);
  });

  test('the proxy divides requests among the hosts that there are', () => {
    expect(mountedTo(compose.services.hosts, '/etc/nginx/conf.d/default.conf')).toBe('./docs/scaling/hosts.conf');
    const servers = [...readRoot('docs/scaling/hosts.conf').matchAll(/^\s*server ([\w-]+):(\d+)/gm)];
    expect(servers.map(([, name, port]) => [name, port])).toEqual([
      ['host-1', plantops.environment.PORT],
      ['host-2', plantops.environment.PORT],
    ]);
  });

  test('pooler and replica are started by scripts that are there, before the database that the others have', () => {
    for (const name of ['pgbouncer', 'db-replica'] as const) {
      const { entrypoint = [], volumes } = compose.services[name];
      const script = (entrypoint[1] ?? '').replace('/scripts', mountedTo(compose.services[name], '/scripts') ?? '');
      expect([existsSync(path.join(ROOT, script)), volumes[0]]).toEqual([true, './docs/scaling:/scripts:ro']);
      expect(variablesOf(name)).toMatchObject({ DATABASE_HOST: 'db', POSTGRES_USER: db.environment.POSTGRES_USER });
    }
    expect(compose.services['db-replica'].image).toBe(db.image);
  });
});

describe('with the profile monitoring', () => {
  test('Prometheus asks the server under its name, with the token of the file that is mounted, and has the alert rules', () => {
    const place = '/etc/prometheus/prometheus.yml';
    expect(prometheus.command).toContain(`--config.file=${place}`);
    const configuration = load(readRoot(mountedTo(prometheus, place) ?? '')) as { rule_files: string[] };
    expect(configuration).toMatchObject({
      scrape_configs: [
        {
          job_name: 'plantops',
          authorization: { credentials_file: '/run/secrets/metrics_token' },
          static_configs: [{ targets: [`plantops:${plantops.environment.PORT}`] }],
        },
      ],
    });
    for (const file of configuration.rule_files)
      expect(mountedTo(prometheus, `/etc/prometheus/${file}`)).toBe(`./docs/monitoring/${file}`);
    expect(prometheus.secrets).toEqual(['metrics_token']);
    expect(compose.secrets).toEqual({ metrics_token: { file: TOKEN_FILE } });
    // It is neither committed nor part of the image.
    for (const file of ['.gitignore', '.dockerignore']) expect(readRoot(file)).toMatch(/^\/?\.metrics-token$/m);
  });

  test('Grafana knows Prometheus, and has the dashboard of the server', () => {
    const provisioning = mountedTo(grafana, '/etc/grafana/provisioning') ?? '';
    expect(load(readRoot(`${provisioning}/datasources/plantops.yml`))).toMatchObject({
      datasources: [{ type: 'prometheus', url: 'http://prometheus:9090' }],
    });
    const { providers } = load(readRoot(`${provisioning}/dashboards/plantops.yml`)) as {
      providers: { options: { path: string } }[];
    };
    const folder = providers[0]?.options.path ?? '-';
    const shown = grafana.volumes.filter((mount) => mount.split(':')[1]?.startsWith(folder));
    expect(shown.map(sourceOf)).toEqual(['./docs/monitoring/grafana-prometheus.json']);
  });
});

test('variables are put in as Docker Compose does it', () => {
  const put = (text: string): string => interpolated(text, { A: 'a', EMPTY: '' });
  expect(put('${A}-${B}-${EMPTY:-e}:${B:-${A:-x}}/${B:-${C:-c}}')).toBe('a--e:a/c');
  expect(() => put('${EMPTY:?set it}')).toThrow('set it');
  expect(() => put('${A')).toThrow('not closed');
  expect(() => put('${A+b}')).toThrow('not understood');
});

describe('the image', () => {
  const dockerfile = readRoot('server/Dockerfile');

  test("runs as an ordinary user with Mosquitto's uid, without development packages or tests", () => {
    expect(dockerfile).toContain('useradd --uid 1883');
    expect(dockerfile).toMatch(/^USER plantops$/m);
    expect(dockerfile).toMatch(/npm ci --omit=dev --omit=optional/);
    expect(readRoot('.dockerignore').split('\n')).toEqual(
      expect.arrayContaining(['**/*.test.ts', '**/testing', 'server/e2e']),
    );
  });

  test('comes from one image that there is for amd64 and arm64; only what is the same for both is built elsewhere', () => {
    expect([...dockerfile.matchAll(/^FROM (.+)$/gm)].map(([, from]) => from)).toEqual([
      '--platform=$BUILDPLATFORM node:24-bookworm-slim AS build',
      'node:24-bookworm-slim AS packages',
      'node:24-bookworm-slim',
    ]);
    // Folders of packages may hold binaries.
    expect(dockerfile).not.toMatch(/COPY --from=build \S*node_modules/);
  });

  test('has no step as root after the user, fetches nothing from an address, and names its commands as lists', () => {
    const [, afterUser = ''] = dockerfile.split('USER plantops');
    expect(afterUser).not.toMatch(/^(RUN|COPY|ADD|USER)\b/m);
    expect(dockerfile).not.toMatch(/^ADD\b|\bcurl\b|\bwget\b|\bsudo\b|:latest\b/m);
    for (const [, command = ''] of dockerfile.matchAll(/^\s*(?:CMD|ENTRYPOINT) (.+)$/gm))
      expect(JSON.parse(command)).toEqual(expect.arrayContaining(['node']));
  });
});
