import type { FlowMessage, MessageOf } from '@plantops/shared/flows/message-type.ts';
import { heartbeat, rawMessage, reading, rejection } from '@plantops/shared/flows/message-types.ts';
import { defineNode, typeByField, withPayload } from '../runtime/define-node.ts';
import type { Reading, Rejection } from '@plantops/shared/messages.ts';
import type { MetricValues } from '@plantops/shared/metrics.ts';
import { parseDeviceTopic } from '@plantops/shared/topics.ts';
import { validationConfig } from './config.ts';
import { type RawMessage, takeHeartbeat, validateTelemetry } from './core.ts';
import { REMEMBERED_METRICS } from './fault-values.ts';

/** An id that another node put on the message, if it can be part of a topic. */
const idOf = (deviceId: unknown): string | undefined =>
  typeof deviceId === 'string' && /^[^/+#\s]{1,64}$/.test(deviceId) ? deviceId : undefined;

/** Turns a payload that another node parsed back into text; undefined becomes an empty message. */
const jsonText = (payload: unknown): string => (payload === undefined ? '' : JSON.stringify(payload));

export default defineNode({
  type: 'plantops-validation',
  label: { en: 'validation', de: 'Prüfung' },
  colour: '#a9d3a3',
  input: rawMessage,
  outputs: { accepted: typeByField('kind', { telemetry: reading, heartbeat }), rejected: rejection },
  batches: 'changes',
  needs: ['clock', 'clocks', 'directory'],
  config: validationConfig,
  start({ config, services }) {
    let rejected = 0;

    function rawMessage({ topic, deviceId, payload, receivedAt }: FlowMessage): RawMessage {
      const text = typeof topic === 'string' ? topic : '';
      // The broker lets a device publish only under its own id, so a topic that names one is believed first.
      const id = parseDeviceTopic(text)?.deviceId ?? idOf(deviceId);
      if (id === undefined)
        throw new Error(
          'msg.topic is not a device topic such as devices/{device_id}/telemetry: set it, or msg.deviceId to an id',
        );
      const bytes = Buffer.isBuffer(payload)
        ? payload
        : Buffer.from(typeof payload === 'string' ? payload : jsonText(payload));
      return {
        deviceId: id,
        topic: text,
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

    /** The last values of each device, of metrics of which a fault may also be true. */
    const before = new Map<string, MetricValues>();

    function remember({ deviceId, values }: Reading): void {
      for (const metric of REMEMBERED_METRICS) {
        const value = values[metric];
        if (value === undefined) continue;
        const known = before.get(deviceId);
        if (known) known[metric] = value;
        else before.set(deviceId, { [metric]: value });
      }
    }

    return {
      input(message, send) {
        const raw = rawMessage(message);
        if (config.kind === 'heartbeat') {
          send('accepted', withPayload(message, takeHeartbeat(raw)));
          return;
        }
        const { clocks, directory } = services;
        const { calibrations } = directory.find(raw.deviceId) ?? {};
        const verdict = validateTelemetry(raw, clocks, config.maxFutureS, before.get(raw.deviceId), calibrations);
        if ('rejected' in verdict) {
          reject(message, verdict.rejected, send);
          return;
        }
        remember(verdict.accepted);
        send('accepted', withPayload(message, verdict.accepted));
      },
      status: () => (rejected > 0 ? `${rejected} rejected` : ''),
    };
  },
});
