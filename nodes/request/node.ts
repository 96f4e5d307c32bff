import type { MessageOf } from '@plantops/shared/flows/message-type.ts';
import { careRequest, registration } from '@plantops/shared/flows/message-types.ts';
import { defineNode, typeByField } from '../runtime/define-node.ts';
import { requestConfig } from './config.ts';

type RequestPayload = MessageOf<typeof registration>['payload'] & MessageOf<typeof careRequest>['payload'];

export default defineNode({
  type: 'plantops-request',
  label: { en: 'API request', de: 'Anfrage an API' },
  colour: '#a5d3d1',
  outputs: { request: typeByField('operation', { register_device: registration, care_plan: careRequest }) },
  outside: 'inside only',
  needs: ['requests'],
  config: requestConfig,
  start({ config, services, send }) {
    const stop = services.requests.serve(config.operation, ({ requestId, payload }) =>
      // The endpoint has checked it.
      send('request', { topic: config.operation, requestId, payload: payload as RequestPayload }),
    );
    return { close: stop };
  },
});
