/** A plant's soil moisture over time, in the form that the calculations on it need. */
import type { HistoryPoint } from '../api/readings.ts';

export interface MoisturePoint {
  /** Milliseconds. */
  at: number;
  /** Percent. */
  value: number;
}

/** Points in order of time; buckets without soil moisture are left out. */
export const moisturePoints = (points: readonly Pick<HistoryPoint, 'time' | 'soil_moisture'>[]): MoisturePoint[] =>
  points
    .flatMap(({ time, soil_moisture: value }) => (value === null ? [] : [{ at: Date.parse(time), value }]))
    .sort((a, b) => a.at - b.at);
