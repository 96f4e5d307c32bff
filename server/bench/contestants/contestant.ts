/** What the bench needs of each of those that it measures. */
import type pg from 'pg';
import type { ContestantName } from '../figures.ts';

/** A device that publishes for the bench, as the contestant's broker knows it. */
export interface BenchDevice {
  deviceId: string;
  username: string;
  password: string;
  /** Where it publishes its readings. */
  topic: string;
}

/** A contestant that takes readings from its broker and stores them in its table `telemetry`. */
export interface RunningContestant {
  /** The processes that count: all that take part in the way of a reading but the broker's and the database's. */
  pids: readonly number[];
  /** The process that has started the broker and the database. */
  starter: number;
  brokerUrl: string;
  devices: readonly BenchDevice[];
  connection: pg.ClientConfig;
  /** Where its live events and its API are, if it has any. */
  url?: string;
  stop(): Promise<void>;
}

export interface Contestant {
  name: ContestantName;
  /** Starts it on the data of its last round. Resolves once it takes readings. */
  start(): Promise<RunningContestant>;
}
