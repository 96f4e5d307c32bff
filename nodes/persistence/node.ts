import { defineNode } from '../runtime/define-node.ts';
import { expectReading } from '../runtime/message-guards.ts';
import type { Rejection } from '@plantops/shared/messages.ts';
import { persistenceConfig } from './config.ts';

export default defineNode({
  type: 'plantops-persistence',
  label: 'store reading',
  colour: '#a3c7de',
  inputs: 1,
  outputs: ['stored', 'refused'],
  config: persistenceConfig,
  start({ services }) {
    const { inbox, readings } = services;
    return {
      async input(message, send) {
        const reading = expectReading(message.payload);
        const { delivery } = message;
        if (delivery !== undefined) inbox.hold(delivery);
        const result = await readings.append(reading, delivery);
        if (result.outcome === 'refused') {
          // A rejection node on the second output keeps and acknowledges it. Without one, the inbox drops it after a
          // minute.
          if (delivery !== undefined) inbox.handOn(delivery);
          const { deviceId, receivedAt, time, values } = reading;
          message.payload = {
            deviceId,
            receivedAt,
            topic: typeof message.topic === 'string' ? message.topic : '',
            payload: JSON.stringify({ timestamp: time.toISOString(), ...values }),
            reason: result.reason,
            setAside: true,
          } satisfies Rejection;
          send([null, message]);
          return;
        }
        if (delivery !== undefined) inbox.acknowledge(delivery);
        message.outcome = result.outcome;
        send(message);
      },
      status: () => `${readings.waiting()} waiting`,
    };
  },
});
