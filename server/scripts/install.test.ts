/** `make install`, as far as it goes without root: the files below a folder, from a small project of the same form. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readEnvironment, VARIABLE_NAMES } from '../config/environment.ts';
import { temporaryDataDir } from '../testing/place.ts';
import { installedFiles } from './installed-files.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const UNIT = readFileSync(path.join(ROOT, 'server', 'systemd', 'plantops.service'), 'utf8');
/** All values of a key of the unit, in their order. */
const unit = (key: string): string[] =>
  [...UNIT.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value = '']) => value);

describe('what is installed', () => {
  const files = installedFiles(ROOT);

  it('is the product with the packages that it runs with, and Node.js', () => {
    expect(files).toEqual(
      expect.arrayContaining(['server/main.ts', 'settings.ts', 'CHANGELOG.md', 'mosquitto/acl', 'node_modules/pg']),
    );
    expect(files).toContain('node_modules/.bin/node');
    expect(files).toContain('node_modules/@plantops');
  });

  it('is no test, nothing that only tests and builds need, and no data', () => {
    expect(files.filter((file) => /\.test\.ts$|(^|\/)testing\/|^server\/(e2e|bench|torture)\//.test(file))).toEqual([]);
    expect(
      files.filter((file) => /node_modules\/(vitest|oxlint|eslint|playwright-core)$|^data|^\.env/.test(file)),
    ).toEqual([]);
  });

  it('has every file that a file of it imports', () => {
    const there = new Set(files);
    const missing = files
      .filter((file) => file.startsWith('server/') && file.endsWith('.ts') && !file.startsWith('server/scripts/'))
      .flatMap((file) =>
        [...readFileSync(path.join(ROOT, file), 'utf8').matchAll(/^import .*from '(\.[^']+)'/gm)].map(([, from = '']) =>
          path.join(path.dirname(file), from),
        ),
      );
    expect(missing.filter((file) => !there.has(file))).toEqual([]);
  });
});

describe('make install', () => {
  const place = temporaryDataDir();
  const project = path.join(place.dataDir, 'project');
  const destination = path.join(place.dataDir, 'destination');
  const at = (...parts: string[]): string => path.join(destination, ...parts);
  const modeOf = (file: string): string => (statSync(file).mode & 0o777).toString(8);
  const install = (goal = 'install'): string =>
    execFileSync('sh', [path.join(project, 'server', 'scripts', 'install.sh'), goal], {
      encoding: 'utf8',
      env: { ...process.env, DESTDIR: destination },
    });
  const write = (file: string, text: string): void => {
    mkdirSync(path.dirname(path.join(project, file)), { recursive: true });
    writeFileSync(path.join(project, file), text, { mode: 0o600 });
  };

  beforeEach(() => {
    for (const file of ['systemd', 'scripts/install.sh', 'scripts/installed-files.ts', 'scripts/packages.ts'])
      cpSync(path.join(ROOT, 'server', file), path.join(project, 'server', file), { recursive: true });
    write('package.json', '{ "type": "module" }');
    const packages = { 'node_modules/pg': {}, 'node_modules/vitest': { dev: true }, 'node_modules/absent': {} };
    write('package-lock.json', JSON.stringify({ packages }));
    write('node_modules/pg/index.js', 'the package');
    write('node_modules/vitest/index.js', 'not needed');
    write('server/main.ts', 'the server');
    write('server/main.test.ts', 'a test');
    write('docs/site/dist/index.html', 'the documentation');
    chmodSync(path.join(project, 'server'), 0o700);
  });
  afterEach(() => place.remove());

  it('puts programs, unit, user and settings where the service finds them, readable for it and not to be changed by it', () => {
    expect(install()).toContain(`the files are below ${destination}`);
    expect(readdirSync(at('opt'))).toEqual(['plantops']);
    expect(readFileSync(at('opt/plantops/server/main.ts'), 'utf8')).toBe('the server');
    expect(readFileSync(at('opt/plantops/docs/site/dist/index.html'), 'utf8')).toBe('the documentation');
    expect(['main.ts', 'scripts'].map((name) => modeOf(at('opt/plantops/server', name)))).toEqual(['644', '755']);
    expect(modeOf(at('opt/plantops/node_modules/pg/index.js'))).toBe('644');
    expect(existsSync(at('opt/plantops/node_modules/vitest'))).toBe(false);
    expect(existsSync(at('opt/plantops/server/main.test.ts'))).toBe(false);
    expect(readFileSync(at('etc/systemd/system/plantops.service'), 'utf8')).toMatch(/^ExecStart=\/\S+node --max/m);
    expect(readFileSync(at('usr/lib/sysusers.d/plantops.conf'), 'utf8')).toMatch(/^u plantops /m);
    expect(modeOf(at('etc/plantops/plantops.env'))).toBe('600');
  });

  it('again replaces the programs whole, and keeps the settings', () => {
    install();
    writeFileSync(at('etc/plantops/plantops.env'), 'HOST=0.0.0.0\n');
    writeFileSync(at('opt/plantops/of-before'), '');
    write('server/main.ts', 'the next server');
    install();
    expect(readFileSync(at('opt/plantops/server/main.ts'), 'utf8')).toBe('the next server');
    expect(existsSync(at('opt/plantops/of-before'))).toBe(false);
    expect(readFileSync(at('etc/plantops/plantops.env'), 'utf8')).toBe('HOST=0.0.0.0\n');
    expect(readdirSync(at('opt'))).toEqual(['plantops']);
  });

  it('that ends in the middle leaves the programs of before', () => {
    install();
    write('server/scripts/installed-files.ts', 'process.exit(1)');
    expect(() => install()).toThrow(/Command failed/);
    expect(readFileSync(at('opt/plantops/server/main.ts'), 'utf8')).toBe('the server');
  });

  it('can be taken back; data and settings stay', () => {
    install();
    mkdirSync(at('var/lib/plantops'), { recursive: true });
    writeFileSync(at('var/lib/plantops/readings'), 'kept');
    expect(install('uninstall')).toContain('/var/lib/plantops (data)');
    expect(readdirSync(at('opt'))).toEqual([]);
    expect(existsSync(at('etc/systemd/system/plantops.service'))).toBe(false);
    expect(readFileSync(at('var/lib/plantops/readings'), 'utf8')).toBe('kept');
    expect(existsSync(at('etc/plantops/plantops.env'))).toBe(true);
  });
});

describe('the unit', () => {
  it('runs as a user of its own, who may write to the data alone and become nobody else', () => {
    expect([unit('User'), unit('StateDirectory'), unit('StateDirectoryMode')]).toEqual([
      ['plantops'],
      ['plantops'],
      ['0700'],
    ]);
    expect(unit('Environment')).toEqual(['DATA_DIR=/var/lib/plantops']);
    expect([unit('ProtectSystem'), unit('ReadWritePaths')]).toEqual([['strict'], []]);
    expect([unit('CapabilityBoundingSet'), unit('NoNewPrivileges')]).toEqual([[''], ['yes']]);
  });

  it('has nothing that systemd does not know, where there is one to ask', () => {
    const place = temporaryDataDir();
    const file = path.join(place.dataDir, 'plantops.service');
    writeFileSync(file, UNIT.replace('@NODE@', process.execPath));
    const { error, status, stderr } = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
    place.remove();
    expect(error ? (error as NodeJS.ErrnoException).code : [status, stderr]).toEqual(error ? 'ENOENT' : [0, '']);
  });

  it('takes its settings from a file of which every line is a setting that the server knows', () => {
    const settings = readFileSync(path.join(ROOT, 'server', 'systemd', 'plantops.env'), 'utf8');
    const named = [...settings.matchAll(/^#?([A-Z_]+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]);
    expect(named.map(([name]) => name).filter((name) => !VARIABLE_NAMES.includes(name as never))).toEqual([]);
    const values = Object.fromEntries(
      named.map(([name = '', value]): [string, string] => [name, value || 'correct-horse-battery']),
    );
    expect(readEnvironment(values)).toMatchObject({ HOST: '0.0.0.0', PORT: 8080 });
  });
});
