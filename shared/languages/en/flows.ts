/** What the flow editor says in English. */
import type { FlowWords } from '../words-of-language.ts';

export const flows: FlowWords = {
  // English stands with the types, in shared/flows/message-types.ts.
  types: {},
  help: {
    inputs: 'Inputs',
    outputs: 'Outputs',
    object: 'object',
    mayBeMissing: ', may be missing',
    asAbove: (name, label) => `*${name}*: ${label}, as above.`,
    ifSo: (field, value) => `If *${field}* is \`${value}\`.`,
  },
  locale: 'en-US',
};
