/** Files of JSON below the folder of the flows. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { replaceFile } from '../process/durable-file.ts';
import { makeFolder } from '../process/make-folder.ts';

/** @returns an empty object where there is no such file */
export function readKept(dataFolder: string, name: string): Record<string, unknown> {
  const file = path.join(dataFolder, name);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>) : {};
}

export function writeKept(dataFolder: string, name: string, value: unknown): void {
  makeFolder(dataFolder, 0o711);
  replaceFile(path.join(dataFolder, name), `${JSON.stringify(value, null, 2)}\n`);
}
