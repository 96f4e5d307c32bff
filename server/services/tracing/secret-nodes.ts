import { PORTS } from '@plantops/nodes/wires/ports.ts';
import { MESSAGE_TYPES } from '@plantops/shared/flows/message-types.ts';

/** Types of nodes that take or send messages with secrets. */
const SECRET_NODES: ReadonlySet<string> = new Set(
  Object.entries(PORTS)
    .filter(([, { input, outputs }]) => {
      const sent = outputs.flatMap(({ type }) => (typeof type === 'string' ? [type] : Object.values(type.types)));
      return [...input, ...sent].some((name) => MESSAGE_TYPES[name]?.holdsSecrets);
    })
    .map(([type]) => type),
);

/** Whether a message that has come to such a node may hold a secret from there on. */
export const handlesSecrets = ({ type }: { type: string }): boolean => SECRET_NODES.has(type);
