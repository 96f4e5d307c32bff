import { z } from 'zod';
import { defineNode } from '../runtime/define-node.ts';
import { registerDeviceSchema } from '@plantops/shared/api/devices.ts';
import { provisioningConfig } from './config.ts';

const registrationSchema = z.object({ request: registerDeviceSchema, requestHost: z.string() });

export default defineNode({
  type: 'plantops-provisioning',
  label: 'register device',
  colour: '#a5d3d1',
  inputs: 1,
  outputs: ['credentials'],
  config: provisioningConfig,
  start({ services }) {
    let registered = 0;
    return {
      async input(message, send) {
        const registration = registrationSchema.safeParse(message.payload);
        if (!registration.success)
          throw new Error('msg.payload is not a registration: wire this node behind an API request node');
        message.payload = await services.registrar.register(registration.data);
        registered += 1;
        send(message);
      },
      status: () => `${registered} registered`,
    };
  },
});
