/** Makes the packages in server/client-package/dist, `package` for npm and `python` for pip: part of `npm run pack-client`. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { makeClient } from './make-client.ts';
import { makePythonClient } from './python/make-python-client.ts';

/** Where these sources came from; undefined outside of a clone. */
function origin(): string | undefined {
  try {
    return execFileSync('git', ['remote', 'get-url', 'origin'], { cwd: import.meta.dirname, encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

await makeClient(path.join(import.meta.dirname, 'dist', 'package'), process.env.REPOSITORY ?? origin());
makePythonClient(path.join(import.meta.dirname, 'dist', 'python'));
