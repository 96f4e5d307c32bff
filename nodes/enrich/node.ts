import { defineNode } from '../runtime/define-node.ts';
import { expectReading } from '../runtime/message-guards.ts';
import type { FlowMessage, Send } from '../runtime/node-red.ts';
import type { Reading } from '../shared/messages.ts';
import type { DeviceContext } from '../shared/ports.ts';
import { enrichConfig } from './config.ts';

export default defineNode({
  type: 'plantops-enrich',
  label: 'add plant',
  colour: '#5b8c5a',
  inputs: 1,
  outputs: ['reading'],
  config: enrichConfig,
  start({ services }) {
    const { directory, inbox } = services;
    let strangers = 0;

    function enrich(message: FlowMessage, reading: Reading, device: DeviceContext | undefined, send: Send): void {
      if (!device) {
        // A decommissioned device's last words: nobody can own them.
        strangers += 1;
        if (message.delivery !== undefined) inbox.acknowledge(message.delivery);
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
        if (device) return enrich(message, reading, device, send);
        return directory.lookUp(reading.deviceId).then((found) => enrich(message, reading, found, send));
      },
      status: () => (strangers > 0 ? { text: `${strangers} from unknown devices`, alarm: true } : ''),
    };
  },
});
