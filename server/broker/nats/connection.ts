import { connect, type NatsConnection } from '@nats-io/transport-node';
import type { BrokerLogin } from '../accounts.ts';

const CONNECT_TIMEOUT_MS = 5000;
/** A server that says nothing for two of these is left for another (ms). */
const PING_EVERY_MS = 3000;

export interface NatsPlace extends BrokerLogin {
  servers: readonly string[];
}

/**
 * Connects to one of the servers. A connection that is lost stays so: whoever needs it makes another one.
 * @throws Error if none lets us in
 */
export const connectToNats = ({ servers, username, password }: NatsPlace): Promise<NatsConnection> =>
  connect({
    servers: [...servers],
    user: username,
    pass: password,
    name: username,
    timeout: CONNECT_TIMEOUT_MS,
    reconnect: false,
    pingInterval: PING_EVERY_MS,
    maxPingOut: 2,
  });
