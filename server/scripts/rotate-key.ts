/**
 * `make rotate-key`: encrypts everything that is encrypted at rest anew, under a new key. The server must be stopped.
 * A key of the environment is the operator's to change: then NEW_ENCRYPTION_KEY is needed, and takes its place afterwards.
 * Cut off at any point it can be run again, and with the generated key the server starts all the same.
 */
import { mkdirSync } from 'node:fs';
import { EnvironmentError, readEnvironment } from '../config/environment.ts';
import { encryptionKeys, newKey, writeKeys } from '../config/keys.ts';
import { createLogger } from '../config/logger.ts';
import { migrate } from '../db/migrate.ts';
import { openPool } from '../db/pool.ts';
import { startDatabase } from '../infrastructure.ts';
import { claimDirectory } from '../process/directory-claim.ts';
import { rekeyFlowCredentials } from '../runtime/flow-credentials.ts';
import { rotateSecrets } from '../services/key-rotation.ts';
import { StopList } from '../start-stop.ts';

const KEY_FORM = /^[0-9a-f]{64}$/i;
const HOW = '`openssl rand -hex 32` makes one';

/** @returns the new key first, then those before it */
function ringFor(present: { keys: [string, ...string[]]; file: string }, given: string | undefined): [string, ...string[]] {
  if (given !== undefined && !KEY_FORM.test(given)) throw new EnvironmentError(`NEW_ENCRYPTION_KEY must be 64 hex digits: ${HOW}`);
  if (present.file === '') {
    if (given === undefined) throw new EnvironmentError(`NEW_ENCRYPTION_KEY must be set, since ENCRYPTION_KEY comes from the environment: ${HOW}`);
    return [given, ...present.keys];
  }
  // Several: a rotation was cut off, and is finished.
  return present.keys.length > 1 ? present.keys : [given ?? newKey(), ...present.keys];
}

async function main(): Promise<number> {
  const environment = readEnvironment(process.env);
  const log = createLogger('warn');
  const stops = new StopList(log);
  try {
    mkdirSync(environment.DATA_DIR, { recursive: true, mode: 0o755 });
    const claim = claimDirectory(environment.DATA_DIR);
    stops.add('data directory', () => claim.release());
    const present = encryptionKeys(environment);
    const ring = ringFor(present, process.env.NEW_ENCRYPTION_KEY || undefined);
    // First both, so that whatever is encrypted from here on can be read after a crash.
    if (present.file) writeKeys(present.file, ring);
    const connection = await startDatabase(environment, stops, log);
    await migrate(connection, log);
    const database = openPool(connection, log);
    stops.add('database connections', () => database.end());
    const { rotated, unreadable } = await rotateSecrets(database, ring);
    const flowsAreReadable = rekeyFlowCredentials(environment.DATA_DIR, ring);
    if (present.file) writeKeys(present.file, [ring[0]]);

    process.stdout.write(`${rotated.length === 0 ? 'There was no secret to encrypt anew.' : `Under the new key now: ${rotated.join(', ')}.`}\n`);
    process.stdout.write(present.file ? `The new key is in ${present.file}; keep a copy with your backups.\n` : 'Set ENCRYPTION_KEY to the new key before the next start.\n');
    for (const name of unreadable) process.stderr.write(`The secret of "${name}" opens with none of the keys: set it anew in Settings.\n`);
    if (!flowsAreReadable) process.stderr.write('The credentials of the flows open with none of the keys: type them in again at /editor.\n');
    return unreadable.length > 0 || !flowsAreReadable ? 1 : 0;
  } finally {
    await stops.stopAll();
  }
}

main().then(
  (code) => { process.exitCode = code; },
  (failure: unknown) => {
    process.stderr.write(`The key cannot be rotated: ${failure instanceof Error ? failure.message : String(failure)}\n`);
    process.exitCode = 1;
  },
);
