import { z } from 'zod';
import type { DeviceId, PlantId } from './glossary.ts';
import { METRIC_NAMES, METRICS, type Metric, type MetricValues, perMetric } from './metrics.ts';
import { PLAIN_TEXT, PLAIN_TEXT_DEMAND } from './plain-text.ts';

const metricValue = (metric: Metric) =>
  z
    .number()
    .min(METRICS[metric].min)
    .max(METRICS[metric].max)
    .nullish()
    .meta({ description: `${METRICS[metric].unit}, ${METRICS[metric].min} to ${METRICS[metric].max}` });

/**
 * What a device publishes on `devices/{device_id}/telemetry`. Other fields are ignored, so that a board may send
 * more than we know; null stands for a sensor that gave no value.
 */
export const telemetryPayloadSchema = z
  .object({
    timestamp: z
      .union([z.iso.datetime({ offset: true, local: true }), z.number()])
      .nullish()
      .meta({ description: 'ISO 8601 (UTC when no zone is given) or milliseconds since 1970' }),
    ...perMetric(metricValue),
  })
  .refine((payload) => METRIC_NAMES.some((metric) => payload[metric] != null), {
    message: `at least one of ${METRIC_NAMES.join(', ')} is needed`,
  });

/** What a device publishes on `devices/{device_id}/heartbeat`; an empty object will do. Other fields are ignored. */
export const heartbeatPayloadSchema = z.object({
  uptime_s: z.number().min(0).nullish(),
  rssi_dbm: z.number().min(-200).max(50).nullish(),
  battery_pct: z.number().min(0).max(100).nullish(),
  firmware_version: z.string().max(64).regex(PLAIN_TEXT, PLAIN_TEXT_DEMAND).nullish(),
});

export type HeartbeatPayload = z.infer<typeof heartbeatPayloadSchema>;

/** A validated reading on its way through the flow. */
export interface Reading {
  deviceId: DeviceId;
  /** Set by the enrich node; null while the device is unassigned. */
  plantId: PlantId | null;
  /** When it was measured, or received when the device's clock could not be believed. */
  time: Date;
  receivedAt: Date;
  /** True when the device sent a time that cannot be right. */
  clockWrong: boolean;
  values: MetricValues;
}

/** A validated heartbeat. */
export interface Heartbeat {
  deviceId: DeviceId;
  receivedAt: Date;
  vitals: HeartbeatPayload;
}

/** A message that did not fit, with the reason in words for the owner. */
export interface Rejection {
  deviceId: DeviceId;
  topic: string;
  /** The message as text, cut to 4 KiB. */
  payload: string;
  reason: string;
  receivedAt: Date;
  /** It is a good reading that the database did not take, whole, as its device would send it: kept until it is sent again. */
  setAside?: true;
}

/** The most of a rejected message that is kept, in bytes. */
export const REJECTED_PAYLOAD_LIMIT = 4096;
