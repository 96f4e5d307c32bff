import { pino } from 'pino';
import { prepareBrokerFiles, startMosquitto } from '../../broker/mosquitto-process.ts';
import { replacePasswordFile } from '../../broker/password-file.ts';
import { brokerHash, newPassword } from '../../broker/password-hash.ts';
import { startEmbeddedPostgres } from '../../db/embedded-postgres.ts';
import { migrate } from '../../db/migrate.ts';
import type { Place } from '../place.ts';
import type { BenchDevice, RunningContestant } from './contestant.ts';

/** The name that the access rules of the broker give to whoever may read everything. */
const READER = 'plantops-server';

/** A database and a broker as PlantOps runs them, for those that bring none: the same programs, settings and tables. */
export interface Surroundings extends Pick<RunningContestant, 'brokerUrl' | 'devices' | 'connection'> {
  /** The account that may read what devices publish. */
  reader: { username: string; password: string };
  stop(): Promise<void>;
}

/** Starts both, with accounts for this many devices. */
export async function startSurroundings(place: Place, publishers: number): Promise<Surroundings> {
  const log = pino({ level: 'silent' });
  const dataDir = place.folder('surroundings');
  const postgres = await startEmbeddedPostgres({ dataDir, log });
  const stopPostgres = place.runs(() => postgres.stop());
  await migrate({ ...postgres.connection }, log);
  const { passwordFile, account } = prepareBrokerFiles({ dataDir, log });
  const reader = { username: READER, password: newPassword() };
  const devices: BenchDevice[] = Array.from({ length: publishers }, (_, index) => ({
    deviceId: `bench_${index}`,
    username: `bench_${index}`,
    password: newPassword(),
    topic: `devices/bench_${index}/telemetry`,
  }));
  const accounts = await Promise.all(
    [reader, ...devices].map(async ({ username, password }) => ({ username, hash: await brokerHash(password) })),
  );
  await replacePasswordFile(passwordFile, accounts, account);
  const broker = await startMosquitto({ dataDir, host: '127.0.0.1', port: await place.freePort(), passwordFile, log });
  const stopBroker = place.runs(() => broker.stop());
  return {
    brokerUrl: broker.url,
    devices,
    connection: { ...postgres.connection },
    reader,
    async stop() {
      await stopBroker();
      await stopPostgres();
    },
  };
}
