import { defineNode } from '../runtime/define-node.ts';
import { expectCareRequest } from '../runtime/message-guards.ts';
import { careContextConfig } from './config.ts';

export default defineNode({
  type: 'plantops-care-context',
  label: 'gather context',
  colour: '#c8b7dd',
  inputs: 1,
  outputs: ['context'],
  config: careContextConfig,
  start({ services: { carePlans } }) {
    return {
      async input(message, send) {
        const request = expectCareRequest(message.payload);
        carePlans.progress(request, 'context');
        message.care = request;
        message.payload = await carePlans.gather(request);
        send(message);
      },
    };
  },
});
