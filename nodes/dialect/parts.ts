/** From what a gateway's message means to messages as devices of their own would publish them. Pure. */
import { METRIC_NAMES, type Metric } from '@plantops/shared/metrics.ts';
import type { MessagePart } from '@plantops/shared/ports.ts';
import { heartbeatTopic, telemetryTopic } from '@plantops/shared/topics.ts';
import type { SensorSaid } from '../dialects/dialect.ts';

const isNumber = (value: unknown): boolean =>
  typeof value === 'number' || (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)));

/** The metrics that a sensor gave a number for, in their order. */
export const metricsOf = ({ values }: Pick<SensorSaid, 'values'>): Metric[] =>
  METRIC_NAMES.filter((metric) => isNumber(values[metric]));

const part = (kind: 'telemetry' | 'heartbeat', deviceId: string, content: object): MessagePart => ({
  kind,
  deviceId,
  topic: kind === 'telemetry' ? telemetryTopic(deviceId) : heartbeatTopic(deviceId),
  payload: Buffer.from(JSON.stringify(content)),
});

/** A sign of life, with vital signs if there are any. */
export const signOfLife = (deviceId: string, vitals: SensorSaid['vitals'] = {}): MessagePart =>
  part('heartbeat', deviceId, vitals);

/**
 * What a sensor would publish itself: a reading, and its vital signs. One that has neither and is there gives a sign of
 * life; its absence is no message.
 */
export function partsOf(
  deviceId: string,
  { values, vitals, time, presence }: Pick<SensorSaid, 'values' | 'vitals' | 'time' | 'presence'>,
): MessagePart[] {
  const parts: MessagePart[] = [];
  // What is no number is left to the check, which says so at the device.
  if (Object.values(values).some((value) => value !== null && value !== undefined))
    parts.push(part('telemetry', deviceId, { ...(time !== undefined && { timestamp: time }), ...values }));
  const hasVitals = vitals !== undefined && Object.keys(vitals).length > 0;
  if (hasVitals || (parts.length === 0 && presence !== 'offline')) parts.push(signOfLife(deviceId, vitals));
  return parts;
}
