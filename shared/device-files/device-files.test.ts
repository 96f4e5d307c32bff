import fc from 'fast-check';
import { inLanguage } from '../languages/terms.ts';
import { LANGUAGES } from '../settings/display.ts';
import { describe, expect, it } from 'vitest';
import { PLAIN_TEXT } from '../plain-text.ts';
import { BASE_URL, CHOICES, CREDENTIALS } from '../testing/device-file-fixtures.ts';
import { hostInAddress, hostName } from './device-file.ts';
import { DEVICE_FILE_NAMES, DEVICE_FILES, deviceFile, type DeviceFileKindName, isDeviceFileKind } from './index.ts';

const fileOf = (kind: DeviceFileKindName, choices: Partial<typeof CHOICES> = {}, credentials = CREDENTIALS) =>
  deviceFile(kind, credentials, { ...CHOICES, ...choices }, BASE_URL);
const textOf = (...of: Parameters<typeof fileOf>): string => fileOf(...of).text;

describe.each(DEVICE_FILE_NAMES)('the file for %s', (kind) => {
  it('holds the address, the credentials and a topic of the device, and ends its last line', () => {
    const { text } = fileOf(kind);
    const { device_id: id, mqtt_password: password } = CREDENTIALS;
    expect(text).toContain(password);
    expect(text).toContain(id);
    expect(text).toContain('192.168.1.10');
    expect(text).toContain('1884');
    if (kind === 'curl') expect(text).toContain(`${BASE_URL}/api/devices/${id}/telemetry`);
    if (kind === 'openmqttgateway') expect(text).toContain(`"mqtt_topic":"gateways/","gateway_name":"${id}"`);
    else if (DEVICE_FILES[kind].registersAs === 'gateway') expect(text).toContain(`gateways/${id}`);
    else expect(text).toContain(`devices/${id}/telemetry`);
    expect(text).toMatch(/[^\n]\n$/);
    expect(text).not.toMatch(/undefined|null,|\[object|NaN/);
  });

  it('has a name to save it by and steps in every language', () => {
    const { filename, steps } = fileOf(kind);
    expect(filename).toMatch(/^[a-z0-9][a-z0-9.-]*\.[a-z0-9]+$/);
    expect(steps.length).toBeGreaterThan(1);
    for (const step of steps)
      for (const language of LANGUAGES) expect(inLanguage(step, language)).toMatch(/^[^{}]*\S[^{}]*$/);
  });

  it('names every sensor that was chosen and no other, where it measures something itself', () => {
    const { text } = fileOf(kind, { sensors: ['temperature', 'ph'] });
    const isNamed = (metric: string): boolean => new RegExp(String.raw`["\\]${metric}\\?"`).test(text);
    const named = CHOICES.sensors.filter(isNamed);
    expect(named).toEqual(DEVICE_FILES[kind].registersAs === 'gateway' ? [] : ['temperature', 'ph']);
  });

  it('has no other lines and no other code because of what the device is called', () => {
    const plain = textOf(kind, { name: 'x' }).split('\n');
    const isFree = (line: string): boolean =>
      /^(# PlantOps|\/\/ PlantOps|PlantOps:)|^ {2}(name|friendly_name): /.test(line);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (name) => {
        fc.pre(PLAIN_TEXT.test(name));
        const lines = textOf(kind, { name }).split(/\r\n|[\n\r\u0085\u2028\u2029]/);
        expect(lines).toHaveLength(plain.length);
        expect(lines.filter((line) => !isFree(line))).toEqual(plain.filter((line) => !isFree(line)));
        expect(lines.filter((line) => isFree(line) && line.endsWith('\\'))).toEqual([]);
      }),
      { examples: [['a\u2028b: c'], ['ends with \\'], ['"; rm -rf ~ #'], ["it's"], ['*/ int x;'], ["''' + x"]] },
    );
  });
});

describe('files for devices', () => {
  it('have the board sleep only where they can', () => {
    const sleeping = { sleeps: true, intervalS: 1800 };
    expect(textOf('esphome', sleeping)).toContain('deep_sleep:\n  id: sleep_until_next\n');
    expect(textOf('esphome', sleeping)).toContain('  sleep_duration: 1800s\n');
    expect(textOf('arduino', sleeping)).toContain('DEEP_SLEEP = true;');
    expect(textOf('micropython', sleeping)).toContain('DEEP_SLEEP = True ');
    expect(textOf('tasmota', sleeping)).toContain('; TelePeriod 10; DeepSleepTime 1800; ');
    expect(textOf('arduino')).toContain('DEEP_SLEEP = false;');
    expect(textOf('esphome')).not.toContain('deep_sleep');
    expect(textOf('tasmota')).not.toContain('DeepSleepTime');
    expect(textOf('python', sleeping)).toBe(textOf('python', { intervalS: 1800 }));
  });

  it('tell Tasmota no period that it does not know', () => {
    expect(textOf('tasmota', { intervalS: 86_400 })).toContain('; TelePeriod 3600; ');
    expect(textOf('tasmota', { intervalS: 10, sleeps: true })).toContain('; DeepSleepTime 11; ');
  });

  it('put IPv6 in brackets where it stands in an address, and only there', () => {
    const credentials = { ...CREDENTIALS, mqtt: { host: 'fd00::10', port: 1883 } };
    expect(textOf('zigbee2mqtt', {}, credentials)).toContain('server: "mqtt://[fd00::10]:1883"');
    expect(textOf('esphome', {}, credentials)).toContain('broker: "fd00::10"');
    expect([hostInAddress('plants.local'), hostInAddress('::1')]).toEqual(['plants.local', '[::1]']);
  });

  it('give Theengs a password that begins with a hyphen so that it is not taken for an option', () => {
    expect(textOf('theengs')).toContain(` --pass='${CREDENTIALS.mqtt_password}' `);
  });

  it('use the topic of a gateway that the registration answered', () => {
    const topics = { ...CREDENTIALS.topics, gateway: 'gateways/other' };
    expect(textOf('zigbee2mqtt', {}, { ...CREDENTIALS, topics })).toContain('base_topic: gateways/other\n');
  });

  it.each([
    ['Große Küche & Bad', 'grosse-kuche-bad'],
    ['  --Fern--  ', 'fern'],
    ['植物', 'plantops-abcdef'],
    ['A very long name for a plant', 'a-very-long-name-for-a-p'],
    ['twenty-three-letters-and -', 'twenty-three-letters-and'],
  ])('call the board %j %s', (name, host) => {
    expect(hostName({ name, deviceId: CREDENTIALS.device_id })).toBe(host);
  });

  it('know their kinds by name', () => {
    expect(['esphome', 'toString', '', undefined, 3].map(isDeviceFileKind)).toEqual([true, false, false, false, false]);
  });
});
