import { credentials, registration } from '@plantops/shared/flows/message-types.ts';
import { defineNode, withPayload } from '../runtime/define-node.ts';
import { provisioningConfig } from './config.ts';

export default defineNode({
  type: 'plantops-provisioning',
  label: { en: 'register device', de: 'Gerät anmelden' },
  colour: '#a5d3d1',
  input: registration,
  outputs: { credentials },
  outside: 'server',
  needs: ['registrar'],
  config: provisioningConfig,
  start({ services }) {
    let registered = 0;
    return {
      async input(message, send) {
        const outcome = await services.registrar.register(message.payload);
        registered += 1;
        send('credentials', withPayload(message, outcome));
      },
      status: () => `${registered} registered`,
    };
  },
});
