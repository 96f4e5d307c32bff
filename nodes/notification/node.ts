import { notice } from '@plantops/shared/flows/message-types.ts';
import { defineNode } from '../runtime/define-node.ts';
import { notificationConfig } from './config.ts';

export default defineNode({
  type: 'plantops-notification',
  label: { en: 'notification', de: 'Bescheid geben' },
  colour: '#b9c2f2',
  input: notice,
  outputs: { queued: notice },
  outside: 'inside only',
  needs: ['outbox'],
  config: notificationConfig,
  start({ config, services }) {
    const { outbox } = services;
    return {
      async input(message, send) {
        await outbox.release(message.payload.id, config.channel || undefined);
        send('queued', message);
      },
      status() {
        const { waiting, lastError } = outbox.status();
        if (lastError) return { text: `${waiting} waiting: ${lastError}`, alarm: true };
        return `${waiting} waiting`;
      },
    };
  },
});
