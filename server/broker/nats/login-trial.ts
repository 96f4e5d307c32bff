/** Tries logins at NATS, each by a connection of its own that says nothing. */
import { AuthorizationError, connect } from '@nats-io/transport-node';
import type { BrokerLogin } from '../accounts.ts';

const ATTEMPT_TIMEOUT_MS = 3000;

/** What comes of a login; the failure says why a server cannot be asked. */
async function outcomeAt(server: string, { username, password }: BrokerLogin): Promise<'accepted' | 'refused' | Error> {
  try {
    const connection = await connect({
      servers: server,
      user: username,
      pass: password,
      reconnect: false,
      ignoreClusterUpdates: true,
      timeout: ATTEMPT_TIMEOUT_MS,
    });
    await connection.close();
    return 'accepted';
  } catch (failure) {
    return failure instanceof AuthorizationError ? 'refused' : (failure as Error);
  }
}

/**
 * Whether all servers that can be reached accept these credentials now, and one can be. A server that is away reads its
 * accounts when it starts.
 */
export async function allAccept(servers: readonly string[], username: string, password: string): Promise<boolean> {
  const outcomes = await Promise.all(servers.map((server) => outcomeAt(server, { username, password })));
  return !outcomes.includes('refused') && outcomes.includes('accepted');
}

/**
 * Logs in as the server does, at each server.
 * @returns what keeps a server of ours from using this NATS, as a sentence; undefined: nothing
 */
export async function natsProblem(servers: readonly string[], login: BrokerLogin): Promise<string | undefined> {
  for (const server of servers) {
    const outcome = await outcomeAt(server, login);
    const { host } = new URL(server);
    if (outcome === 'refused')
      return `NATS at ${host} does not let ${login.username} in: it must include the file that PlantOps writes (NATS_ACCOUNTS_FILE), and read it again at SIGHUP`;
    if (outcome !== 'accepted')
      return `NATS at ${host} cannot be reached (${outcome.message}). Start it, or correct the address`;
  }
  return undefined;
}
