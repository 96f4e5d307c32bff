import { noteRemarks } from '@plantops/shared/findings/of-remark.ts';
import { reading, rejection } from '@plantops/shared/flows/message-types.ts';
import type { MessageOf } from '@plantops/shared/flows/message-type.ts';
import type { StoreOutcome } from '@plantops/shared/ports.ts';
import { defineNode, type Send, withPayload } from '../runtime/define-node.ts';
import { persistenceConfig } from './config.ts';

type ReadingMessage = MessageOf<typeof reading>;
type SendStored = Send<{ stored: typeof reading; refused: typeof rejection }>;

export default defineNode({
  type: 'plantops-persistence',
  label: { en: 'store reading', de: 'Messwerte speichern' },
  colour: '#a3c7de',
  input: reading,
  outputs: { stored: reading, refused: rejection },
  outside: 'server',
  batches: 'changes',
  needs: ['findings', 'inbox', 'readings'],
  config: persistenceConfig,
  start({ services }) {
    const { findings, inbox, readings } = services;
    const storeAll = (messages: readonly ReadingMessage[]): Promise<readonly StoreOutcome[]> =>
      readings.appendAll?.(
        messages.map(({ payload }) => payload),
        messages.map(({ delivery }) => delivery),
      ) ?? Promise.all(messages.map(({ payload, delivery }) => readings.append(payload, delivery)));
    const refusal = (message: ReadingMessage, reason: string): MessageOf<typeof rejection> => {
      const { deviceId, receivedAt, time, values } = message.payload;
      return withPayload(message, {
        deviceId,
        receivedAt,
        topic: typeof message.topic === 'string' ? message.topic : '',
        payload: JSON.stringify({ timestamp: time.toISOString(), ...values }),
        reason,
        cause: { code: 'not_stored' as const, evidence: { why: reason } },
        setAside: true as const,
      });
    };
    const hold = ({ delivery, payload }: ReadingMessage): void => {
      if (delivery !== undefined) inbox.hold(delivery);
      // Before anything is waited for, so that what a later message ends is not noted after it.
      noteRemarks(findings, payload);
    };
    function finish(message: ReadingMessage, result: StoreOutcome, send: SendStored): void {
      const { delivery } = message;
      if (result.outcome === 'refused') {
        // A rejection node on the second output keeps and acknowledges it. Without one, it is set aside where the wire ends.
        if (delivery !== undefined) inbox.handOn(delivery);
        send('refused', refusal(message, result.reason));
        return;
      }
      if (delivery !== undefined) inbox.acknowledge(delivery);
      message.outcome = result.outcome;
      send('stored', message);
    }
    return {
      async input(message, send) {
        hold(message);
        finish(message, await readings.append(message.payload, message.delivery), send);
      },
      // Readings that came together are stored together, and acknowledged and sent on once all of them are.
      async inputAll(messages, send) {
        messages.forEach(hold);
        const outcomes = await storeAll(messages);
        messages.forEach((message, index) => finish(message, outcomes[index] as StoreOutcome, send));
      },
      status: () => `${readings.waiting()} waiting`,
    };
  },
});
