/**
 * Who may log in to the embedded database. Its socket is open to every user of the machine, because the flow engine runs
 * as another user than the host; the database itself asks who comes.
 */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { replaceFile } from '../process/durable-file.ts';
import { isRoot, type ServicePlace } from '../process/service-account.ts';

export interface EmbeddedAccess {
  /** Undefined where the system itself vouches for this process. */
  password: string | undefined;
  /** Set in the environment of `psql`, it lets `psql` in. */
  passFile: string | undefined;
}

/**
 * A server that was started as root logs in by being root, which the flow engine is not. Any other server shares its user
 * with the engine, so it has a password, in a file that the engine may not read.
 * Source: https://www.postgresql.org/docs/17/auth-pg-hba-conf.html
 */
export function prepareAccess(options: {
  place: ServicePlace;
  cluster: string;
  /** The program of the server. */
  postgres: string;
  user: string;
  /** Who may come over a port, and where to: nobody who may change anything. */
  overPort: { database: string; group: string };
  env: NodeJS.ProcessEnv;
}): EmbeddedAccess {
  const { place, cluster, user, overPort } = options;
  const byPeer = isRoot();
  const lines = [
    '# Written by PlantOps at each start.',
    ...(byPeer ? [`local all ${user} peer map=plantops`] : []),
    'local all all scram-sha-256',
    `host ${overPort.database} +${overPort.group} 127.0.0.1/32 scram-sha-256`,
  ];
  writeOwned(place, path.join(cluster, 'pg_hba.conf'), lines);
  writeOwned(place, path.join(cluster, 'pg_ident.conf'), [
    '# Written by PlantOps at each start.',
    `plantops "${os.userInfo().username}" ${user}`,
  ]);
  if (byPeer) return { password: undefined, passFile: undefined };
  const passFile = path.join(place.directory, 'pgpass');
  if (!existsSync(passFile)) {
    const password = randomBytes(24).toString('base64url');
    setPassword(options, password);
    replaceFile(passFile, `*:*:*:${user}:${password}\n`);
  }
  return { password: readFileSync(passFile, 'utf8').trim().split(':').at(-1), passFile };
}

function writeOwned(place: ServicePlace, file: string, lines: readonly string[]): void {
  const text = `${lines.join('\n')}\n`;
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  replaceFile(file, text);
  if (place.account) chownSync(file, place.account.uid, place.account.gid);
}

/** While nobody else can use the database: the server runs for this one statement. */
function setPassword(
  { place, cluster, postgres, user, env }: Parameters<typeof prepareAccess>[0],
  password: string,
): void {
  execFileSync(postgres, ['--single', '-D', cluster, 'postgres'], {
    cwd: place.directory,
    env,
    input: `ALTER ROLE ${user} PASSWORD '${password}'\n`,
    stdio: ['pipe', 'ignore', 'pipe'],
    timeout: 60_000,
  });
}
