import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ExampleName } from '@plantops/shared/system.ts';

const FOLDER = path.join(import.meta.dirname, '..', '..', 'examples');

/** Each example's file, and the address in it that is replaced by the server's own. */
const SOURCES: Record<ExampleName, { file: string; address: string }> = {
  'register.sh': { file: 'register.sh', address: 'http://127.0.0.1:8080' },
  'device.py': { file: 'device.py', address: 'http://127.0.0.1:8080' },
  'esp32.ino': { file: path.join('esp32', 'esp32.ino'), address: 'http://192.168.1.10:8080' },
};

/** Characters allowed in an address, so that it is safe in a quoted string in each of these languages. */
const HARMLESS_ADDRESS = /^https?:\/\/(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?(?:\/[\w.~-]+)*$/;

/** Where the key goes in each language, if this server requires one. */
const KEY_PLACES: [string, string][] = [
  ['os.environ.get("REGISTRATION_KEY", "")', 'os.environ.get("REGISTRATION_KEY", "your registration key")'],
  ['REGISTRATION_KEY[] = "";  // where the server asks for one', 'REGISTRATION_KEY[] = "your registration key";'],
];

export interface ExampleOptions {
  /** Scheme, host and port under which the caller reached the server. */
  address: string;
  registrationKeyRequired: boolean;
}

/** Whether the address may be written into an example. */
export const isHarmlessAddress = (address: string): boolean => HARMLESS_ADDRESS.test(address);

/**
 * An example client that works with this server as it is, except for secrets, which the owner fills in.
 * @throws Error for an address that is not harmless
 */
export async function exampleText(
  name: ExampleName,
  { address, registrationKeyRequired }: ExampleOptions,
): Promise<string> {
  if (!isHarmlessAddress(address)) throw new Error('the address could end a quoted string');
  const source = SOURCES[name];
  const text = (await readFile(path.join(FOLDER, source.file), 'utf8')).replace(source.address, address);
  if (registrationKeyRequired) return KEY_PLACES.reduce((filled, [empty, place]) => filled.replace(empty, place), text);
  // A header that the server does not need would only raise questions.
  return name === 'register.sh'
    ? text
        .split('\n')
        .filter((line) => !line.includes('X-Registration-Key'))
        .join('\n')
    : text;
}
