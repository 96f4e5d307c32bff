import { defineNode } from '../runtime/define-node.ts';
import { expectNotice } from '../runtime/message-guards.ts';
import { notificationConfig } from './config.ts';

export default defineNode({
  type: 'plantops-notification',
  label: 'notification',
  colour: '#b9c2f2',
  inputs: 1,
  outputs: ['queued'],
  config: notificationConfig,
  start({ services }) {
    const { outbox } = services;
    return {
      async input(message, send) {
        await outbox.release(expectNotice(message.payload).id);
        send(message);
      },
      status() {
        const { waiting, lastError } = outbox.status();
        if (lastError) return { text: `${waiting} waiting: ${lastError}`, alarm: true };
        return `${waiting} waiting`;
      },
    };
  },
});
