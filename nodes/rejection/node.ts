import { noteRemarks } from '@plantops/shared/findings/of-remark.ts';
import { rejection } from '@plantops/shared/flows/message-types.ts';
import { defineNode } from '../runtime/define-node.ts';
import { rejectionConfig } from './config.ts';

export default defineNode({
  type: 'plantops-rejection',
  label: { en: 'keep rejected', de: 'Abgelehntes aufheben' },
  colour: '#e5b29a',
  input: rejection,
  outputs: { kept: rejection },
  needs: ['findings', 'inbox', 'rejections'],
  config: rejectionConfig,
  start({ services }) {
    const { findings, inbox, rejections } = services;
    let kept = 0;
    return {
      async input(message, send) {
        if (message.delivery !== undefined) inbox.hold(message.delivery);
        noteRemarks(findings, message.payload);
        await rejections.reject(message.payload, message.delivery);
        if (message.delivery !== undefined) inbox.acknowledge(message.delivery);
        kept += 1;
        send('kept', message);
      },
      status: () => (kept > 0 ? `${kept} kept` : ''),
    };
  },
});
