import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

export interface Credential {
  username: string;
  hash: string;
}

/** A name or hash containing one of these would add a line: an account for whoever chose the name. */
const UNSAFE = /[\r\n:\0]/;

/** The content of Mosquitto's file. @throws if a name or hash could break out of its line */
export function passwordFileText(credentials: readonly Credential[]): string {
  return credentials
    .map(({ username, hash }) => {
      if (username === '' || UNSAFE.test(username) || /[\r\n\0]/.test(hash))
        throw new Error('a username for the broker holds a forbidden character');
      return `${username}:${hash}\n`;
    })
    .join('');
}

/**
 * Replaces the whole file atomically. Readers see the old version or the new one, never a part of either, and never a
 * missing file, which would lock everyone out. The broker's user owns the new file before the rename.
 */
export async function replacePasswordFile(
  file: string,
  credentials: readonly Credential[],
  owner?: { uid: number; gid: number },
  text: (credentials: readonly Credential[]) => string = passwordFileText,
): Promise<void> {
  const temporary = path.join(path.dirname(file), `.passwords-${process.pid}-${randomBytes(4).toString('hex')}`);
  let handle: FileHandle | undefined;
  try {
    handle = await open(temporary, 'wx', 0o600);
    await handle.writeFile(text(credentials));
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
