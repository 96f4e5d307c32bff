/**
 * Chooses the user and the directory for the database and the broker. PostgreSQL refuses to run as root and Mosquitto
 * should not, so a server started as root runs them as an unprivileged user, in a directory that this user can reach.
 */
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { makeFolder } from './make-folder.ts';

/** An unprivileged system user. */
export interface ServiceAccount {
  name: string;
  uid: number;
  gid: number;
}

/** A service's own directory and the user it runs as; no account means the server's own user. */
export interface ServicePlace {
  directory: string;
  account: ServiceAccount | undefined;
  /** For the log: says that the directory is not below DATA_DIR, and why. */
  relocation?: string;
}

export const isRoot = (): boolean => process.getuid?.() === 0;

/** Parses the text of /etc/passwd into the name, uid and gid of each user. */
export function parsePasswd(text: string): ServiceAccount[] {
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
}

const readAccounts = (): ServiceAccount[] => parsePasswd(readFileSync('/etc/passwd', 'utf8'));

/** The user to run a service as: the preferred one if it exists, otherwise `nobody`. */
export function findServiceAccount(preferredName: string): ServiceAccount {
  const accounts = readAccounts();
  const account = [preferredName, 'nobody'].map((name) => accounts.find((one) => one.name === name)).find(Boolean);
  if (!account)
    throw new Error(`There is no user ${preferredName} or nobody to run it as. Start PlantOps as an ordinary user.`);
  return account;
}

/** Whether the user may enter a directory and all those above it, judged by mode bits (ACLs are ignored). */
export function isReachable(directory: string, account: Pick<ServiceAccount, 'uid' | 'gid'>): boolean {
  const { uid, gid, mode } = statSync(directory);
  const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
  if ((mode & bit) === 0) return false;
  const parent = path.dirname(directory);
  return parent === directory || isReachable(parent, account);
}

/** A short name for a path, used in places that belong to it but lie elsewhere. */
export const pathHash = (directory: string): string =>
  createHash('sha256').update(directory).digest('hex').slice(0, 10);

/** The owner of a directory from an earlier start; undefined if that is root or there is none. */
function ownerOf(directory: string | undefined): ServiceAccount | undefined {
  const { uid, gid } = directory === undefined ? { uid: 0, gid: 0 } : statSync(directory);
  return uid === 0
    ? undefined
    : (readAccounts().find((account) => account.uid === uid) ?? { name: `uid ${uid}`, uid, gid });
}

/**
 * Chooses and creates the directory of a service: `<dataDir>/<name>`, or `/var/lib/plantops-<hash of dataDir>/<name>`
 * if the service's user cannot reach the former (for example, when started as root below /root). If either place
 * already holds data, it is used, so that a change of mode or user never puts an empty database in place of the old
 * one.
 * @throws {Error} if the directory belongs to a user that this process cannot act for.
 */
export function chooseServicePlace(options: {
  dataDir: string;
  name: string;
  preferredUser: string;
  /** Other users may pass through the directory to something in it that is open to them; by default nobody may. */
  isPassable?: boolean;
}): ServicePlace {
  const { name } = options;
  const mode = options.isPassable ? 0o711 : 0o700;
  // 0711 lets the service's user pass through. Secrets in there have modes of their own.
  makeFolder(options.dataDir, 0o711);
  const dataDir = realpathSync(options.dataDir);
  const inside = path.join(dataDir, name);
  const fallback = path.join('/var/lib', `plantops-${pathHash(dataDir)}`, name);

  if (!isRoot()) {
    const directory = existsSync(fallback) && !existsSync(inside) ? fallback : inside;
    makeFolder(directory, mode);
    const owner = statSync(directory).uid;
    if (owner !== process.getuid?.()) {
      throw new Error(
        `${directory} belongs to another user (uid ${owner}): PlantOps was started as root here before. ` +
          'Start it as root again, or choose another DATA_DIR.',
      );
    }
    return { directory, account: undefined };
  }

  const existing = [fallback, inside].find((directory) => existsSync(directory));
  const account = ownerOf(existing) ?? findServiceAccount(options.preferredUser);
  const useFallback = existing === undefined ? !isReachable(dataDir, account) : existing === fallback;
  const directory = useFallback ? fallback : inside;
  makeFolder(directory, 0o755);
  chmodSync(directory, mode);
  chownSync(directory, account.uid, account.gid);
  return useFallback
    ? {
        directory,
        account,
        relocation: `the user ${account.name} cannot enter ${dataDir}, so the data of ${name} is in ${directory}`,
      }
    : { directory, account };
}
