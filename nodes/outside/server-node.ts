/** The configuration node `plantops-server` of a Node-RED that is not PlantOps' own; its form is server-node.html. */
import type { Clock } from '@plantops/shared/clock.ts';
import { readConfig } from '../runtime/config.ts';
import type { NodeRed, RuntimeNode } from '../runtime/node-red.ts';
import { serverConfig, ServerConnection } from './server-connection.ts';

export const SERVER_TYPE = 'plantops-server';

/** Its fields that Node-RED keeps encrypted. Those of type `password` are never shown again. */
const CREDENTIALS = {
  password: { type: 'password' },
  registrationKey: { type: 'password' },
  mqttUsername: { type: 'text' },
  mqttPassword: { type: 'password' },
  deviceLogins: { type: 'text' },
} as const;

const connections = new WeakMap<RuntimeNode, ServerConnection>();

/** The connection of a configuration node; undefined for any other node, and for one with wrong settings. */
export const connectionOf = (node: RuntimeNode | null): ServerConnection | undefined =>
  node ? connections.get(node) : undefined;

/** Loads the type `plantops-server`. */
export function registerServer(red: NodeRed, clock: Clock): void {
  red.nodes.registerType(
    SERVER_TYPE,
    function construct(saved) {
      red.nodes.createNode(this, saved);
      try {
        const connection = new ServerConnection(readConfig(serverConfig, [], saved), this.credentials ?? {}, clock);
        connections.set(this, connection);
        connection.start();
        this.on('close', (_removed, done) => {
          connection.stop();
          done();
        });
      } catch (failure) {
        this.error(failure instanceof Error ? failure : String(failure));
      }
    },
    { credentials: CREDENTIALS },
  );
}
