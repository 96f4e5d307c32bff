import { gatewayMessage, rawMessage } from '@plantops/shared/flows/message-types.ts';
import { defineNode, typeByField } from '../runtime/define-node.ts';
import { ingestConfig } from './config.ts';

export default defineNode({
  type: 'plantops-ingest',
  label: { en: 'device messages', de: 'Nachrichten der Geräte' },
  colour: '#a9d3a3',
  outputs: {
    message: typeByField('kind', { telemetry: rawMessage, heartbeat: rawMessage, gateway: gatewayMessage }),
  },
  outside: 'server',
  needs: ['inbox'],
  config: ingestConfig,
  start({ config, services, node, sendAll }) {
    const stop = services.inbox.consume(config.kind, node, (messages) =>
      sendAll(
        'message',
        messages.map(({ delivery, deviceId, kind, topic, payload, receivedAt }) => ({
          topic,
          payload,
          delivery,
          deviceId,
          kind,
          receivedAt,
        })),
      ),
    );
    return {
      close: stop,
      status() {
        const { connected, inFlight } = services.inbox.status();
        if (!connected) return { text: 'broker away', alarm: true };
        return `${inFlight} open`;
      },
    };
  },
});
