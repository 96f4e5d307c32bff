import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

export interface Credential {
  username: string;
  hash: string;
}

/** A name or hash with one of these would add a line of its own: an account for whoever chose the name. */
const UNSAFE = /[\r\n:\0]/;

/** The file's text. @throws when a name could break out of its line */
function passwordFileText(credentials: readonly Credential[]): string {
  return credentials
    .map(({ username, hash }) => {
      if (username === '' || UNSAFE.test(username) || /[\r\n\0]/.test(hash))
        throw new Error('a username for the broker holds a forbidden character');
      return `${username}:${hash}\n`;
    })
    .join('');
}

/**
 * Replaces the file as a whole: whoever reads it sees the old one or the new one, never a part, and a missing file
 * would refuse everyone. The broker's user owns it before it takes its place.
 */
export async function replacePasswordFile(
  file: string,
  credentials: readonly Credential[],
  owner?: { uid: number; gid: number },
): Promise<void> {
  const temporary = path.join(path.dirname(file), `.passwords-${process.pid}-${randomBytes(4).toString('hex')}`);
  let handle: FileHandle | undefined;
  try {
    handle = await open(temporary, 'wx', 0o600);
    await handle.writeFile(passwordFileText(credentials));
    if (owner) await handle.chown(owner.uid, owner.gid);
    await handle.sync();
    await handle.close();
    handle = undefined;
    await rename(temporary, file);
  } catch (failure) {
    await handle?.close();
    await rm(temporary, { force: true });
    throw failure;
  }
}
