import { defineNode } from '../runtime/define-node.ts';
import { parseDeviceTopic } from '@plantops/shared/topics.ts';
import { validationConfig } from './config.ts';
import { type RawMessage, validateHeartbeat, validateTelemetry } from './core.ts';

/** Turns a payload that another node parsed back into text; undefined becomes an empty message. */
const jsonText = (payload: unknown): string => (payload === undefined ? '' : JSON.stringify(payload));

export default defineNode({
  type: 'plantops-validation',
  label: 'validation',
  colour: '#a9d3a3',
  inputs: 1,
  outputs: ['accepted', 'rejected'],
  config: validationConfig,
  start({ config, services }) {
    let rejected = 0;

    function rawMessage(topic: unknown, payload: unknown, receivedAt: unknown): RawMessage {
      const device = typeof topic === 'string' ? parseDeviceTopic(topic) : undefined;
      if (!device || typeof topic !== 'string')
        throw new Error('msg.topic is not a device topic such as devices/{device_id}/telemetry');
      const bytes = Buffer.isBuffer(payload)
        ? payload
        : Buffer.from(typeof payload === 'string' ? payload : jsonText(payload));
      return {
        deviceId: device.deviceId,
        topic,
        payload: bytes,
        receivedAt: receivedAt instanceof Date ? receivedAt : services.clock.now(),
      };
    }

    return {
      input(message, send) {
        const raw = rawMessage(message.topic, message.payload, message.receivedAt);
        const verdict =
          config.kind === 'telemetry' ? validateTelemetry(raw, config.maxFutureS) : validateHeartbeat(raw);
        if ('accepted' in verdict) {
          message.payload = verdict.accepted;
          send(message);
        } else {
          rejected += 1;
          message.payload = verdict.rejected;
          send([null, message]);
        }
      },
      status: () => (rejected > 0 ? `${rejected} rejected` : ''),
    };
  },
});
