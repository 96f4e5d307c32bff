import { calibrated, type Calibrations, rawFieldOf } from '@plantops/shared/calibration.ts';
import {
  type Heartbeat,
  heartbeatPayloadSchema,
  type Reading,
  REJECTED_PAYLOAD_LIMIT,
  type Rejection,
} from '@plantops/shared/messages.ts';
import { metricsIn } from '@plantops/shared/metric-names.ts';
import { type Metric, METRIC_NAMES, METRICS, type MetricValues } from '@plantops/shared/metrics.ts';
import type { ClockVerdict, DeviceClocks } from '@plantops/shared/ports.ts';
import { type Remark, remarkText, SENT_LIMIT } from '@plantops/shared/remarks.ts';
import { NOT_JSON, readLeniently, Unreadable } from '@plantops/shared/lenient-json.ts';
import { FAULT_VALUES } from './fault-values.ts';
import { isShareOfOne, judgeValue, judgeVitals, numberIn, sentText } from './fields.ts';
import { otherTimeIn, readTime } from './timestamps.ts';

export interface RawMessage {
  deviceId: string;
  topic: string;
  payload: Buffer;
  receivedAt: Date;
}

export type Verdict<T> = { accepted: T } | { rejected: Rejection };

/** So many reasons are given for a message of which nothing can be used. */
const MOST_REASONS = 5;
const NOTHING: MetricValues = {};

/** Each metric with what a value is compared with in the usual case. */
const CHECKS = METRIC_NAMES.map((metric) => ({
  metric,
  rawField: rawFieldOf(metric),
  min: METRICS[metric].min,
  max: METRICS[metric].max,
  isPercent: METRICS[metric].unit === '%',
  faults: FAULT_VALUES[metric]
    .map(({ value }) => value)
    .filter((value) => value >= METRICS[metric].min && value <= METRICS[metric].max),
}));

/**
 * Validates one telemetry message, field by field: a value that cannot be is set aside with a remark, and the others are
 * taken. The message is rejected only when nothing in it can be used.
 * @param maxFutureS how far the device's clock may be ahead
 * @param before the last values of the device, by which a value that is often a fault is believed
 * @param calibrations of its probes: their values are raw, and may be anything
 */
export function validateTelemetry(
  message: RawMessage,
  clocks: DeviceClocks,
  maxFutureS: number,
  before: MetricValues = NOTHING,
  calibrations?: Calibrations,
): Verdict<Reading> {
  const fields = readObject(message);
  if ('cause' in fields) return reject(message, fields.reason, { cause: fields.cause });
  const values: MetricValues = {};
  const remarks: Remark[] = [];
  const sent = inOurNames(fields.fields, message.receivedAt, remarks);
  let isUsable = false;
  const raw = rawValues(sent, calibrations);
  for (const { metric, min, max, isPercent, faults } of CHECKS) {
    const points = calibrations?.[metric];
    if (points && raw?.[metric] !== undefined) {
      values[metric] = calibrated(metric, raw[metric], points);
      isUsable = true;
      continue;
    }
    const value = sent[metric];
    if (value === undefined) continue;
    const isPlain = typeof value === 'number' && value >= min && value <= max && !(isPercent && isShareOfOne(value));
    if (isPlain && !faults.includes(value)) {
      values[metric] = value;
      isUsable = true;
      continue;
    }
    const verdict = judgeValue(metric, value, before[metric]);
    if (verdict.value !== undefined) {
      values[metric] = verdict.value;
      isUsable = true;
    }
    if (verdict.remark) remarks.push(verdict.remark);
  }
  if (!isUsable)
    return remarks.length === 0
      ? reject(message, NO_METRIC, { cause: { code: 'no_metric', evidence: {} } })
      : reject(message, remarks.slice(0, MOST_REASONS).map(remarkText).join('; '), { remarks });
  const { deviceId, receivedAt } = message;
  const sentMs = readTime(sent.timestamp);
  const placed = clocks.place(deviceId, sentMs, receivedAt, maxFutureS * 1000);
  const { time, clockWrong } = placed;
  const accepted: Reading = { deviceId, plantId: null, time, receivedAt, clockWrong, values };
  if (placed.offsetMs !== undefined) accepted.clockOffsetMs = placed.offsetMs;
  if (clockWrong && sent.timestamp != null) remarks.push(clockRemark(sent.timestamp, sentMs, placed));
  if (raw) accepted.raw = raw;
  if (remarks.length > 0) accepted.remarks = remarks;
  return { accepted };
}

/** The fields that a textbook message has. */
const OUR_FIELDS = new Set<string>(['timestamp', ...CHECKS.flatMap(({ metric, rawField }) => [metric, rawField])]);

/** A lamp that is on, or a group of fields, is no value of a metric. */
const canBeValue = (sent: unknown): boolean =>
  typeof sent === 'number' || typeof sent === 'string' || sent === null || sent instanceof Unreadable;

/** The fields by our names: of a metric that the message has under another name only, that value is added. */
function inOurNames(
  fields: Readonly<Record<string, unknown>>,
  receivedAt: Date,
  remarks: Remark[],
): Readonly<Record<string, unknown>> {
  let hasOthers = false;
  for (const name in fields) if (!OUR_FIELDS.has(name)) hasOthers = true;
  if (!hasOthers) return fields;
  const saidOf = metricsIn(fields);
  const added: Partial<Record<Metric | 'timestamp', unknown>> = {};
  for (const metric of METRIC_NAMES) {
    const said = saidOf[metric];
    if (!said || said.name === metric || !canBeValue(said.value)) continue;
    added[metric] = said.value;
    remarks.push({ code: 'other_name', field: metric, sent: said.name.slice(0, SENT_LIMIT) });
  }
  const time = fields.timestamp == null ? otherTimeIn(fields, receivedAt) : undefined;
  if (time) {
    added.timestamp = time.value;
    remarks.push({ code: 'time_by_other_name', field: 'timestamp', sent: time.name.slice(0, SENT_LIMIT) });
  }
  return { ...fields, ...added };
}

/**
 * The raw values of a message: those that it calls so, and the values of metrics that are calibrated. One that is no number
 * is judged like any other value.
 */
function rawValues(
  sent: Readonly<Record<string, unknown>>,
  calibrations: Calibrations | undefined,
): MetricValues | undefined {
  let raw: MetricValues | undefined;
  for (const { metric, rawField } of CHECKS) {
    const named = numberIn(sent[rawField]);
    const value = named ?? (calibrations?.[metric] ? numberIn(sent[metric]) : undefined);
    if (value === undefined) continue;
    raw ??= {};
    raw[metric] = value;
  }
  return raw;
}

function clockRemark(timestamp: unknown, sentMs: number, { offsetMs }: ClockVerdict): Remark {
  const sent = sentText(timestamp);
  if (Number.isNaN(sentMs)) return { code: 'time_unreadable', field: 'timestamp', sent };
  return {
    code: 'clock_off',
    field: 'timestamp',
    sent,
    offset_s: offsetMs === undefined ? null : Math.round(offsetMs / 1000),
  };
}

/**
 * Takes one heartbeat. It is a sign of life whatever it says: a vital sign that cannot be is left out with a remark, and
 * a message that is no object has none.
 */
export function takeHeartbeat(message: RawMessage): Heartbeat {
  const { deviceId, receivedAt } = message;
  const read = readObject(message);
  if ('cause' in read) {
    const remarks: Remark[] = [
      {
        code: 'vitals_set_aside',
        field: 'heartbeat',
        sent: sentText(message.payload.toString('utf8')),
        why: 'unreadable',
      },
    ];
    return message.payload.length === 0
      ? { deviceId, receivedAt, vitals: {} }
      : { deviceId, receivedAt, vitals: {}, remarks };
  }
  const fitting = heartbeatPayloadSchema.safeParse(read.fields);
  if (fitting.success) return { deviceId, receivedAt, vitals: fitting.data };
  return { deviceId, receivedAt, ...judgeVitals(read.fields) };
}

type Unfit = { cause: NonNullable<Rejection['cause']>; reason: string };

/** The object that a message is, of which values may be unreadable; or why it is none. */
function readObject({ payload }: RawMessage): { fields: Readonly<Record<string, unknown>> } | Unfit {
  const text = payload.toString('utf8');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = readLeniently(text);
  }
  if (text === '') return { cause: { code: 'message_empty', evidence: {} }, reason: 'the message is empty' };
  if (json === NOT_JSON) return { cause: { code: 'not_json', evidence: {} }, reason: 'the message is not JSON' };
  // A list of one reading is that reading.
  const read: unknown = Array.isArray(json) && json.length === 1 ? json[0] : json;
  if (typeof read === 'object' && read !== null && !Array.isArray(read))
    return { fields: read as Record<string, unknown> };
  const sent = sentText(json);
  return {
    cause: { code: 'not_an_object', evidence: { sent } },
    reason: `the message must be an object such as {"soil_moisture":41.5}; it is ${sent}`,
  };
}

const NO_METRIC = `at least one of ${METRIC_NAMES.join(', ')} is needed`;

function reject(
  { deviceId, topic, receivedAt, payload }: RawMessage,
  reason: string,
  why: Pick<Rejection, 'cause' | 'remarks'>,
): { rejected: Rejection } {
  const kept = payload.subarray(0, REJECTED_PAYLOAD_LIMIT).toString('utf8');
  // PostgreSQL cannot store NUL in text.
  return { rejected: { deviceId, topic, receivedAt, reason, payload: kept.replaceAll('\0', '\uFFFD'), ...why } };
}
