import { describe, expect, it } from 'vitest';
import {
  belowGateway,
  commandsTopic,
  DEVICE_MESSAGE_FILTERS,
  gatewayTopic,
  heartbeatTopic,
  parseDeviceTopic,
  telemetryTopic,
} from './topics.ts';

describe('topics', () => {
  it('match the contract', () => {
    expect([telemetryTopic('d'), heartbeatTopic('d'), commandsTopic('d')]).toEqual([
      'devices/d/telemetry',
      'devices/d/heartbeat',
      'devices/d/commands',
    ]);
    expect(gatewayTopic('d')).toBe('gateways/d');
    expect(DEVICE_MESSAGE_FILTERS).toEqual({
      telemetry: 'devices/+/telemetry',
      heartbeat: 'devices/+/heartbeat',
      gateway: 'gateways/+/#',
    });
  });

  it('are parsed into the parts they were built from', () => {
    expect(parseDeviceTopic(telemetryTopic('dev_1'))).toEqual({ deviceId: 'dev_1', kind: 'telemetry' });
    expect(parseDeviceTopic(heartbeatTopic('dev_1'))).toEqual({ deviceId: 'dev_1', kind: 'heartbeat' });
  });

  it('of a gateway are as deep as its program makes them', () => {
    expect(parseDeviceTopic('gateways/dev_1/tele/shelf/SENSOR')).toEqual({ deviceId: 'dev_1', kind: 'gateway' });
    expect(belowGateway('gateways/dev_1/tele/shelf/SENSOR')).toBe('tele/shelf/SENSOR');
  });

  it.each([
    '',
    'gateways/dev_1',
    'gateways//fern',
    'devices',
    'devices/dev_1',
    'devices//telemetry',
    'devices/dev_1/commands',
    'devices/dev_1/telemetry/more',
    '/devices/dev_1/telemetry',
    'devices/dev_1/telemetry/',
    'devices/a/b/telemetry',
    'Devices/dev_1/telemetry',
    'devices/dev_1/Telemetry',
    '$SYS/broker/telemetry',
    'devices/dev_1/toString',
  ])('refuses "%s"', (topic) => {
    expect(parseDeviceTopic(topic)).toBeUndefined();
  });
});
