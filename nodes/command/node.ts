import { command } from '@plantops/shared/flows/message-types.ts';
import { defineNode } from '../runtime/define-node.ts';
import { commandConfig } from './config.ts';
import { commandOf } from './core.ts';

export default defineNode({
  type: 'plantops-command',
  label: { en: 'command device', de: 'Gerät steuern' },
  colour: '#f2c9a1',
  input: command,
  outputs: { sent: command },
  outside: 'server',
  needs: ['commands', 'directory'],
  config: commandConfig,
  start({ config, services: { commands, directory } }) {
    let count = 0;
    return {
      async input(message, send) {
        const { deviceId, text } = commandOf(message, config.deviceId);
        if (!directory.find(deviceId) && !(await directory.lookUp(deviceId)))
          throw new Error(`There is no device ${deviceId.slice(0, 64)}: the page Devices shows the id of each`);
        await commands.send({ deviceId, text, expiryS: config.expiryS });
        count += 1;
        send('sent', message);
      },
      status: () => (count > 0 ? `${count} sent` : ''),
    };
  },
});
