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
  warnings,
}: ReadinessOptions): Promise<ServerStatus> {
  const database = await within(clock, DATABASE_TIMEOUT_MS, pingDatabase()).then(
    () => true,
    () => false,
  );
  const isConnected = brokerConnected();
  const broker = isConnected && brokerPasses();
  const flows = flowsRunning();
  return {
    ready: database && broker && flows,
    checks: {
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
