import net from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { EnvironmentError } from '../config/environment.ts';
import { freePort } from '../testing/place.ts';
import { addressFailure, assertFree } from './free-address.ts';

const servers: net.Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

describe('an address to listen on', () => {
  it('is fine if it is free, or any port will do', async () => {
    await assertFree({ host: '127.0.0.1', port: await freePort(), variable: 'PORT' });
    await assertFree({ host: 'localhost', port: 0, variable: 'PORT' });
  });

  it.each(['PORT', 'MQTT_PORT'] as const)('that is in use is blamed on %s', async (variable) => {
    const server = net.createServer();
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as net.AddressInfo;
    const refused = assertFree({ host: '127.0.0.1', port, variable });
    await expect(refused).rejects.toBeInstanceOf(EnvironmentError);
    await expect(refused).rejects.toThrow(
      new RegExp(`^${variable} cannot be ${port}, which another program uses .*such as ${variable}=\\d+`),
    );
  });

  it.each(['192.0.2.1', 'plantops.invalid'])('that is none of this machine is blamed on HOST (%s)', async (host) => {
    await expect(assertFree({ host, port: 0, variable: 'PORT' })).rejects.toThrow(
      new RegExp(`^HOST cannot be ${host.replaceAll('.', '\\.')}.*such as 127\\.0\\.0\\.1`),
    );
  });

  it('that only root may listen on is blamed on its port', () => {
    const error = Object.assign(new Error('listen EACCES'), { code: 'EACCES' });
    expect(addressFailure(error, { host: '0.0.0.0', port: 80, variable: 'PORT' }).message).toMatch(
      /^PORT cannot be 80: only root may/,
    );
  });
});
