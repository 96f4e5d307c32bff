import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A secret under DATA_DIR, made at first need; 32 random bytes as hex, readable by the server's user only. */
export function keyFile(dataDir: string, name: string): { key: string; created: boolean; file: string } {
  const directory = path.join(dataDir, 'keys');
  const file = path.join(directory, name);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (existsSync(file)) {
    chmodSync(file, 0o600);
    return { key: readFileSync(file, 'utf8').trim(), created: false, file };
  }
  const key = randomBytes(32).toString('hex');
  writeFileSync(file, `${key}\n`, { mode: 0o600, flag: 'wx' });
  return { key, created: true, file };
}
