import { defineNode } from '../runtime/define-node.ts';
import { expectReading } from '../runtime/message-guards.ts';
import type { FlowMessage, Send } from '../runtime/node-red.ts';
import type { Reading } from '@plantops/shared/messages.ts';
import type { DeviceContext } from '@plantops/shared/ports.ts';
import { enrichConfig } from './config.ts';

export default defineNode({
  type: 'plantops-enrich',
  label: 'add plant',
  colour: '#a9d3a3',
  inputs: 1,
  outputs: ['reading'],
  config: enrichConfig,
  start({ services, node }) {
    const { directory, inbox } = services;
    let strangers = 0;

    function enrich(message: FlowMessage, reading: Reading, device: DeviceContext | undefined, send: Send): void {
      if (!device) {
        // Messages of a decommissioned device that arrive late: they cannot belong to any plant.
        strangers += 1;
        if (message.delivery !== undefined) inbox.letGo(message.delivery, node, 'the device is not known (any more)');
        return;
      }
      reading.plantId = device.plant?.id ?? null;
      message.plant = device.plant ? { id: device.plant.id, name: device.plant.name } : null;
      send(message);
    }

    return {
      input(message, send) {
        const reading = expectReading(message.payload);
        const device = directory.find(reading.deviceId);
        if (device) {
          enrich(message, reading, device, send);
          return undefined;
        }
        const { delivery } = message;
        // The look-up waits for as long as the database is down, which can be longer than the inbox lets a message go
        // unclaimed.
        if (delivery !== undefined) inbox.hold(delivery);
        const lookUp = directory.lookUp(reading.deviceId).finally(() => {
          if (delivery !== undefined) inbox.handOn(delivery);
        });
        return lookUp.then((found) => enrich(message, reading, found, send));
      },
      status: () => (strangers > 0 ? { text: `${strangers} from unknown devices`, alarm: true } : ''),
    };
  },
});
