import { defineNode } from '../runtime/define-node.ts';
import { requestConfig } from './config.ts';

export default defineNode({
  type: 'plantops-request',
  label: 'API request',
  colour: '#a5d3d1',
  inputs: 0,
  outputs: ['request'],
  config: requestConfig,
  start({ config, services, send }) {
    const stop = services.requests.serve(config.operation, ({ requestId, payload }) =>
      send({ topic: config.operation, requestId, payload }),
    );
    return { close: stop };
  },
});
