/** A process that sees rows appear, as anybody else who asks the database: after their commit. */
import pg from 'pg';
import { serveJobs } from '../processes/jobs.ts';

/** Between two looks (ms): how exact the times are, and little work for the database. */
const LOOK_MS = 2;

let database: pg.Client | undefined;
let looking = Promise.resolve();
let isLooking = false;
let latencies: number[] = [];

async function look(client: pg.Client, newest: Map<string, Date>): Promise<void> {
  while (isLooking) {
    const { rows } = await client.query<{ device_id: string; time: Date }>({
      name: 'new_rows',
      text: `SELECT t.device_id, t.time FROM unnest($1::text[], $2::timestamptz[]) AS seen (device_id, time)
             JOIN LATERAL (SELECT device_id, time FROM telemetry
               WHERE device_id = seen.device_id AND time > seen.time) t ON TRUE
             ORDER BY t.time`,
      values: [[...newest.keys()], [...newest.values()]],
    });
    const now = Date.now();
    for (const { device_id, time } of rows) {
      newest.set(device_id, time);
      latencies.push(now - time.getTime());
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

const jobs = {
  async connect({ connection }: { connection: pg.ClientConfig }): Promise<void> {
    database = new pg.Client(connection);
    await database.connect();
  },

  async disconnect(): Promise<void> {
    await database?.end();
  },

  /** Looks for readings of these devices that are newer than now. */
  watch({ deviceIds }: { deviceIds: readonly string[] }): void {
    if (!database) throw new Error('connect first');
    const now = new Date();
    [isLooking, latencies] = [true, []];
    looking = look(database, new Map(deviceIds.map((id) => [id, now])));
  },

  /** Looks no more. @returns how old each reading was when its row was seen (ms) */
  async seen(): Promise<number[]> {
    isLooking = false;
    await looking;
    return latencies;
  },
};
export type RowWitnessJobs = typeof jobs;

serveJobs(jobs);
