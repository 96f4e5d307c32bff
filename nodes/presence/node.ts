import { noteRemarks } from '@plantops/shared/findings/of-remark.ts';
import { heartbeat, notice as noticeMessage, reading } from '@plantops/shared/flows/message-types.ts';
import { defineNode } from '../runtime/define-node.ts';
import type { Notice } from '@plantops/shared/ports.ts';
import { presenceConfig } from './config.ts';

export default defineNode({
  type: 'plantops-presence',
  label: { en: 'presence', de: 'wer ist da?' },
  colour: '#c8bbe8',
  input: [reading, heartbeat],
  outputs: { notice: noticeMessage },
  batches: 'reads',
  needs: ['presence', 'findings', 'inbox', 'clock'],
  config: presenceConfig,
  start({ config, services, send, fail }) {
    const { presence, findings, inbox, clock } = services;
    const notify = (notice: Notice): void => send('notice', { topic: notice.kind, payload: notice });
    let sweeping = false;

    async function sweep(): Promise<void> {
      if (sweeping) return;
      sweeping = true;
      try {
        for (const notice of await presence.sweep(clock.now(), config.missedHeartbeats)) notify(notice);
      } catch (failure) {
        fail(failure);
      } finally {
        sweeping = false;
      }
    }
    const timer = clock.every(config.sweepS * 1000, () => void sweep());

    return {
      input(message) {
        const heard = message.payload;
        const facts =
          'vitals' in heard ? { vitals: heard.vitals } : { clockWrong: heard.clockWrong, values: heard.values };
        // Those of a reading were noted when it was stored.
        if ('vitals' in heard) noteRemarks(findings, heard);
        const returned = presence.heard(heard.deviceId, heard.receivedAt, facts);
        // A heartbeat ends here. A reading was acknowledged when it was stored, so acknowledging it again is harmless.
        if (message.delivery !== undefined) inbox.acknowledge(message.delivery);
        return returned?.then((notice) => {
          if (notice) notify(notice);
        });
      },
      close: () => timer.cancel(),
      status() {
        const { online, offline } = presence.counts();
        return offline > 0 ? { text: `${online} online, ${offline} offline`, alarm: true } : `${online} online`;
      },
    };
  },
});
