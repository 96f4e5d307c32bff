import type { Socket } from 'node:net';
import pg from 'pg';

/** How long the request may take; the query then runs to its end, or to its time limit (ms). */
const TIMEOUT_MS = 5000;

/** What pg does not declare of its connections. */
interface ConnectionPart {
  connect(portOrSocket: number | string, host?: string): void;
  requestSsl(): void;
  cancel(processId: number, secret: number): void;
}
interface ClientPart {
  processID: number;
  secretKey: number;
  ssl: boolean | object;
  sslNegotiation: string;
}

/**
 * Asks the database to end what a connection is at, on a connection of its own, as the protocol has it: through a pooler too,
 * which knows what that connection is at now.
 * Source: https://www.postgresql.org/docs/17/protocol-flow.html ("Canceling Requests in Progress")
 * @returns once the request was followed, or could not be
 */
export function requestCancel(client: pg.Client): Promise<void> {
  const { processID, secretKey, ssl, sslNegotiation } = client as unknown as ClientPart;
  const connection = new pg.Connection({ ssl, sslNegotiation } as pg.ConnectionConfig);
  const part = connection as unknown as ConnectionPart;
  const socket = connection.stream as Socket;
  return new Promise((resolve) => {
    connection.once('end', resolve);
    // Its end follows, except while it is made.
    connection.on('error', () => resolve());
    connection.once('connect', () => {
      if (!ssl) part.cancel(processID, secretKey);
      else if (sslNegotiation !== 'direct') part.requestSsl();
    });
    connection.once('sslconnect', () => part.cancel(processID, secretKey));
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy());
    if (client.host.startsWith('/')) part.connect(`${client.host}/.s.PGSQL.${client.port}`);
    else part.connect(client.port, client.host);
  });
}
