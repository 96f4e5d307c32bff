/** What the flow editor says in French. */
import type { FlowWords } from '../words-of-language.ts';

export const flows: FlowWords = {
  // Types of messages are told in English, as the nodes' own help is.
  types: {},
  help: {
    inputs: 'Entrées',
    outputs: 'Sorties',
    object: 'objet',
    mayBeMissing: ', peut manquer',
    asAbove: (name, label) => `*${name}* : ${label}, comme plus haut.`,
    ifSo: (field, value) => `Si *${field}* vaut \`${value}\`.`,
  },
  locale: 'fr',
};
