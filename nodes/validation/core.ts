import type { z } from 'zod';
import {
  EARLIEST_TIME_MS,
  type Heartbeat,
  heartbeatPayloadSchema,
  type Reading,
  REJECTED_PAYLOAD_LIMIT,
  type Rejection,
  telemetryPayloadSchema,
} from '@plantops/shared/messages.ts';
import { METRIC_NAMES, type MetricValues } from '@plantops/shared/metrics.ts';

export interface RawMessage {
  deviceId: string;
  topic: string;
  payload: Buffer;
  receivedAt: Date;
}

export type Verdict<T> = { accepted: T } | { rejected: Rejection };

const HAS_ZONE = /(?:Z|[+-]\d{2}:?\d{2})$/i;

/**
 * When a reading was measured. The time of receipt is used if the device sent no time, a time before 2020, or a time
 * more than `maxFutureS` ahead. The device's clock then counts as wrong. A time without a zone is UTC.
 */
export function measuredAt(
  timestamp: string | number | null | undefined,
  receivedAt: Date,
  maxFutureS: number,
): { time: Date; clockWrong: boolean } {
  const sent =
    typeof timestamp === 'string'
      ? Date.parse(HAS_ZONE.test(timestamp) ? timestamp : `${timestamp}Z`)
      : (timestamp ?? Number.NaN);
  const believable = sent >= EARLIEST_TIME_MS && sent <= receivedAt.getTime() + maxFutureS * 1000;
  return believable ? { time: new Date(sent), clockWrong: false } : { time: receivedAt, clockWrong: true };
}

/** Validates one telemetry message. */
export function validateTelemetry(message: RawMessage, maxFutureS: number): Verdict<Reading> {
  const parsed = parse(telemetryPayloadSchema, message);
  if ('rejected' in parsed) return parsed;
  const { timestamp, ...metrics } = parsed.accepted;
  const values: MetricValues = {};
  for (const metric of METRIC_NAMES) {
    const value = metrics[metric];
    if (value != null) values[metric] = value;
  }
  const { time, clockWrong } = measuredAt(timestamp, message.receivedAt, maxFutureS);
  return {
    accepted: { deviceId: message.deviceId, plantId: null, time, receivedAt: message.receivedAt, clockWrong, values },
  };
}

/** Validates one heartbeat. */
export function validateHeartbeat(message: RawMessage): Verdict<Heartbeat> {
  const parsed = parse(heartbeatPayloadSchema, message);
  if ('rejected' in parsed) return parsed;
  return { accepted: { deviceId: message.deviceId, receivedAt: message.receivedAt, vitals: parsed.accepted } };
}

function parse<T>(schema: z.ZodType<T>, message: RawMessage): Verdict<T> {
  const text = message.payload.toString('utf8');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return reject(message, text, text === '' ? 'the message is empty' : 'the message is not JSON');
  }
  const result = schema.safeParse(json);
  if (result.success) return { accepted: result.data };
  const reasons = result.error.issues
    .slice(0, 5)
    .map(({ path, message: reason }) => (path.length > 0 ? `${path.join('.')}: ${reason}` : reason));
  return reject(message, text, reasons.join('; '));
}

function reject(
  { deviceId, topic, receivedAt, payload }: RawMessage,
  text: string,
  reason: string,
): { rejected: Rejection } {
  const kept =
    payload.length > REJECTED_PAYLOAD_LIMIT ? payload.subarray(0, REJECTED_PAYLOAD_LIMIT).toString('utf8') : text;
  // PostgreSQL cannot store NUL in text.
  return { rejected: { deviceId, topic, receivedAt, reason, payload: kept.replaceAll('\0', '\uFFFD') } };
}
