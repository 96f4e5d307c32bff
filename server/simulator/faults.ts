/** Faults of a simulated device, as pure functions of the time since the fault began. */
import type { MetricValues } from '@plantops/shared/metrics.ts';

export const FAULTS = {
  drought: 'the soil dries out within seconds and stays dry',
  dropout: 'the device falls silent until it counts as offline, comes back, and falls silent again',
  'bad-payload': 'every third reading does not fit the schema',
  'wrong-clock': 'the device believes that it is 1970, as a board does that never reached a time server',
} as const;
export type Fault = keyof typeof FAULTS;
export const FAULT_NAMES = Object.keys(FAULTS) as Fault[];
export const isFault = (name: string): name is Fault => name in FAULTS;

/** The active faults of one device, each with the time at which it began (ms since 1970). */
export type ActiveFaults = ReadonlyMap<Fault, number>;

/** Time constant with which soil loses its water: from 60 % to below 10 % in about 13 s. */
const DROUGHT_TIME_CONSTANT_S = 6;
const DROUGHT_FLOOR_PCT = 4;

/** A device with the dropout fault keeps sending for this long, so that the start of its silence can be seen. */
const DROPOUT_AFTER_S = 20;
/**
 * In heartbeat intervals. A device is offline after three missed ones, so a silence of four is certain to be noticed.
 */
const DROPOUT_SILENT_INTERVALS = 4;
const DROPOUT_TALKING_INTERVALS = 2;

const secondsSince = (since: number, now: number): number => Math.max(0, (now - since) / 1000);

function dried(moisture: number, elapsedS: number): number {
  const floor = Math.min(moisture, DROUGHT_FLOOR_PCT);
  return floor + (moisture - floor) * Math.exp(-elapsedS / DROUGHT_TIME_CONSTANT_S);
}

/** What the sensors measure at `now` (ms) while these faults are active. */
export function faultyValues(values: MetricValues, faults: ActiveFaults, now: number): MetricValues {
  const since = faults.get('drought');
  if (since === undefined || values.soil_moisture === undefined) return values;
  const moisture = dried(values.soil_moisture, secondsSince(since, now));
  return { ...values, soil_moisture: Math.round(moisture * 10) / 10 };
}

/** Whether the device sends nothing at `now` (ms), neither readings nor heartbeats. */
export function isSilent(faults: ActiveFaults, now: number, heartbeatS: number): boolean {
  const since = faults.get('dropout');
  if (since === undefined) return false;
  const elapsedS = secondsSince(since, now) - DROPOUT_AFTER_S;
  if (elapsedS < 0) return false;
  const silentS = DROPOUT_SILENT_INTERVALS * heartbeatS;
  return elapsedS % (silentS + DROPOUT_TALKING_INTERVALS * heartbeatS) < silentS;
}

/**
 * The timestamp that the device writes at `now` (ms); with a wrong clock, the time since the fault began, counted from
 * 1970.
 */
export function deviceTimestamp(faults: ActiveFaults, now: number): string {
  const since = faults.get('wrong-clock');
  return new Date(since === undefined ? now : Math.max(0, now - since)).toISOString();
}

type Corruption = (reading: Record<string, unknown>) => string;
/** Each is a mistake that real firmware makes. */
const CORRUPTIONS: readonly Corruption[] = [
  (reading) => JSON.stringify(reading).slice(0, -8),
  (reading) => JSON.stringify({ ...reading, soil_moisture: 'dry' }),
  (reading) => JSON.stringify({ ...reading, temperature: -127 }),
  () => '{}',
  (reading) => JSON.stringify(reading).replace(/"humidity":[^,}]*/, '"humidity":nan'),
  (reading) => JSON.stringify({ ...reading, timestamp: 'yesterday' }),
  () => '',
];

/** The `sequence`-th reading of a device as text; corrupted on every third turn if the bad-payload fault is active. */
export function faultyPayload(reading: Record<string, unknown>, faults: ActiveFaults, sequence: number): string {
  const isTurn = faults.has('bad-payload') && sequence % 3 === 2;
  const corrupt = isTurn ? CORRUPTIONS[Math.floor(sequence / 3) % CORRUPTIONS.length] : undefined;
  return corrupt ? corrupt(reading) : JSON.stringify(reading);
}
