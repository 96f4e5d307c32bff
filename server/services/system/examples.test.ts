import { EXAMPLE_NAMES } from '@plantops/shared/system.ts';
import { describe, expect, it } from 'vitest';
import { exampleText, isHarmlessAddress } from './examples.ts';

const address = 'https://plants.local:8443';

describe('the address in an example', () => {
  it.each(['http://127.0.0.1:8080', 'https://plants.local', 'http://[::1]:8080', 'http://my_pi-4:1', 'http://a:65535'])(
    'may be %s',
    (harmless) => {
      expect(isHarmlessAddress(harmless)).toBe(true);
    },
  );

  it.each([
    'ftp://plants.local',
    'http://plants.local"; rm -rf ~',
    'http://$(reboot)',
    'http://a b',
    'http://plants.local/pa"th',
    'http://plants.local:123456',
    'http://plants.local:',
    'http://',
    'x http://plants.local',
    'http://plants.local\n',
    'http://[::1',
    'http://[]',
    'http://PLANTS',
  ])('may not be %j', async (harmful) => {
    expect(isHarmlessAddress(harmful)).toBe(false);
    await expect(exampleText('device.py', { address: harmful, registrationKeyRequired: false })).rejects.toThrow(
      'could end a quoted string',
    );
  });
});

describe('an example', () => {
  it.each(EXAMPLE_NAMES)('%s names this server and no other', async (name) => {
    for (const registrationKeyRequired of [true, false]) {
      const text = await exampleText(name, { address, registrationKeyRequired });
      expect(text).toContain(`"${address}"`);
      expect(text).not.toMatch(/127\.0\.0\.1:8080|192\.168\.1\.10/);
    }
  });

  it.each([
    ['register.sh', 'X-Registration-Key: ${REGISTRATION_KEY:-your registration key}'],
    ['device.py', 'os.environ.get("REGISTRATION_KEY", "your registration key")'],
    ['esp32.ino', 'REGISTRATION_KEY[] = "your registration key";'],
  ] as const)('%s has a place for the registration key where one is needed, and only there', async (name, place) => {
    expect(await exampleText(name, { address, registrationKeyRequired: true })).toContain(place);
    expect(await exampleText(name, { address, registrationKeyRequired: false })).not.toContain('your registration key');
  });

  it.each(['device.py', 'esp32.ino'] as const)('%s comes back when the server says so', async (name) => {
    expect(await exampleText(name, { address, registrationKeyRequired: false })).toContain('"Retry-After"');
  });

  it('register.sh is whole without the line of the key', async () => {
    const [withKey, without] = await Promise.all(
      [true, false].map((registrationKeyRequired) => exampleText('register.sh', { address, registrationKeyRequired })),
    );
    expect(without?.split('\n')).toEqual(withKey?.split('\n').filter((line) => !line.includes('X-Registration-Key')));
    expect(without?.split('\n')).toHaveLength((withKey?.split('\n').length ?? 0) - 1);
  });
});
