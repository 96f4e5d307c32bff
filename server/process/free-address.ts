/** Whether a server can listen where the environment says, and if not, which variable is to blame. */
import net from 'node:net';
import { EnvironmentError } from '../config/environment.ts';

export interface WantedAddress {
  host: string;
  port: number;
  /** The variable that holds the port. */
  variable: 'PORT' | 'MQTT_PORT' | 'DATABASE_PORT';
}

const TAKEN = {
  DATABASE_PORT: 'set DATABASE_PORT to another one, such as DATABASE_PORT=5434, or end what uses it',
  PORT: 'set PORT to another one, such as PORT=8081, or end what uses it',
  MQTT_PORT:
    "set MQTT_PORT to another one, such as MQTT_PORT=1884, or end what uses it. If it is the system's own Mosquitto: " +
    '`sudo systemctl disable --now mosquitto`',
};

/** What is wrong with an address that the system refuses to listen on, and what to do. */
export function addressFailure(error: unknown, { host, port, variable }: WantedAddress): EnvironmentError {
  const { code, message } = error as NodeJS.ErrnoException;
  const problem = ((): string => {
    switch (code) {
      case 'EADDRINUSE':
        return `${variable} cannot be ${port}, which another program uses on ${host}: ${TAKEN[variable]}`;
      case 'EACCES':
        return `${variable} cannot be ${port}: only root may listen there. Choose one above 1023`;
      case 'EADDRNOTAVAIL':
      case 'EINVAL':
        return `HOST cannot be ${host}, which is no address of this machine: set it to one of its own, such as 127.0.0.1 or 0.0.0.0`;
      case 'ENOTFOUND':
      case 'EAI_AGAIN':
        return `HOST cannot be ${host}: no address is known for that name. Set it to an address of this machine, such as 127.0.0.1 or 0.0.0.0`;
      default:
        return `HOST and ${variable} cannot be ${host} and ${port}: ${message}`;
    }
  })();
  return new EnvironmentError(problem, { cause: error });
}

/** @throws EnvironmentError that names the variable, if no server can listen there now */
export async function assertFree(wanted: WantedAddress): Promise<void> {
  const server = net.createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: wanted.host, port: wanted.port, exclusive: true }, resolve);
    });
  } catch (error) {
    throw addressFailure(error, wanted);
  } finally {
    await new Promise((resolve) => {
      server.close(resolve);
    });
  }
}

/** A port of the loopback address that nothing uses at the moment. */
export async function freeLoopbackPort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}
