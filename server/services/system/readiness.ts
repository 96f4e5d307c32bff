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
  const database = await within(clock, DATABASE_TIMEOUT_MS, pingDatabase()).then(
    () => true,
    () => false,
  );
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
      database: { ok: database, detail: database ? 'answers' : 'does not answer' },
      broker: {
        ok: broker,
        detail: isConnected ? (broker ? 'connected' : 'does not pass messages on') : 'not connected',
      },
      flows: { ok: flows, detail: flows ? 'running' : 'not running' },
    },
    warnings: warnings(),
  };
}
