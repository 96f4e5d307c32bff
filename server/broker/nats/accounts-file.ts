import { readFileSync } from 'node:fs';
import path from 'node:path';
import bcrypt from 'bcrypt';
import { COMMANDS_USER, PROBE_USER } from '../accounts.ts';
import type { Credential } from '../password-file.ts';
import { MQTT_STREAM } from './subjects.ts';
import { type Permissions, permissionsOf, readAccessRules } from './permissions.ts';

/**
 * The least that bcrypt knows. It is enough: these passwords are 192 random bits, which cannot be guessed as words can. And
 * at each reload NATS computes the hash of every client that is connected: with a cost of 8 that took 30 ms for each, so
 * five minutes of 10,000 devices.
 */
const COST = 4;

/** A password as NATS reads it. */
export const natsHash = (password: string): Promise<string> => bcrypt.hash(password, COST);
/** Whether NATS can read a hash: those that were made for Mosquitto it cannot. */
export const isNatsHash = (hash: string): boolean => /^\$2[aby]\$\d\d\$[./\w]{53}$/.test(hash);

/** Names that are a token of a subject, and need no quotes that could be broken out of. */
const USERNAME = /^[\w-]{1,64}$/;
/** Where NATS hands a client of MQTT what it has subscribed to with QoS 1; no client can subscribe to it itself. */
const DELIVERY = '$MQTT.sub.>';
/** Where answers to requests come. */
const ANSWERS = '_INBOX.>';

/** What the server does at NATS beyond the rules of mosquitto/acl: it reads the stream. */
const READER: Permissions = {
  publish: [
    `$JS.API.STREAM.INFO.${MQTT_STREAM}`,
    `$JS.API.CONSUMER.*.${MQTT_STREAM}.>`,
    `$JS.API.CONSUMER.MSG.NEXT.${MQTT_STREAM}.>`,
    `$JS.ACK.${MQTT_STREAM}.>`,
  ],
  subscribe: [ANSWERS],
};

const ACL = path.join(import.meta.dirname, '..', '..', '..', 'mosquitto', 'acl');

/** What NATS's own protocol is for: the server. Everybody else speaks MQTT. */
function connectionOf(username: string, serverName: string): 'STANDARD' | 'MQTT' {
  return username === serverName || username === COMMANDS_USER || username === PROBE_USER ? 'STANDARD' : 'MQTT';
}

/**
 * The part of NATS's configuration that says who may log in and do what; nats.conf includes it. An account whose password was
 * made for Mosquitto is left out: it needs a new one. So is one with a name that cannot be a part of a subject; no device gets
 * such a name.
 * @param serverName which account the server reads with
 */
export function accountsFileText(serverName: string, credentials: readonly Credential[]): string {
  const rules = readAccessRules(readFileSync(ACL, 'utf8'));
  const ofServer = rules.named.get('plantops-server') ?? { publish: [], subscribe: [] };
  const users = credentials
    .filter(({ username, hash }) => USERNAME.test(username) && isNatsHash(hash))
    .map(({ username, hash }) => userLine(username, hash, connectionOf(username, serverName), permissions(username)));
  return `# Written by PlantOps; changes are lost.\nauthorization {\n  users: [\n${users.join('\n')}\n  ]\n}\n`;

  function permissions(username: string): Permissions {
    if (username === PROBE_USER) return { publish: [], subscribe: [] };
    if (username === serverName)
      return {
        publish: [...ofServer.publish, ...READER.publish],
        subscribe: [...ofServer.subscribe, ...READER.subscribe],
      };
    const { publish, subscribe } = permissionsOf(username, rules);
    return { publish, subscribe: [...subscribe, username === COMMANDS_USER ? ANSWERS : DELIVERY] };
  }
}

function userLine(username: string, hash: string, connection: string, { publish, subscribe }: Permissions): string {
  const list = (subjects: readonly string[]): string =>
    subjects.length === 0 ? '{ deny: ">" }' : `[${subjects.map((subject) => `"${subject}"`).join(', ')}]`;
  return `    { user: "${username}", password: "${hash}", allowed_connection_types: ["${connection}"], permissions: { publish: ${list(publish)}, subscribe: ${list(subscribe)} } }`;
}
