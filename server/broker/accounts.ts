/** Accounts at the broker besides the devices'. `mosquitto/acl` says what each of them may do. */
import { createHmac } from 'node:crypto';

/** Publishes the commands of the node "command device". */
export const COMMANDS_USER = 'plantops-commands';
/** Publishes the server's own readings, and reads what the broker tells of itself. */
export const CANARY_USER = 'plantops-canary';
/** What mqtt nodes that the owner wires log in with. */
export const FLOWS_USER = 'plantops-flows';

/** Tells Home Assistant of plants and devices. */
export const HOME_USER = 'plantops-home-assistant';

/**
 * An account without access to any topic. Its password changes with every file: once it is accepted, so is the whole file.
 */
export const PROBE_USER = 'plantops-probe';

export interface BrokerLogin {
  username: string;
  password: string;
}

/**
 * A login whose password follows from the server's own. So it is the same after a restart, and nothing more has to be
 * kept; whoever knows it learns nothing about the server's.
 */
export const derivedLogin = (username: string, serverPassword: string): BrokerLogin => ({
  username,
  password: createHmac('sha256', serverPassword).update(username).digest('hex'),
});
