import { reading } from '@plantops/shared/flows/message-types.ts';
import { METRIC_NAMES } from '@plantops/shared/metrics.ts';
import type { Thresholds } from '@plantops/shared/thresholds.ts';
import { defineNode } from '../runtime/define-node.ts';
import type { MessageOf } from '@plantops/shared/flows/message-type.ts';
import type { DeviceContext } from '@plantops/shared/ports.ts';
import { enrichConfig } from './config.ts';

const copyOf = (thresholds: Thresholds): Thresholds => {
  const copy: Thresholds = {};
  for (const metric of METRIC_NAMES) if (thresholds[metric]) copy[metric] = { ...thresholds[metric] };
  return copy;
};

type ReadingMessage = MessageOf<typeof reading>;

export default defineNode({
  type: 'plantops-enrich',
  label: { en: 'add plant', de: 'Pflanze ergänzen' },
  colour: '#a9d3a3',
  input: reading,
  outputs: { reading },
  outside: 'server',
  batches: 'changes',
  needs: ['directory', 'inbox'],
  config: enrichConfig,
  start({ services, node }) {
    const { directory, inbox } = services;
    let strangers = 0;

    function enrich(
      message: ReadingMessage,
      device: DeviceContext | undefined,
      send: (output: 'reading', message: ReadingMessage) => void,
    ): void {
      if (!device) {
        // Messages of a decommissioned device that arrive late: they cannot belong to any plant.
        strangers += 1;
        if (message.delivery !== undefined) inbox.letGo(message.delivery, node, 'the device is not known (any more)');
        return;
      }
      message.payload.plantId = device.plant?.id ?? null;
      // With limits of its own, which a flow may change before they are judged by.
      message.plant = device.plant && { ...device.plant, thresholds: copyOf(device.plant.thresholds) };
      send('reading', message);
    }

    return {
      input(message, send) {
        const { deviceId } = message.payload;
        const device = directory.find(deviceId);
        if (device) {
          enrich(message, device, send);
          return undefined;
        }
        const { delivery } = message;
        // The look-up waits for as long as the database is down, which can be longer than the inbox lets a message go
        // unclaimed.
        if (delivery !== undefined) inbox.hold(delivery);
        const lookUp = directory.lookUp(deviceId).finally(() => {
          if (delivery !== undefined) inbox.handOn(delivery);
        });
        return lookUp.then((found) => enrich(message, found, send));
      },
      status: () => (strangers > 0 ? { text: `${strangers} from unknown devices`, alarm: true } : ''),
    };
  },
});
