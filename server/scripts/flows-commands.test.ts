import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** No server listens there. */
const NOWHERE = 'http://127.0.0.1:1';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'plantops-flows-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function run(command: 'export' | 'import', given: Record<string, string>) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(import.meta.dirname, `flows-${command}.ts`)],
    { encoding: 'utf8', env: { PATH: process.env.PATH, URL: NOWHERE, ...given } },
  );
  return { status, stdout, stderr };
}

describe('make flows-export', () => {
  it.each<[string, () => Record<string, string>, RegExp]>([
    ['nobody says where to', () => ({}), /^Say where to: make flows-export TO=folder$/m],
    ['the version is no number', () => ({ TO: folder, VERSION: 'two' }), /VERSION must be a number; it is "two"/],
    ['the address is none', () => ({ TO: folder, URL: 'here' }), /URL must be an address .* it is "here"/],
    [
      'no server answers',
      () => ({ TO: folder }),
      /No server answers at http:\/\/127\.0\.0\.1:1: start it, or say where/,
    ],
  ])('fails with a sentence where %s', (_, given, message) => {
    const { status, stdout, stderr } = run('export', given());
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(message);
  });

  it('touches no folder that holds other JSON', () => {
    writeFileSync(path.join(folder, 'package.json'), '{}');
    const { status, stderr } = run('export', { TO: folder });
    expect([status, readdirSync(folder)]).toEqual([1, ['package.json']]);
    expect(stderr).toContain('Give a folder that holds nothing but flows');
  });
});

describe('make flows-import', () => {
  it.each<[string, () => Record<string, string>, RegExp]>([
    ['nobody says where from', () => ({}), /^Say where from: make flows-import FROM=folder NOTE="why"$/m],
    ['the folder is not there', () => ({ FROM: `${folder}/gone` }), /^There is no folder .*gone$/m],
    ['the folder is empty', () => ({ FROM: folder }), /holds no flows: make flows-export TO=/],
  ])('fails with a sentence where %s', (_, given, message) => {
    const { status, stdout, stderr } = run('import', given());
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(message);
  });

  it('names the file that is no list of nodes', () => {
    writeFileSync(path.join(folder, 'alerts.json'), '[{"id": "a"');
    const { status, stderr } = run('import', { FROM: folder });
    expect(status).toBe(1);
    expect(stderr).toMatch(/alerts\.json is not JSON/);
  });
});
