import type { FlowMessage, MessageOf } from '@plantops/shared/flows/message-type.ts';
import { heartbeat, rawMessage, reading, rejection } from '@plantops/shared/flows/message-types.ts';
import { defineNode, typeByField, withPayload } from '../runtime/define-node.ts';
import type { Rejection } from '@plantops/shared/messages.ts';
import { parseDeviceTopic } from '@plantops/shared/topics.ts';
import { validationConfig } from './config.ts';
import { type RawMessage, validateHeartbeat, validateTelemetry } from './core.ts';

/** Turns a payload that another node parsed back into text; undefined becomes an empty message. */
const jsonText = (payload: unknown): string => (payload === undefined ? '' : JSON.stringify(payload));

export default defineNode({
  type: 'plantops-validation',
  label: { en: 'validation', de: 'Prüfung' },
  colour: '#a9d3a3',
  input: rawMessage,
  outputs: { accepted: typeByField('kind', { telemetry: reading, heartbeat }), rejected: rejection },
  needs: ['clock'],
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

    function reject(
      message: FlowMessage,
      why: Rejection,
      send: (output: 'rejected', message: MessageOf<typeof rejection>) => void,
    ): void {
      rejected += 1;
      send('rejected', withPayload(message, why));
    }

    return {
      input(message, send) {
        const raw = rawMessage(message.topic, message.payload, message.receivedAt);
        if (config.kind === 'telemetry') {
          const verdict = validateTelemetry(raw, config.maxFutureS);
          if ('accepted' in verdict) send('accepted', withPayload(message, verdict.accepted));
          else reject(message, verdict.rejected, send);
        } else {
          const verdict = validateHeartbeat(raw);
          if ('accepted' in verdict) send('accepted', withPayload(message, verdict.accepted));
          else reject(message, verdict.rejected, send);
        }
      },
      status: () => (rejected > 0 ? `${rejected} rejected` : ''),
    };
  },
});
