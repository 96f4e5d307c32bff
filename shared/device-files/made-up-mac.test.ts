import { describe, expect, it } from 'vitest';
import { macAddressSchema, normaliseMac } from '../api/devices.ts';
import { SIMULATED_MAC_PREFIX } from '../simulated-devices.ts';
import { madeUpMac } from './made-up-mac.ts';

describe('a made-up MAC address', () => {
  it('is one that registration takes as it is, locally administered, of one device, and none of the simulator', () => {
    const mac = madeUpMac(Uint8Array.of(0, 1, 171, 254, 255, 9));
    expect(mac).toBe('06:00:01:ab:fe:ff');
    expect(normaliseMac(macAddressSchema.parse(mac))).toBe(mac);
    expect(Number.parseInt(mac.slice(0, 2), 16) & 0b11).toBe(0b10);
    expect(mac.startsWith(SIMULATED_MAC_PREFIX.slice(0, 2))).toBe(false);
  });
});
