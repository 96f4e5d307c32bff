import { z } from 'zod';
import type { MessageCauseCode } from './findings/causes.ts';
import type { Evidence } from './findings/finding-kind.ts';
import type { DeviceId, PlantId } from './glossary.ts';
import { reportIntervalSchema } from './report-interval.ts';
import { METRIC_NAMES, METRICS, type Metric, type MetricValues, perMetric } from './metrics.ts';
import { PLAIN_TEXT, PLAIN_TEXT_DEMAND } from './plain-text.ts';
import type { Remark } from './remarks.ts';

const metricValue = (metric: Metric) =>
  z
    .number()
    .min(METRICS[metric].min)
    .max(METRICS[metric].max)
    .nullish()
    .meta({ description: `${METRICS[metric].unit}, ${METRICS[metric].min} to ${METRICS[metric].max}` });

/** `soil_moisture_raw` and so on. */
const rawFields = Object.fromEntries(
  METRIC_NAMES.map((metric) => [
    `${metric}_raw`,
    z.number().nullish().meta({ description: 'What the probe itself reads, such as ADC counts; for its calibration' }),
  ]),
) as Record<`${Metric}_raw`, z.ZodOptional<z.ZodNullable<z.ZodNumber>>>;

/**
 * What a device should publish on `devices/{device_id}/telemetry`. Other fields are ignored, so a device may send more
 * than we know. null means that a sensor gave no value. The server takes more than this: a field that does not fit is set
 * aside by itself, see `nodes/validation`.
 */
export const telemetryPayloadSchema = z
  .object({
    timestamp: z
      .union([z.iso.datetime({ offset: true, local: true }), z.number()])
      .nullish()
      .meta({ description: 'ISO 8601 (UTC when no zone is given), or seconds or milliseconds since 1970' }),
    ...perMetric(metricValue),
    ...rawFields,
  })
  .refine((payload) => METRIC_NAMES.some((metric) => payload[metric] != null), {
    message: `at least one of ${METRIC_NAMES.join(', ')} is needed`,
  });

/**
 * What a device should publish on `devices/{device_id}/heartbeat`; an empty object is valid. Other fields are ignored. A
 * vital sign that does not fit is left out, and the heartbeat counts.
 */
export const heartbeatPayloadSchema = z.object({
  uptime_s: z.number().min(0).nullish(),
  rssi_dbm: z.number().min(-200).max(50).nullish(),
  battery_pct: z.number().min(0).max(100).nullish(),
  firmware_version: z.string().max(64).regex(PLAIN_TEXT, PLAIN_TEXT_DEMAND).nullish(),
  link_quality: z.number().min(0).max(255).nullish().meta({ description: 'Of a Zigbee radio' }),
  report_interval_s: reportIntervalSchema.nullish(),
});

/**
 * What a device publishes on `devices/{device_id}/status`, and has the broker publish as its last will: `online` or
 * `offline` as bare text, as a JSON string, or as `{"status":"offline"}`.
 */
export const statusPayloadSchema = z
  .union([z.enum(['online', 'offline']), z.object({ status: z.enum(['online', 'offline']) })])
  .meta({ description: '`online` or `offline`, as bare text or in an object' });
export type DeviceStatusWord = 'online' | 'offline';

/** Reads what a device says of its presence, in any case. @returns undefined for anything else */
export function readStatus(payload: string): DeviceStatusWord | undefined {
  const text = payload.trim().toLowerCase();
  if (text === 'online' || text === 'offline') return text;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const read = statusPayloadSchema.safeParse(json);
  if (!read.success) return undefined;
  return typeof read.data === 'string' ? read.data : read.data.status;
}

export type HeartbeatPayload = z.infer<typeof heartbeatPayloadSchema>;

/** A correctly set clock cannot give an earlier time: none of our devices is older. */
export const EARLIEST_TIME_MS = Date.UTC(2020, 0, 1);
/** How far the clock of a device may be ahead when its reading is received, unless a validation node allows more (s). */
export const MOST_AHEAD_S = 300;

/** A validated reading on its way through the flow. */
export interface Reading {
  deviceId: DeviceId;
  /** Set by the enrich node; null while the device is unassigned. */
  plantId: PlantId | null;
  /** When it was measured, or when it was received if the device's clock could not be trusted. */
  time: Date;
  receivedAt: Date;
  /** True if the device sent no time, or one that cannot be right. */
  clockWrong: boolean;
  /**
   * By how much the device's clock is behind, negative if ahead (ms). `time` is what the device sent, corrected by it.
   * Absent where the clock is right, or says nothing.
   */
  clockOffsetMs?: number;
  values: MetricValues;
  /** Raw values as the probe sent them, of metrics that are calibrated or come with one; absent if there are none. */
  raw?: MetricValues;
  /** What of the message could not be taken as it was sent; absent for a message that fits. */
  remarks?: Remark[];
}

/** Whether the device said when it measured: then a second message of the same time belongs to the same row. */
export const hasOwnTime = ({ clockWrong, clockOffsetMs }: Pick<Reading, 'clockWrong' | 'clockOffsetMs'>): boolean =>
  !clockWrong || clockOffsetMs !== undefined;

/** A validated heartbeat. */
export interface Heartbeat {
  deviceId: DeviceId;
  receivedAt: Date;
  vitals: HeartbeatPayload;
  /** What of the message could not be taken as it was sent; absent for a message that fits. */
  remarks?: Remark[];
}

/** A message that was rejected, with a reason that the owner can read. */
export interface Rejection {
  deviceId: DeviceId;
  topic: string;
  /** The message as text, cut to 4 KiB. */
  payload: string;
  reason: string;
  receivedAt: Date;
  /** Why none of its fields could be used; absent where that is not known field by field. */
  remarks?: Remark[];
  /** What is wrong with it as a whole, see `findings/causes.ts`; absent where that is known field by field, or not at all. */
  cause?: { code: MessageCauseCode; evidence: Evidence };
  /**
   * Set for a message that is not the device's fault: the database refused it, or it ended in the flow. The payload is
   * complete, as the device would send it, and is kept until it is sent again.
   */
  setAside?: true;
  /** The node of the flow that it ended at, if it did. */
  node?: { id: string; name: string };
}

/** How much of a rejected message is kept, in bytes. */
export const REJECTED_PAYLOAD_LIMIT = 4096;
