import { defineNode } from '../runtime/define-node.ts';
import { expectRejection } from '../runtime/message-guards.ts';
import { rejectionConfig } from './config.ts';

export default defineNode({
  type: 'plantops-rejection',
  label: 'keep rejected',
  colour: '#e5b29a',
  inputs: 1,
  outputs: ['kept'],
  config: rejectionConfig,
  start({ services }) {
    const { inbox, rejections } = services;
    let kept = 0;
    return {
      async input(message, send) {
        const rejection = expectRejection(message.payload);
        if (message.delivery !== undefined) inbox.hold(message.delivery);
        await rejections.reject(rejection);
        if (message.delivery !== undefined) inbox.acknowledge(message.delivery);
        kept += 1;
        send(message);
      },
      status: () => (kept > 0 ? `${kept} kept` : ''),
    };
  },
});
