/**
 * `make rotate-key`: re-encrypts everything that is encrypted at rest with a new key. The server must be stopped.
 * If the key comes from the environment, the operator must set NEW_ENCRYPTION_KEY, and afterwards use it as
 * ENCRYPTION_KEY.
 * If this is interrupted at any point, it can be run again; with a generated key, the server can also start in between.
 */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { EnvironmentError, KEY_FORM, readEnvironment } from '../config/environment.ts';
import { encryptionKeys, newKey, writeKeys } from '../config/keys.ts';
import { createLogger } from '../config/logger.ts';
import { listeningServers } from '../db/directory-listener.ts';
import { migrate } from '../db/migrate.ts';
import { type Database, openPool } from '../db/pool.ts';
import { startDatabase } from '../infrastructure.ts';
import { claimDirectory } from '../process/directory-claim.ts';
import { rekeyFlowCredentials } from '../runtime/flow-credentials.ts';
import { rotateSecrets } from '../services/settings/key-rotation.ts';
import { StopList } from '../stop-list.ts';

const HOW = '`openssl rand -hex 32` makes one';

/** @returns the new key first, then the earlier ones: several if a rotation was interrupted */
function ringFor(
  present: { keys: [string, ...string[]]; file: string },
  given: string | undefined,
): [string, ...string[]] {
  if (given !== undefined && !KEY_FORM.test(given))
    throw new EnvironmentError(`NEW_ENCRYPTION_KEY must be 64 hex digits: ${HOW}`);
  if (present.file === '' && given === undefined) {
    throw new EnvironmentError(
      `NEW_ENCRYPTION_KEY must be set, since ENCRYPTION_KEY comes from the environment: ${HOW}`,
    );
  }
  // If it is the first of several, a rotation to it was interrupted.
  if (present.keys.length === 1 && given?.toLowerCase() === present.keys[0].toLowerCase())
    throw new EnvironmentError(`NEW_ENCRYPTION_KEY is the present key: ${HOW}`);
  const next = given ?? newKey();
  return [next, ...present.keys.filter((key) => key !== next)];
}

/**
 * Files that belong to a different user would keep the server from starting, and a mistyped directory would be created.
 */
function checkDirectory(dataDir: string): void {
  if (!existsSync(dataDir))
    throw new EnvironmentError(`There is no ${dataDir}: DATA_DIR must be the one that the server uses`);
  const keys = path.join(dataDir, 'keys');
  const owner = existsSync(keys) ? statSync(keys).uid : undefined;
  if (owner !== undefined && owner !== process.getuid?.())
    throw new EnvironmentError(
      `${keys} is of another user (uid ${owner}): run this as the user that the server runs as`,
    );
}

/**
 * The claim on the directory detects servers on this machine; one in another container only shows by its connection.
 */
async function checkUnused(database: Database): Promise<void> {
  const places = await listeningServers(database);
  if (places.length > 0)
    throw new Error(`a PlantOps server is using this database, from ${places.join(', ')}. Stop it first`);
}

async function main(): Promise<number> {
  const environment = readEnvironment(process.env);
  const log = createLogger('warn');
  const stops = new StopList(log);
  try {
    checkDirectory(environment.DATA_DIR);
    const claim = claimDirectory(environment.DATA_DIR);
    stops.add('data directory', () => claim.release());
    const present = encryptionKeys(environment);
    const ring = ringFor(present, process.env.NEW_ENCRYPTION_KEY || undefined);
    const { connection, direct } = await startDatabase(environment, stops, log);
    const database = openPool(connection, log);
    stops.add('database connections', () => database.end());
    await checkUnused(database);
    await migrate(direct, log);
    // Stores all keys before the first secret uses the new one, so that everything can be read after a crash.
    if (present.file) writeKeys(present.file, ring);
    const { rotated, unreadable } = await rotateSecrets(database, ring);
    const flowsAreReadable = rekeyFlowCredentials(environment.DATA_DIR, ring);
    if (present.file) writeKeys(present.file, [ring[0]]);

    process.stdout.write(
      `${rotated.length === 0 ? 'There was no secret to encrypt anew.' : `Under the new key now: ${rotated.join(', ')}.`}\n`,
    );
    process.stdout.write(
      present.file
        ? `The new key is in ${present.file}; keep a copy with your backups.\n`
        : 'Set ENCRYPTION_KEY to the new key before the next start.\n',
    );
    for (const name of unreadable)
      process.stderr.write(`The secret of "${name}" opens with none of the keys: set it anew in Settings.\n`);
    if (!flowsAreReadable)
      process.stderr.write('The credentials of the flows open with none of the keys: type them in again at /editor.\n');
    return unreadable.length > 0 || !flowsAreReadable ? 1 : 0;
  } finally {
    await stops.stopAll();
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (failure: unknown) => {
    process.stderr.write(
      `The key cannot be rotated: ${failure instanceof Error ? failure.message : String(failure)}\n`,
    );
    process.exitCode = 1;
  },
);
