import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { claimDirectory, processStartTime } from './directory-claim.ts';
import {
  chooseServicePlace,
  findServiceAccount,
  isReachable,
  isRoot,
  parsePasswd,
  pathHash,
} from './service-account.ts';

const stranger = { uid: 54_321, gid: 54_321 };
let root: string;

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'plantops-test-'));
  chmodSync(root, 0o755);
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

test('parsePasswd reads name, uid and gid, and skips lines that describe no user', () => {
  expect(
    parsePasswd('root:x:0:0:root:/root:/bin/bash\n\n# a comment\npostgres:x:101:104::/var/lib/postgresql:/bin/bash\n'),
  ).toEqual([
    { name: 'root', uid: 0, gid: 0 },
    { name: 'postgres', uid: 101, gid: 104 },
  ]);
});

test('isReachable requires the right to enter the directory and each one above it', () => {
  const inner = path.join(root, 'closed', 'open');
  mkdirSync(inner, { recursive: true });
  expect(isReachable(inner, stranger)).toBe(true);
  chmodSync(path.join(root, 'closed'), 0o700);
  expect(isReachable(inner, stranger)).toBe(false);
  expect(isReachable(inner, { uid: statSync(inner).uid, gid: 0 })).toBe(true);
});

describe('chooseServicePlace', () => {
  const choose = (dataDir: string) => chooseServicePlace({ dataDir, name: 'postgres', preferredUser: 'postgres' });

  test('is a subdirectory of DATA_DIR that only its user may enter', () => {
    const { directory, account } = choose(path.join(root, 'data'));
    expect(directory).toBe(path.join(root, 'data', 'postgres'));
    const { mode, uid } = statSync(directory);
    expect(mode & 0o777).toBe(0o700);
    expect(uid).toBe(account?.uid ?? process.getuid?.());
  });

  test('data goes to /var/lib if the service of a root server cannot reach DATA_DIR, and stays there', () => {
    const dataDir = path.join(root, 'data');
    mkdirSync(dataDir);
    chmodSync(root, 0o700);
    const fallback = path.join('/var/lib', `plantops-${pathHash(dataDir)}`);
    const expected = isRoot() ? path.join(fallback, 'postgres') : path.join(dataDir, 'postgres');
    try {
      expect(choose(dataDir).directory).toBe(expected);
      chmodSync(root, 0o755);
      expect(choose(dataDir).directory).toBe(expected);
    } finally {
      rmSync(fallback, { recursive: true, force: true });
    }
  });

  test('a service whose own user does not exist runs as nobody', () => {
    expect(findServiceAccount('no-such-user').name).toBe('nobody');
  });
});

describe('claimDirectory', () => {
  test('holds until it is released', () => {
    const claim = claimDirectory(root);
    expect(() => claimDirectory(root)).toThrow(
      new RegExp(`in use by a PlantOps server that is running \\(process ${process.pid}\\)`),
    );
    claim.release();
    claimDirectory(root).release();
  });

  test('a process that no longer exists has no start time, so its claim is void', () => {
    expect(processStartTime(process.pid)).toMatch(/\d/);
    expect(processStartTime(2 ** 30)).toBeUndefined();
  });
});
