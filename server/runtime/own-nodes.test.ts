import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readOwnNodes, typesIn, writeOwnNodes } from './own-nodes.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const MINE = { files: [{ path: 'mine/mine.js', content: base64('mine') }], packages: {} };
let userDir: string;
let leftOut: string[];
beforeEach(() => {
  userDir = mkdtempSync(path.join(os.tmpdir(), 'plantops-nodes-'));
  leftOut = [];
});
afterEach(() => rmSync(userDir, { recursive: true, force: true }));

function put(place: string, content: string | Buffer): void {
  const file = path.join(userDir, place);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}
const read = () => readOwnNodes(userDir, (file) => leftOut.push(path.relative(userDir, file)));

describe("the owner's nodes", () => {
  it('are none at first', () => {
    expect(read()).toBeNull();
    put('package.json', '{ "name": "plantops-flows", "private": true }');
    put('files/kept.txt', 'x');
    expect(read()).toBeNull();
  });

  it('are their files in order, without what npm can bring again, what hides, and links, and the packages of npm', () => {
    put('nodes/mine/mine.js', 'mine');
    put('nodes/mine/mine.html', '<script>');
    put('nodes/mine/node_modules/dep/index.js', 'x');
    put('nodes/.git/config', 'x');
    symlinkSync('/etc/hostname', path.join(userDir, 'nodes', 'link.js'));
    put('package.json', '{ "dependencies": { "node-red-contrib-sun": "^1.0.0" } }');
    expect(read()).toEqual({
      files: [
        { path: 'mine/mine.html', content: base64('<script>') },
        { path: 'mine/mine.js', content: base64('mine') },
      ],
      packages: { 'node-red-contrib-sun': '^1.0.0' },
    });
    expect(leftOut).toEqual([]);
  });

  it('that are too large are told of', () => {
    put('nodes/big.js', Buffer.alloc(2 ** 20 + 1));
    put('nodes/just.js', Buffer.alloc(2 ** 20));
    put('nodes/.npmrc', 'x');
    expect(read()?.files.map((file) => file.path)).toEqual(['just.js']);
    expect(leftOut).toEqual(['nodes/.npmrc', 'nodes/big.js']);
  });

  it('are written so that the engine can read them, beside what is there, and say whether anything is new', () => {
    put('nodes/other.js', 'other');
    put('package.json', '{ "name": "plantops-flows", "dependencies": { "a": "1.0.0" } }');
    const restored = { ...MINE, packages: { b: '2.0.0' } };
    expect([writeOwnNodes(userDir, restored), writeOwnNodes(userDir, restored)]).toEqual([true, false]);
    expect(read()).toEqual({
      files: [...MINE.files, { path: 'other.js', content: base64('other') }],
      packages: { a: '1.0.0', b: '2.0.0' },
    });
    expect(statSync(path.join(userDir, 'nodes', 'mine', 'mine.js')).mode & 0o777).toBe(0o644);
    expect(JSON.parse(readFileSync(path.join(userDir, 'package.json'), 'utf8'))).toMatchObject({
      name: 'plantops-flows',
    });
    expect(writeOwnNodes(userDir, { files: [{ path: 'mine/mine.js', content: base64('newer') }], packages: {} })).toBe(
      true,
    );
  });

  it('are never written through a link, which could lead anywhere', () => {
    const elsewhere = path.join(userDir, 'elsewhere');
    mkdirSync(elsewhere);
    mkdirSync(path.join(userDir, 'nodes'));
    symlinkSync(elsewhere, path.join(userDir, 'nodes', 'mine'));
    expect(() => writeOwnNodes(userDir, MINE)).toThrow(/nodes\/mine is a link: remove it/);
    expect(existsSync(path.join(elsewhere, 'mine.js'))).toBe(false);
  });

  it('register types that can be read from their code', () => {
    const code = 'RED.nodes.registerType(\'leaf-wetness\', Leaf); RED.nodes.registerType(\n"two", Two)';
    expect(
      typesIn({
        files: [
          { path: 'a.js', content: base64(code) },
          { path: 'a.html', content: base64(code) },
        ],
        packages: {},
      }),
    ).toEqual(['leaf-wetness', 'two']);
  });
});
