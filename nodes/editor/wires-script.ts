/** The script that gives the flow editor the rules of wires, from the same sources as the gate's. */
import { MESSAGE_TYPES } from '@plantops/shared/flows/message-types.ts';
import { messageWords } from '@plantops/shared/flows/message-words.ts';
import { type Language, perLanguage } from '@plantops/shared/settings/display.ts';
import { PORTS } from '../wires/ports.ts';
import { typescriptOf } from './schema-text.ts';
import { scriptSource } from './script-source.ts';

/** What the editor knows of a type of message, in a language. */
const editorTypes = (language: Language) =>
  Object.fromEntries(
    Object.entries(MESSAGE_TYPES).map(([name, type]) => {
      const { colour, properties } = type;
      const { label, from } = messageWords(type, language);
      const fields = Object.entries(properties).map(([property, schema]) => `${property}: ${typescriptOf(schema)}`);
      return [name, { label, colour, from, typescript: `{ ${[...fields, '[other: string]: any'].join('; ')} }` }];
    }),
  );

/** Defines `wires`: the rules, the ports of each node, and the types by language. */
export function wiresScript(): string {
  const types = perLanguage(editorTypes);
  return [
    'const wires = (function () {',
    scriptSource('../wires/follow-wires.ts'),
    scriptSource('../wires/wrong-wire.ts'),
    `return { followWires, wrongWireText, DECLARED_OUTPUT, PORTS: ${JSON.stringify(PORTS)}, TYPES: ${JSON.stringify(types)} };`,
    '})();',
  ].join('\n');
}
