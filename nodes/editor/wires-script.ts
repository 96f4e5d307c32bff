/** The script that gives the flow editor the rules of wires, from the same sources as the gate's. */
import { MESSAGE_TYPES } from '@plantops/shared/flows/message-types.ts';
import { PORTS } from '../wires/ports.ts';
import { typescriptOf } from './schema-text.ts';
import { scriptSource } from './script-source.ts';

/** What the editor knows of a type of message. */
const editorTypes = () =>
  Object.fromEntries(
    Object.entries(MESSAGE_TYPES).map(([name, { label, colour, from, properties }]) => {
      const fields = Object.entries(properties).map(([property, schema]) => `${property}: ${typescriptOf(schema)}`);
      return [name, { label, colour, from, typescript: `{ ${[...fields, '[other: string]: any'].join('; ')} }` }];
    }),
  );

/** Defines `wires`: the rules, the ports of each node, and the types. */
export const wiresScript = (): string =>
  [
    'const wires = (function () {',
    scriptSource('../wires/follow-wires.ts'),
    scriptSource('../wires/wrong-wire.ts'),
    `return { followWires, wrongWireText, DECLARED_OUTPUT, PORTS: ${JSON.stringify(PORTS)}, TYPES: ${JSON.stringify(editorTypes())} };`,
    '})();',
  ].join('\n');
