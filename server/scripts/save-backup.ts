/**
 * Part of `make upgrade`: downloads a backup of the running server into this folder, and makes sure that it is whole. What
 * was written so far is removed if not.
 */
import { createReadStream, createWriteStream, rmSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { CommandError, runCommand, serverFromEnvironment } from './flows-api.ts';

const basic = (password: string): string => `Basic ${Buffer.from(`owner:${password}`).toString('base64')}`;

async function download(file: (name: string) => string): Promise<string> {
  const { url, password } = serverFromEnvironment();
  const response = await fetch(new URL('/api/backup', url), {
    headers: password === undefined ? {} : { Authorization: basic(password) },
  }).catch((failure: unknown) => {
    throw new CommandError(
      `No server answers at ${url}, so no backup can be made before the upgrade: start it, or say where it is with URL=http://…`,
      { cause: failure },
    );
  });
  if (response.status === 401)
    throw new CommandError(`The server at ${url} asks for the owner password: set OWNER_PASSWORD`);
  const name = /filename="(plantops-[\w-]+\.ndjson\.gz)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  if (!response.ok || !response.body || name === undefined)
    throw new CommandError(`What answers at ${url} makes no backup (status ${response.status})`);
  const place = file(name);
  await pipeline(Readable.fromWeb(response.body as never), createWriteStream(place, { flags: 'wx', mode: 0o600 }));
  return place;
}

/** The last line of a backup says that it is the end. */
async function assertWhole(place: string): Promise<void> {
  let last = '';
  const unpacked = createReadStream(place).pipe(createGunzip());
  try {
    for await (const line of createInterface({ input: unpacked })) last = line;
    if ((JSON.parse(last) as { end?: unknown }).end === true) return;
  } catch {
    // A file that was cut off cannot be unpacked to its end.
  }
  rmSync(place);
  throw new CommandError('The backup was cut off and is removed again. Nothing was changed: try again');
}

runCommand(async () => {
  const place = await download((name) => path.resolve(name));
  await assertWhole(place);
  return `The backup is in ${place}.`;
});
