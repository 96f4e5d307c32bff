/** Makes the package in nodes/package-dist/package: part of `npm run pack-nodes`. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { makePackage } from './make-package.ts';

/** Where these sources came from, as `npm init` would find it; undefined outside of a clone. */
function origin(): string | undefined {
  try {
    return execFileSync('git', ['remote', 'get-url', 'origin'], { cwd: import.meta.dirname, encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

await makePackage(path.join(import.meta.dirname, '..', 'package-dist', 'package'), {
  repository: process.env.REPOSITORY ?? origin(),
});
