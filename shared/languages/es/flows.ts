/** What the flow editor says in Spanish. */
import type { FlowWords } from '../words-of-language.ts';

export const flows: FlowWords = {
  // Types of messages are told in English, as the nodes' own help is.
  types: {},
  help: {
    inputs: 'Entradas',
    outputs: 'Salidas',
    object: 'objeto',
    mayBeMissing: ', puede faltar',
    asAbove: (name, label) => `*${name}*: ${label}, como arriba.`,
    ifSo: (field, value) => `Si *${field}* es \`${value}\`.`,
  },
  locale: 'es-ES',
};
