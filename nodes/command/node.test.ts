import { afterEach, describe, expect, it } from 'vitest';
import type { FlowMessage } from '@plantops/shared/flows/message-type.ts';
import { type Bench, itBehavesLikeANode, startNode } from '../testing/bench.ts';
import command from './node.ts';

const FERN = { deviceId: 'dev_1', name: 'Fern', plant: null };
let bench: Bench;
afterEach(() => bench?.stop());

async function started(config: Record<string, unknown> = {}, { behindFunction = false } = {}): Promise<void> {
  bench = await startNode(command, { config, behindFunction });
  bench.services.devices.set('dev_1', FERN);
}

describe('the command node', () => {
  itBehavesLikeANode(command, { config: { expiryS: 0 }, field: 'expiryS' });

  it('hands on the message once the broker has the command', async () => {
    await started();
    const taken = bench.services.commands.holdBack();
    bench.receive({ deviceId: 'dev_1', payload: { pump_s: 5 } });
    await expect.poll(() => bench.services.commands.sent).toHaveLength(1);
    expect(bench.waiting()).toBe(0);
    taken();
    expect(await bench.next()).toMatchObject({ deviceId: 'dev_1', payload: { pump_s: 5 } });
    await bench.completed();
    expect(bench.services.commands.sent).toEqual([{ deviceId: 'dev_1', text: '{"pump_s":5}', expiryS: 3600 }]);
    expect((await bench.statusAfterASecond()).text).toBe('1 sent');
  });

  it('sends to the device in its settings, and has the broker forget the command when they say', async () => {
    await started({ deviceId: ' dev_1 ', expiryS: '60' });
    bench.receive({ payload: { light: true } });
    await bench.completed();
    expect(bench.services.commands.sent).toEqual([{ deviceId: 'dev_1', text: '{"light":true}', expiryS: 60 }]);
  });

  it.each([
    [
      'an unknown device',
      { deviceId: 'dev_2', payload: {} },
      'There is no device dev_2: the page Devices shows the id of each',
    ],
    ['nobody', { payload: {} }, 'There is no device: put its id into msg.deviceId'],
    ...['on', 5, null, ['on'], Buffer.from('{}')].map((payload) => [
      'a payload that is no object',
      { deviceId: 'dev_1', payload },
      'msg.payload is not a command: wire this node behind a function node that makes one (it is an object such as { "pump_s": 5 })',
    ]),
  ] as [string, FlowMessage, string][])('sends nothing for %s, and says so', async (_, message, says) => {
    await started({}, { behindFunction: true });
    bench.receive(message);
    expect((await bench.caught()).error.message).toContain(says);
    expect(bench.services.commands.sent).toEqual([]);
  });

  it('fails with what the broker says', async () => {
    await started();
    bench.services.commands.refuseWith('The command is not sent: the broker cannot be reached');
    bench.receive({ deviceId: 'dev_1', payload: {} });
    expect((await bench.caught()).error.message).toContain('The command is not sent: the broker cannot be reached');
    expect(bench.waiting()).toBe(0);
  });
});
