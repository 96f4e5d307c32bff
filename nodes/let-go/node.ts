import { anything } from '@plantops/shared/flows/message-types.ts';
import { defineNode } from '../runtime/define-node.ts';
import { letGoConfig } from './config.ts';

export default defineNode({
  type: 'plantops-let-go',
  label: { en: 'let go', de: 'loslassen' },
  colour: '#d6d6d6',
  input: anything,
  outputs: {},
  needs: ['inbox'],
  config: letGoConfig,
  start({ config, services, node }) {
    let count = 0;
    return {
      input(message) {
        count += 1;
        if (message.delivery !== undefined) services.inbox.letGo(message.delivery, node, config.reason);
      },
      status: () => (count > 0 ? `${count} let go` : ''),
    };
  },
});
