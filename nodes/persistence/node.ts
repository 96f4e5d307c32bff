import { noteRemarks } from '@plantops/shared/findings/of-remark.ts';
import { reading, rejection } from '@plantops/shared/flows/message-types.ts';
import { defineNode, withPayload } from '../runtime/define-node.ts';
import { persistenceConfig } from './config.ts';

export default defineNode({
  type: 'plantops-persistence',
  label: { en: 'store reading', de: 'Messwerte speichern' },
  colour: '#a3c7de',
  input: reading,
  outputs: { stored: reading, refused: rejection },
  outside: 'server',
  needs: ['findings', 'inbox', 'readings'],
  config: persistenceConfig,
  start({ services }) {
    const { findings, inbox, readings } = services;
    return {
      async input(message, send) {
        const { payload: received, delivery } = message;
        if (delivery !== undefined) inbox.hold(delivery);
        // Before anything is waited for, so that what a later message ends is not noted after it.
        noteRemarks(findings, received);
        const result = await readings.append(received, delivery);
        if (result.outcome === 'refused') {
          // A rejection node on the second output keeps and acknowledges it. Without one, it is set aside
          // where the wire ends.
          if (delivery !== undefined) inbox.handOn(delivery);
          const { deviceId, receivedAt, time, values } = received;
          const refused = withPayload(message, {
            deviceId,
            receivedAt,
            topic: typeof message.topic === 'string' ? message.topic : '',
            payload: JSON.stringify({ timestamp: time.toISOString(), ...values }),
            reason: result.reason,
            setAside: true as const,
          });
          send('refused', refused);
          return;
        }
        if (delivery !== undefined) inbox.acknowledge(delivery);
        message.outcome = result.outcome;
        send('stored', message);
      },
      status: () => `${readings.waiting()} waiting`,
    };
  },
});
