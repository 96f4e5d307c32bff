import { describe, expect, it } from 'vitest';
import { readConfig } from '../runtime/config.ts';
import { readDeviceLogins, serverConfig } from './server-connection.ts';

const read = (saved: Record<string, unknown>) => readConfig(serverConfig, [], saved);

describe('the settings of a PlantOps server', () => {
  it.each([
    [{ url: 'http://plants.local:8080' }, { url: 'http://plants.local:8080', mqttUrl: '' }],
    [
      { url: 'https://plants.example/p', mqttUrl: 'mqtts://plants.example:8883', name: 'x' },
      { url: 'https://plants.example/p', mqttUrl: 'mqtts://plants.example:8883' },
    ],
  ])('%j are taken', (saved, expected) => {
    expect(read(saved)).toEqual(expected);
  });

  it.each([
    [{ url: '' }, /url: must be an address such as http:\/\/plants\.local:8080/],
    [{ url: 'plants.local' }, /url: must be an address/],
    [{ url: 'ftp://plants.local' }, /url: must be an address/],
    [{ url: 'http://plants.local', mqttUrl: 'http://plants.local' }, /mqttUrl: /],
  ])('%j say what is wrong', (saved, sentence) => {
    expect(() => read(saved)).toThrow(sentence);
  });

  it('a login stands on each line', () => {
    const brokerUrl = 'mqtt://plants.local:1883';
    expect([...readDeviceLogins('\n dev_1 s3cret \r\n\ndev_2\tother\n', brokerUrl)]).toEqual([
      ['dev_1', { brokerUrl, password: 's3cret' }],
      ['dev_2', { brokerUrl, password: 'other' }],
    ]);
    expect(readDeviceLogins('', brokerUrl).size).toBe(0);
  });

  it.each(['dev_1', 'dev_1 a b'])('the line %j is refused by its number, without what it holds', (line) => {
    expect(() => readDeviceLogins(`ok ok\n${line}`, 'mqtt://x')).toThrow(
      'Line 2 of the device logins must be a device id, a space and its MQTT password',
    );
  });
});
