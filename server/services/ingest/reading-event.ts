import type { ReadingEvent } from '@plantops/shared/events.ts';
import type { Reading } from '@plantops/shared/messages.ts';
import type { MetricValues } from '@plantops/shared/metrics.ts';

/**
 * A stored reading in the form for live readers.
 * @param plantValues the plant's values of its metrics, where several devices measure the plant
 */
export const toReadingEvent = (
  { deviceId, plantId, time, values }: Reading,
  plantValues?: MetricValues,
): ReadingEvent => ({
  device_id: deviceId,
  plant_id: plantId,
  time: time.toISOString(),
  ...values,
  ...(plantValues && { plant_values: plantValues }),
});
