import type { Check } from '@plantops/shared/api/durability.ts';
import type { ServerStatus } from '@plantops/shared/api/server.ts';
import type { Clock, Timer } from '@plantops/shared/clock.ts';

export interface ReadinessOptions {
  clock: Clock;
  /** Rejects if the database does not answer. */
  pingDatabase: () => Promise<unknown>;
  brokerConnected: () => boolean;
  /** Whether the broker passes messages on; asked only while it is connected. */
  brokerPasses: () => boolean;
  flowsRunning: () => boolean;
  /** What the durability watch has found. */
  durability: () => readonly Pick<Check, 'name' | 'state' | 'words' | 'remedy'>[];
  warnings: () => string[];
}

const DATABASE_TIMEOUT_MS = 1500;

const within = <T>(clock: Clock, ms: number, promise: Promise<T>): Promise<T> => {
  let timer: Timer;
  const late = new Promise<never>((_resolve, reject) => {
    timer = clock.after(ms, () => reject(new Error('no answer in time')));
  });
  return Promise.race([promise, late]).finally(() => timer.cancel());
};

const answers = (clock: Clock, pingDatabase: () => Promise<unknown>): Promise<boolean> =>
  within(clock, DATABASE_TIMEOUT_MS, pingDatabase()).then(
    () => true,
    () => false,
  );

const ofDatabase = (ok: boolean) => ({ ok, detail: ok ? 'answers' : 'does not answer' });

/** Whether the server can work now, and what the owner should know. */
export async function readiness({
  clock,
  pingDatabase,
  brokerConnected,
  brokerPasses,
  flowsRunning,
  durability,
  warnings,
}: ReadinessOptions): Promise<ServerStatus> {
  const database = await answers(clock, pingDatabase);
  const isConnected = brokerConnected();
  const broker = isConnected && brokerPasses();
  const flows = flowsRunning();
  const seen = durability();
  return {
    ready: database && broker && flows && seen.every(({ state }) => state !== 'failing'),
    checks: {
      ...Object.fromEntries(
        seen.map(({ name, state, words, remedy }) => [
          name,
          { ok: state !== 'failing', detail: `${words} ${remedy}`.trim() },
        ]),
      ),
      database: ofDatabase(database),
      broker: {
        ok: broker,
        detail: isConnected ? (broker ? 'connected' : 'does not pass messages on') : 'not connected',
      },
      flows: { ok: flows, detail: flows ? 'running' : 'not running' },
    },
    warnings: warnings(),
  };
}

/**
 * Whether a host can work now: it needs the database alone. Without an engine at work it shows everything and changes nothing,
 * for the seconds until another takes over; to send browsers elsewhere would not help them.
 */
export async function hostReadiness({
  clock,
  pingDatabase,
  isEngineAtWork,
  warnings,
}: Pick<ReadinessOptions, 'clock' | 'pingDatabase' | 'warnings'> & {
  isEngineAtWork: () => boolean;
}): Promise<ServerStatus> {
  const database = await answers(clock, pingDatabase);
  const engine = isEngineAtWork();
  return {
    ready: database,
    checks: {
      database: ofDatabase(database),
      engine: { ok: engine, detail: engine ? 'linked to the engine at work' : 'no engine is at work' },
    },
    warnings: warnings(),
  };
}

/** What an engine says that stands by: it is as it should be, and does nothing yet. */
export const standbyStatus = (words: string): ServerStatus => ({
  ready: true,
  checks: { engine: { ok: true, detail: words } },
  warnings: [],
});
