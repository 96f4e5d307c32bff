/** How much is measured. */
export interface Form {
  /** Devices that publish, each over a connection of its own. */
  publishers: number;
  /** How often everything is measured that has a spread. */
  rounds: number;
  /** Readings that are published as fast as they are taken. */
  readings: number;
  /** How long a started contestant is left alone before its memory at rest is read (s). */
  restS: number;
  /** Readings before the first measurement of each start, in which code is compiled and memory grows. */
  warmUp: number;
  /** Steady rates at which the way of a reading is timed (readings/s). */
  rates: readonly number[];
  /** How long each rate lasts (s). */
  paceS: number;
  /** Readings of one plant, evenly over a year, whose history and export are measured. */
  plantYear: number;
  /** Charts that each of those who look on at once asks for. */
  charts: number;
  /** Readings that are stored altogether, step by step; history is measured at each step. */
  stored: readonly number[];
  /** The step up to which backup and restore are measured. */
  backupUpTo: number;
  /** Devices that are registered when registering is measured. */
  devices: { few: number; many: number };
  /** Devices that register at the same time. */
  burst: number;
  /** Days of readings, one a minute, whose room on the disk is measured. */
  roomDays: number;
  /** Plants when lists are measured. */
  plants: readonly number[];
}

export const FORMS = {
  /** About two minutes: everything once. */
  short: {
    publishers: 20,
    rounds: 1,
    readings: 40_000,
    restS: 1,
    warmUp: 20_000,
    rates: [100, 1000],
    paceS: 2,
    plantYear: 100_000,
    charts: 10,
    stored: [100_000],
    backupUpTo: 100_000,
    devices: { few: 10, many: 10_000 },
    burst: 200,
    roomDays: 28,
    plants: [1000],
  },
  /** More than an hour: what years bring, and everything three times. */
  long: {
    publishers: 20,
    rounds: 3,
    readings: 200_000,
    restS: 20,
    warmUp: 20_000,
    rates: [100, 1000],
    paceS: 20,
    plantYear: 525_600,
    charts: 50,
    stored: [1_000_000, 10_000_000, 50_000_000],
    backupUpTo: 1_000_000,
    devices: { few: 10, many: 10_000 },
    burst: 1500,
    roomDays: 60,
    plants: [1000, 5000],
  },
  /** Seconds: shows that the bench works. Its figures mean nothing. */
  trial: {
    publishers: 3,
    rounds: 1,
    readings: 400,
    restS: 0,
    warmUp: 40,
    rates: [100],
    paceS: 0.4,
    plantYear: 2000,
    charts: 2,
    stored: [3000],
    backupUpTo: 3000,
    devices: { few: 10, many: 40 },
    burst: 5,
    roomDays: 1,
    plants: [30],
  },
} as const satisfies Record<string, Form>;
export type FormName = keyof typeof FORMS;
