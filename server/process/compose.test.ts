/** docker-compose.yml and the server's image, checked as far as is possible without a Docker engine. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

const root = path.join(import.meta.dirname, '..', '..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

const service = z.object({
  image: z.string(),
  restart: z.literal('unless-stopped'),
  stop_grace_period: z.string().regex(/^\d+s$/),
  entrypoint: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string().nullable()).default({}),
  healthcheck: z.object({ test: z.array(z.string()).min(2) }).optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.literal('service_healthy') })).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()),
});
const compose = z
  .object({
    services: z.strictObject({ db: service, broker: service, plantops: service }),
    volumes: z.record(z.string(), z.null()),
  })
  .parse(load(read('docker-compose.yml')));
const { db, broker, plantops } = compose.services;
const sourceOf = (mount: string): string => mount.split(':')[0] ?? '';

describe('docker-compose.yml', () => {
  test('pins every image to a full version', () => {
    for (const { image } of Object.values(compose.services)) expect(image).toMatch(/^[a-z/-]+:\d+\.\d+\.\d+(-pg\d+)?$/);
  });

  test("every service has a health check; the server's is in its image", () => {
    expect(db.healthcheck).toBeDefined();
    expect(broker.healthcheck).toBeDefined();
    expect(read('server/Dockerfile')).toMatch(/HEALTHCHECK [^]*\/readyz/);
  });

  test('the server starts only when the database and the broker are healthy', () => {
    expect(Object.keys(plantops.depends_on).sort()).toEqual(['broker', 'db']);
  });

  test('every named volume is declared, every declared one is used, and the other mounts exist', () => {
    const sources = Object.values(compose.services).flatMap(({ volumes }) => volumes.map(sourceOf));
    const named = sources.filter((source) => !source.startsWith('.'));
    expect([...new Set(named)].sort()).toEqual(Object.keys(compose.volumes).sort());
    expect(sources.filter((source) => source.startsWith('.'))).toEqual(['./mosquitto']);
  });

  test("server and broker share the password file's directory, at the path in the broker's configuration", () => {
    const file = plantops.environment.MOSQUITTO_PASSWORD_FILE ?? '';
    expect(read('mosquitto/mosquitto.conf')).toContain(`\npassword_file ${file}\n`);
    const mount = `broker-auth:${path.posix.dirname(file)}`;
    expect(plantops.volumes).toContain(mount);
    expect(broker.volumes).toContain(mount);
    expect(broker.entrypoint).toEqual(['sh', '/mosquitto/source/entrypoint.sh']);
  });

  test('secrets have no default: compose stops and names the missing one', () => {
    const text = read('docker-compose.yml');
    for (const name of ['OWNER_PASSWORD', 'ENCRYPTION_KEY', 'POSTGRES_PASSWORD', 'MQTT_PASSWORD']) {
      expect(text).toContain(`\${${name}:?`);
      expect(text).not.toMatch(new RegExp(`\\$\\{${name}(:-|-|\\})`));
      expect(read('.env.example')).toMatch(new RegExp(`^${name}=$`, 'm'));
    }
  });

  test('only the dashboard and the broker are reachable from outside', () => {
    expect(db.ports).toEqual([]);
    expect([...broker.ports, ...plantops.ports].map((port) => port.split(':').at(-1))).toEqual(['1883', '8080']);
  });
});

test("the image runs as an ordinary user with Mosquitto's uid, without development packages or tests", () => {
  const dockerfile = read('server/Dockerfile');
  expect(dockerfile).toContain('useradd --uid 1883');
  expect(dockerfile).toMatch(/^USER plantops$/m);
  expect(dockerfile).toMatch(/npm ci --omit=dev --omit=optional/);
  for (const image of dockerfile.matchAll(/^FROM (\S+)/gm))
    expect(['node:24-bookworm-slim', 'manifests']).toContain(image[1]);
  expect(read('.dockerignore').split('\n')).toEqual(
    expect.arrayContaining(['**/*.test.ts', '**/testing', 'server/e2e']),
  );
});
