import { describe, expect, it } from 'vitest';
import { commandOf } from './core.ts';

describe('a command', () => {
  it('is the payload as JSON, for the device of the message', () => {
    expect(commandOf({ deviceId: 'dev_1', payload: { pump_s: 5, why: 'dry' } }, '')).toEqual({
      deviceId: 'dev_1',
      text: '{"pump_s":5,"why":"dry"}',
    });
  });

  it('goes to the device in the settings, whatever the message says', () => {
    expect(commandOf({ deviceId: 'dev_2', payload: {} }, 'dev_1')).toEqual({ deviceId: 'dev_1', text: '{}' });
  });

  it.each([undefined, ''])('without a device (%s) is refused', (deviceId) => {
    expect(() => commandOf({ deviceId, payload: {} }, '')).toThrow(
      'There is no device: put its id into msg.deviceId or into the settings of this node',
    );
  });

  it('may have 4096 bytes and no more', () => {
    const ofBytes = (bytes: number) => ({ deviceId: 'dev_1', payload: { ü: 'x'.repeat(bytes - 9) } });
    expect(Buffer.from(commandOf(ofBytes(4096), '').text)).toHaveLength(4096);
    expect(() => commandOf(ofBytes(4097), '')).toThrow(
      'The command has 4097 bytes as JSON: a device takes at most 4096',
    );
  });

  it('that holds itself is refused', () => {
    const payload: Record<string, unknown> = {};
    payload.again = payload;
    expect(() => commandOf({ deviceId: 'dev_1', payload }, '')).toThrow('msg.payload cannot be written as JSON');
  });
});
