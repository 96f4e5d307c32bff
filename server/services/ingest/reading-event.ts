import type { ReadingEvent } from '@plantops/shared/events.ts';
import type { Reading } from '@plantops/shared/messages.ts';

/** A stored reading in the form for live readers. */
export const toReadingEvent = ({ deviceId, plantId, time, values }: Reading): ReadingEvent => ({
  device_id: deviceId,
  plant_id: plantId,
  time: time.toISOString(),
  ...values,
});
