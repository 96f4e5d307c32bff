/** How hard each case is. */
export interface Form {
  /** Readings a second, from all devices together. */
  ratePerS: number;
  /** How often the server, the broker and the flow engine are killed. */
  serverKills: number;
  brokerKills: number;
  engineKills: number;
  /** How often the broker is restarted as an upgrade does. */
  brokerRestarts: number;
  /** How long the database is away (s). */
  outageS: number;
  /** How long the database takes two seconds longer for each batch (s). */
  slowS: number;
  /** How long the server, the broker or the flow engine stand still (s). */
  hangS: number;
  /** How long a disk stays full (s). */
  fullS: number;
  /** Devices that connect at the same moment. */
  connects: number;
  /** Requests made up at random. */
  inputs: number;
  /** Readers of live events that do not read, and for how long (s). */
  readers: number;
  readersS: number;
  /** Requests whose bodies do not come. */
  halfOpen: number;
  /** Boards that register at the same moment. */
  burst: number;
  /** Readings in the backup that is restored. */
  restored: number;
  /** How long good and bad messages come side by side (s). */
  paceS: number;
  /** How long the soak lasts (s). */
  soakS: number;
}

export const FORMS = {
  /** Each case in seconds. */
  short: {
    ratePerS: 300,
    serverKills: 3,
    brokerKills: 3,
    engineKills: 3,
    brokerRestarts: 2,
    outageS: 20,
    slowS: 10,
    hangS: 12,
    fullS: 6,
    connects: 1000,
    inputs: 2000,
    readers: 500,
    readersS: 15,
    halfOpen: 3000,
    burst: 300,
    restored: 100_000,
    paceS: 5,
    soakS: 30,
  },
  /** About two and a half hours. */
  long: {
    ratePerS: 300,
    serverKills: 20,
    brokerKills: 10,
    engineKills: 10,
    brokerRestarts: 5,
    outageS: 600,
    slowS: 60,
    hangS: 30,
    fullS: 30,
    connects: 10_000,
    inputs: 100_000,
    readers: 500,
    readersS: 60,
    halfOpen: 3000,
    burst: 1500,
    restored: 1_000_000,
    paceS: 20,
    soakS: 3600,
  },
  /** The least of everything: shows that the cases work. */
  trial: {
    ratePerS: 100,
    serverKills: 1,
    brokerKills: 1,
    engineKills: 1,
    brokerRestarts: 1,
    outageS: 3,
    slowS: 3,
    hangS: 7,
    fullS: 2,
    connects: 50,
    inputs: 50,
    readers: 10,
    readersS: 1,
    halfOpen: 50,
    burst: 20,
    restored: 1000,
    paceS: 1,
    soakS: 2,
  },
} as const satisfies Record<string, Form>;
export type FormName = keyof typeof FORMS;
