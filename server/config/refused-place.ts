/** Says which variable is to blame, if the system refuses a file or folder. */
import path from 'node:path';
import { EnvironmentError } from './environment.ts';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'the user that PlantOps runs as may not write there',
  EPERM: 'the system does not permit it',
  EROFS: 'it is on a file system that is read-only',
  EEXIST: 'a file is in its place',
  ENOTDIR: 'a file is in its place',
  EISDIR: 'a folder is in the place of a file',
  ENOENT: 'there is no such folder, and none can be made there',
  ELOOP: 'links there lead in a circle',
  ENAMETOOLONG: 'the path is too long',
  ENOSPC: 'the disk is full',
  EDQUOT: "the user's share of the disk is used up",
  EIO: 'the disk reports an error',
};

const isIn = (place: string, folder: string): boolean => place === folder || place.startsWith(`${folder}${path.sep}`);

/** What the system refused, and why; undefined if the failure is not about a file or folder. */
function refusalOf(failure: unknown): { place: string; reason: string } | undefined {
  if (!(failure instanceof Error)) return undefined;
  const { code = '', path: place } = failure as NodeJS.ErrnoException;
  const reason = REASONS[code];
  return reason === undefined || place === undefined ? undefined : { place, reason };
}

/** Names DATA_DIR. @returns undefined if the failure is about something else than a file or folder in it */
export function dataFolderFailure(failure: unknown, dataDir: string): EnvironmentError | undefined {
  const refusal = refusalOf(failure);
  // A folder above it is named where it cannot be made either.
  if (!refusal || !(isIn(refusal.place, dataDir) || isIn(dataDir, refusal.place))) return undefined;
  const where = refusal.place === dataDir ? '' : ` (${refusal.place})`;
  return new EnvironmentError(
    `DATA_DIR cannot be ${dataDir}: ${refusal.reason}${where}. Set it to a folder that PlantOps may write to, such as DATA_DIR=./data`,
    { cause: failure },
  );
}

/** Names the variable of the file that the broker reads. @returns undefined if the failure is not about a file or folder */
export function passwordFileFailure(
  failure: unknown,
  file: string,
  variable: 'MOSQUITTO_PASSWORD_FILE' | 'NATS_ACCOUNTS_FILE' = 'MOSQUITTO_PASSWORD_FILE',
): EnvironmentError | undefined {
  const refusal = refusalOf(failure);
  return (
    refusal &&
    new EnvironmentError(
      `${variable} cannot be ${file}: ${refusal.reason.replace(', and none can be made there', '')}. Set it to a file in a folder that the broker reads and PlantOps may write to`,
      { cause: failure },
    )
  );
}
