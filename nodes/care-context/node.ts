import { careContext, careRequest } from '@plantops/shared/flows/message-types.ts';
import { defineNode, withPayload } from '../runtime/define-node.ts';
import { careContextConfig } from './config.ts';

export default defineNode({
  type: 'plantops-care-context',
  label: { en: 'gather context', de: 'Angaben sammeln' },
  colour: '#c8b7dd',
  input: careRequest,
  outputs: { context: careContext },
  outside: 'server',
  needs: ['carePlans'],
  config: careContextConfig,
  start({ services: { carePlans } }) {
    return {
      async input(message, send) {
        const { payload: request } = message;
        carePlans.progress(request, 'context');
        const context = await carePlans.gather(request);
        send('context', { ...withPayload(message, context), care: request });
      },
    };
  },
});
