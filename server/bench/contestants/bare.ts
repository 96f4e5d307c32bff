/** The two that bring no surroundings of their own: the limit and the stock flow. They take turns in the same ones. */
import pg from 'pg';
import type { Place } from '../place.ts';
import { JobProcess } from '../processes/job-process.ts';
import type { Contestant, RunningContestant } from './contestant.ts';
import type { LimitJobs } from './limit-program.ts';
import type { StockFlowJobs } from './stock-flow-program.ts';
import type { Surroundings } from './surroundings.ts';

async function emptied({ connection }: Surroundings): Promise<void> {
  const database = new pg.Client(connection);
  await database.connect();
  await database.query('TRUNCATE telemetry');
  await database.end();
}

const runningIn = (
  { brokerUrl, devices, connection }: Surroundings,
  { pid, end }: { pid: number; end: () => Promise<void> },
): RunningContestant => ({
  pids: [pid],
  starter: process.pid,
  brokerUrl,
  devices,
  connection,
  stop: end,
});

export const theLimit = (surroundings: Surroundings): Contestant => ({
  name: 'limit',
  async start() {
    await emptied(surroundings);
    const { connection, brokerUrl, reader } = surroundings;
    const program = new JobProcess<LimitJobs>('contestants/limit-program.ts');
    await program.call('start', { connection, brokerUrl, reader });
    return runningIn(surroundings, { pid: program.pid, end: () => program.end() });
  },
});

export const aStockFlow = (surroundings: Surroundings, place: Place): Contestant => ({
  name: 'stock',
  async start() {
    await emptied(surroundings);
    const { connection, brokerUrl, reader } = surroundings;
    const program = new JobProcess<StockFlowJobs>('contestants/stock-flow-program.ts');
    await program.call('start', { connection, brokerUrl, reader, folder: place.folder('stock-flow') });
    return runningIn(surroundings, { pid: program.pid, end: () => program.end() });
  },
});
