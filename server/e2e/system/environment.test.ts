import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { freePort } from '../../testing/place.ts';
import { PlantOpsProcess } from '../harness/plantops-process.ts';

describe('a start with a bad environment', () => {
  const plantOps = new PlantOpsProcess();
  const startInVain = (environment: Record<string, string>) =>
    plantOps.startInVain({ PORT: '8080', MQTT_PORT: '1883', ...environment });
  afterAll(() => plantOps.remove());

  it.each(['0.0.0.0', '192.168.0.10'])(
    'on %s without OWNER_PASSWORD fails, names the variable and says what to do',
    async (HOST) => {
      const { code, output } = await startInVain({ HOST });
      expect(code).toBe(1);
      expect(output).toMatch(/^PlantOps cannot start: OWNER_PASSWORD must be set when HOST .* is not loopback/);
      expect(output).toContain('OWNER_PASSWORD=none');
    },
  );

  // What else is refused, and in which words: server/config/environment.test.ts.
  it('a wrong value fails, in a line that names the variable with its form and an example, and does not repeat the value', async () => {
    const { code, output } = await startInVain({ DATABASE_URL: 'mysql://user:canary-secret@host/db' });
    expect(code).toBe(1);
    expect(output).toMatch(/^PlantOps cannot start: DATABASE_URL must be .+ Example: DATABASE_URL=\S+/);
    expect(output.trim().split('\n')).toHaveLength(1);
    expect(output).not.toContain('canary-secret');
  });

  it('all errors are reported at once', async () => {
    const wrong = { PORT: 'eighty', MQTT_PORT: 'y', LOG_LEVEL: 'z', SIM: 'yes', NODE_ENV: 'prod' };
    const { code, output } = await startInVain(wrong);
    expect(code).toBe(1);
    for (const name of Object.keys(wrong))
      expect(output).toMatch(new RegExp(`${name} must be .+ Example: ${name}=\\S+`));
  });

  it('production without ENCRYPTION_KEY, or MQTT_URL without MQTT_PASSWORD, fails and names what is missing', async () => {
    expect((await startInVain({ NODE_ENV: 'production' })).output).toMatch(
      /ENCRYPTION_KEY must be set when NODE_ENV=production/,
    );
    expect((await startInVain({ MQTT_URL: 'mqtt://127.0.0.1:1' })).output).toMatch(
      /MQTT_PASSWORD must be set with MQTT_URL/,
    );
  });

  it('a place or an address that cannot be used is blamed on its variable at once, and nothing is made', async () => {
    const file = path.join(plantOps.dataDir, 'file');
    writeFileSync(file, '');
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const taken = String((server.address() as net.AddressInfo).port);
    const starts = await Promise.all(
      [
        { DATA_DIR: '/proc/plantops/data' },
        { DATA_DIR: '/dev/null/data' },
        { DATA_DIR: file },
        { HOST: '192.0.2.1', OWNER_PASSWORD: 'none' },
        { PORT: taken },
      ].map((environment) => startInVain({ PORT: '0', ...environment })),
    );
    server.close();
    expect(starts.map(({ code }) => code)).toEqual([1, 1, 1, 1, 1]);
    expect(starts.map(({ output }) => /^PlantOps cannot start: (\S+ cannot be \S+?)[:,]/m.exec(output)?.[1])).toEqual([
      'DATA_DIR cannot be /proc/plantops/data',
      'DATA_DIR cannot be /dev/null/data',
      `DATA_DIR cannot be ${file}`,
      'HOST cannot be 192.0.2.1',
      `PORT cannot be ${taken}`,
    ]);
    expect(readdirSync(plantOps.dataDir)).toEqual(['file']);
  });

  it('a database that is not there is waited for in vain for seconds; the message holds no password', async () => {
    const place = `127.0.0.1:${await freePort()}`;
    const { code, output } = await startInVain({
      PORT: '0',
      DATABASE_URL: `postgres://u:canary-secret@${place}/plantops`,
    });
    expect(code).toBe(1);
    expect(output).toMatch(
      new RegExp(`^PlantOps cannot start: DATABASE_URL cannot be used: the database at ${place} `, 'm'),
    );
    expect(output).not.toContain('canary-secret');
  });

  it('what fails once the database runs stops it again', async () => {
    const file = path.join(plantOps.dataDir, 'nowhere', 'passwords');
    const { code, output } = await startInVain({ PORT: '0', MOSQUITTO_PASSWORD_FILE: file });
    expect(code).toBe(1);
    expect(output).toMatch(
      new RegExp(`^PlantOps cannot start: MOSQUITTO_PASSWORD_FILE cannot be ${file}: there is no such folder`, 'm'),
    );
    expect(output).toContain('PostgreSQL stopped');
    expect(plantOps.databasePid).toBeNaN();
    expect(existsSync(path.join(plantOps.dataDir, 'owner.pid'))).toBe(false);
  });
});
