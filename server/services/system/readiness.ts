import type { ServerStatus } from '@plantops/shared/api/server.ts';

export interface ReadinessOptions {
  /** Rejects if the database does not answer. */
  pingDatabase: () => Promise<unknown>;
  brokerConnected: () => boolean;
  flowsRunning: () => boolean;
  warnings: () => string[];
}

const DATABASE_TIMEOUT_MS = 1500;

const within = <T>(promise: Promise<T>, ms: number): Promise<T> => {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

/** Whether the server can work now, and what the owner should know. */
export async function readiness({
  pingDatabase,
  brokerConnected,
  flowsRunning,
  warnings,
}: ReadinessOptions): Promise<ServerStatus> {
  const database = await within(pingDatabase(), DATABASE_TIMEOUT_MS).then(
    () => true,
    () => false,
  );
  const broker = brokerConnected();
  const flows = flowsRunning();
  return {
    ready: database && broker && flows,
    checks: {
      database: { ok: database, detail: database ? 'answers' : 'does not answer' },
      broker: { ok: broker, detail: broker ? 'connected' : 'not connected' },
      flows: { ok: flows, detail: flows ? 'running' : 'not running' },
    },
    warnings: warnings(),
  };
}
