/** docker-compose.yml and the server's image, checked as far as is possible without a Docker engine. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
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
  volumes: z.array(z.string().regex(/^(\.\/[\w./-]+|[a-z-]+):\/[\w./-]+(:ro)?$/)),
  secrets: z.array(z.string()).default([]),
  read_only: z.boolean().default(false),
  tmpfs: z.array(z.string().startsWith('/')).default([]),
  cap_drop: z.array(z.string()).default([]),
});
const composeSchema = z.strictObject({
  name: z.literal('plantops'),
  'x-service': z.unknown(),
  services: z.strictObject({ db: service, broker: service, plantops: service, prometheus: service, grafana: service }),
  volumes: z.record(z.string(), z.null()),
  secrets: z.record(z.string(), z.strictObject({ file: z.string() })),
});
const compose = composeSchema.parse(composed(['docker-compose.yml'], SECRETS));
const { db, broker, plantops, prometheus, grafana } = compose.services;
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
      expect(image).toMatch(/^[a-z/-]+:v?\d+\.\d+\.\d+(-pg\d+)?$/);
  });

  test("have a health check for every service; the server's is in its image", () => {
    for (const each of [db, broker, prometheus, grafana]) expect(each.healthcheck).toBeDefined();
    expect(readRoot('server/Dockerfile')).toMatch(/HEALTHCHECK [^]*\/readyz/);
  });

  test('start a service only when those are healthy that it needs', () => {
    const order = Object.entries(compose.services).map(([name, each]) => [name, Object.keys(each.depends_on)]);
    expect(Object.fromEntries(order)).toEqual({
      db: [],
      broker: [],
      plantops: ['db', 'broker'],
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
    const ports = Object.entries(compose.services).map(([name, each]) => [name, each.ports]);
    expect(Object.fromEntries(ports)).toEqual({
      db: [],
      broker: ['0.0.0.0:1883:1883'],
      plantops: ['0.0.0.0:8080:8080'],
      prometheus: [],
      grafana: ['0.0.0.0:3000:3000'],
    });
    expect(prometheus.profiles).toEqual(grafana.profiles);
  });

  test('give nothing but its volumes and its memory to be written to, where the image is known to live with that', () => {
    const writable = Object.entries(compose.services).filter(([, each]) => !each.read_only);
    expect(writable.map(([name]) => name)).toEqual(['db']);
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

describe('with the profile monitoring', () => {
  const mountedTo = ({ volumes }: z.infer<typeof service>, place: string): string | undefined =>
    volumes.find((mount) => mount.split(':')[1] === place)?.split(':')[0];

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
