import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { LlmSettings } from '@plantops/shared/settings/llm-settings.ts';
import type { NotificationSettings } from '@plantops/shared/settings/notification-settings.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it, onTestFinished } from 'vitest';
import { temporaryDataDir } from '../../testing/place.ts';
import type { FlowNode } from '../../runtime/flow-files.ts';
import { call } from '../harness/api.ts';
import { eventually } from '../harness/eventually.ts';
import { FlowEditor } from '../harness/flow-editor.ts';
import { PlantOpsProcess } from '../harness/plantops-process.ts';
import { copyData } from '../harness/prepared-data.ts';

const SCRIPT = path.join(import.meta.dirname, '..', '..', 'scripts', 'rotate-key.ts');
const NEW = 'b2'.repeat(32);

/** Files below a folder that hold this text. */
const filesWith = (folder: string, text: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file, 'latin1').includes(text));

/** What the key files hold. */
const keyFilesOf = (dataDir: string): string =>
  readdirSync(path.join(dataDir, 'keys'))
    .map((name) => readFileSync(path.join(dataDir, 'keys', name), 'utf8'))
    .join('\n');

describe('rotating the encryption key', () => {
  let plantOps: PlantOpsProcess;
  /** A data folder with secrets, of a server that made its own key. */
  const filled = temporaryDataDir();
  beforeAll(async () => {
    plantOps = new PlantOpsProcess();
    await fill();
    await plantOps.stop();
    copyData(plantOps.dataDir, filled.dataDir);
    await plantOps.remove();
  });
  afterAll(() => {
    filled.remove();
  });

  const keysOf = (): string[] =>
    readFileSync(path.join(plantOps.dataDir, 'keys', 'encryption-key'), 'utf8')
      .trim()
      .split('\n');
  const rotation = (environment: Record<string, string> = {}): ChildProcess =>
    spawn(process.execPath, [SCRIPT], {
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        NODE_COMPILE_CACHE: inject('compileCache'),
        DATA_DIR: plantOps.dataDir,
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });

  async function ended(child: ChildProcess): Promise<{ code: number | null; output: string }> {
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code, output };
  }
  const rotate = (environment?: Record<string, string>) => ended(rotation(environment));

  /** Two secrets of the settings, and one of a flow. */
  async function fill(): Promise<void> {
    await plantOps.start();
    expect(
      (
        await call(plantOps.url, 'PUT', '/api/settings/llm', {
          provider: 'anthropic',
          api_key: 'sk-ant-1234567890-wxyz',
        })
      ).status,
    ).toBe(200);
    expect(
      (
        await call(plantOps.url, 'PUT', '/api/settings/notifications', {
          discord_webhook: 'https://discord.com/api/webhooks/1/token-abcd',
        })
      ).status,
    ).toBe(200);
    const node = {
      id: 'outside',
      type: 'http request',
      z: 'alerts',
      method: 'GET',
      ret: 'txt',
      url: 'http://127.0.0.1:1',
      authType: 'basic',
      x: 1,
      y: 1,
      wires: [[]],
      credentials: { user: 'me', password: 'typed-into-a-node' },
    } as FlowNode;
    await new FlowEditor(() => plantOps.url).edit((flows) => [...flows, node]);
    await eventually(() => existsSync(path.join(plantOps.dataDir, 'node-red', 'credentials.json')));
    await expectAllReadable();
  }

  async function expectAllReadable(): Promise<void> {
    expect((await call<LlmSettings>(plantOps.url, 'GET', '/api/settings/llm')).body).toMatchObject({
      api_key: '****wxyz',
      ready: true,
      error: null,
    });
    expect((await call<NotificationSettings>(plantOps.url, 'GET', '/api/settings/notifications')).body).toMatchObject({
      discord_webhook_source: 'settings',
      discord_webhook_error: null,
    });
    // The flow engine may take a moment longer than the server.
    const ofNode = () => call<{ user?: string }>(plantOps.url, 'GET', '/editor/credentials/http-request/outside');
    await eventually(async () => (await ofNode()).body.user === 'me');
    expect((await ofNode()).body).toMatchObject({ user: 'me', has_password: true });
    expect(plantOps.output).not.toMatch(/credentials could not be decrypted|Failed to decrypt/i);
  }

  describe('while a server runs', () => {
    beforeAll(async () => {
      plantOps = new PlantOpsProcess({}, { from: filled.dataDir });
      await plantOps.start();
    });
    afterAll(() => plantOps.remove());

    it('is refused while the server runs, and changes nothing', async () => {
      const before = keyFilesOf(plantOps.dataDir);
      expect(await rotate()).toMatchObject({
        code: 1,
        output: expect.stringMatching(/is in use by a PlantOps server that is running.*Stop that one/),
      });
      expect(keyFilesOf(plantOps.dataDir)).toBe(before);
    });

    it('is refused while a server uses the database that runs elsewhere, such as in a container', async () => {
      const [, socket = ''] = /psql -h (\S+) -p/.exec(plantOps.output) ?? [];
      const DATABASE_URL = `postgres://plantops@${encodeURIComponent(socket)}/plantops`;
      const elsewhere = temporaryDataDir();
      expect(
        await rotate({
          DATABASE_URL,
          DATA_DIR: elsewhere.dataDir,
          ENCRYPTION_KEY: keysOf()[0] ?? '',
          NEW_ENCRYPTION_KEY: NEW,
        }),
      ).toMatchObject({
        code: 1,
        output: expect.stringMatching(/a PlantOps server is using this database, from this machine\. Stop it first/),
      });
      elsewhere.remove();
      await expectAllReadable();
    });

    it('is possible once it is stopped; a secret that opens with no key stays, and is named', async () => {
      await plantOps.query(
        `UPDATE settings SET secret = set_byte(secret, 40, (get_byte(secret, 40) + 1) % 256) WHERE key = 'llm'`,
      );
      await plantOps.stop();
      const { code, output } = await rotate();
      expect(code).toBe(1);
      expect(output).toMatch(/Under the new key now: channel:discord, push_keys\./);
      expect(output).toMatch(/The secret of "llm" opens with none of the keys: set it anew in Settings/);
    });
  });

  describe('that was generated', () => {
    beforeEach(() => {
      plantOps = new PlantOpsProcess({}, { from: filled.dataDir });
    });
    afterEach(() => plantOps.remove());

    it('puts everything under a new one; the old one is gone', async () => {
      plantOps.begin();
      const before = readFileSync(path.join(plantOps.dataDir, 'keys', 'encryption-key'), 'utf8').trim();
      const { code, output } = await rotate();
      expect([code, output]).toEqual([
        0,
        expect.stringMatching(/Under the new key now: channel:discord, llm, push_keys\./),
      ]);
      expect(before).toMatch(/^[0-9a-f]{64}$/);
      expect(filesWith(plantOps.dataDir, before)).toEqual([]);
      expect(output).not.toContain(readFileSync(path.join(plantOps.dataDir, 'keys', 'encryption-key'), 'utf8').trim());
      await plantOps.start();
      await expectAllReadable();
    });

    it.each(['keys/encryption-key', 'node-red/credentials.json'])(
      'killed as soon as %s is changed leaves all readable, and can be run again',
      async (name) => {
        plantOps.begin();
        const text = (): string => readFileSync(path.join(plantOps.dataDir, name), 'utf8');
        for (let kill = 0; kill < 2; kill += 1) {
          const before = text();
          const child = rotation();
          const end = ended(child);
          await eventually(() => text() !== before, { everyMs: 1 });
          child.kill('SIGKILL');
          await end;
        }
        await plantOps.start();
        await expectAllReadable();
        await plantOps.stop();
        const earlier = keysOf();
        expect((await rotate()).code).toBe(0);
        expect(keysOf()).toHaveLength(1);
        expect(earlier).not.toContain(keysOf()[0]);
      },
    );

    it('and cut off is told at each start', async () => {
      plantOps.begin();
      writeFileSync(path.join(plantOps.dataDir, 'keys', 'encryption-key'), [NEW, ...keysOf(), ''].join('\n'));
      await plantOps.start();
      await expectAllReadable();
      expect(plantOps.output).toMatch(/a change of the encryption key was cut off.*make rotate-key/);
    });

    it('is refused where the key file is damaged or the directory is not there, and changes nothing', async () => {
      plantOps.begin();
      writeFileSync(path.join(plantOps.dataDir, 'keys', 'encryption-key'), 'half a key');
      expect(await rotate()).toMatchObject({
        code: 1,
        output: expect.stringMatching(/encryption-key is damaged: each line must be 64 hex digits/),
      });
      expect(keysOf()).toEqual(['half a key']);
      const elsewhere = path.join(plantOps.dataDir, 'typo');
      expect(await rotate({ DATA_DIR: elsewhere })).toMatchObject({
        code: 1,
        output: expect.stringMatching(/DATA_DIR must be the one that the server uses/),
      });
      expect(existsSync(elsewhere)).toBe(false);
    });
  });

  describe('of the environment', () => {
    it('needs the new one from the operator, who sets it afterwards', async () => {
      const OLD = readFileSync(path.join(filled.dataDir, 'keys', 'encryption-key'), 'utf8').trim();
      plantOps = new PlantOpsProcess({ ENCRYPTION_KEY: OLD }, { from: filled.dataDir });
      onTestFinished(() => plantOps.remove());
      plantOps.begin();
      rmSync(path.join(plantOps.dataDir, 'keys', 'encryption-key'));
      expect(await rotate({ ENCRYPTION_KEY: OLD })).toMatchObject({
        code: 1,
        output: expect.stringMatching(/NEW_ENCRYPTION_KEY must be set.*openssl rand -hex 32/),
      });
      expect(await rotate({ ENCRYPTION_KEY: OLD, NEW_ENCRYPTION_KEY: OLD })).toMatchObject({
        code: 1,
        output: expect.stringMatching(/is the present key/),
      });
      expect(await rotate({ ENCRYPTION_KEY: OLD, NEW_ENCRYPTION_KEY: 'short' })).toMatchObject({
        code: 1,
        output: expect.stringMatching(/must be 64 hex digits/),
      });
      const { code, output } = await rotate({ ENCRYPTION_KEY: OLD, NEW_ENCRYPTION_KEY: NEW });
      expect([code, output]).toEqual([0, expect.stringMatching(/Set ENCRYPTION_KEY to the new key/)]);
      expect(output).not.toContain(NEW);
      // Once more is harmless: what is under the new one already stays.
      expect((await rotate({ ENCRYPTION_KEY: OLD, NEW_ENCRYPTION_KEY: NEW })).code).toBe(0);

      plantOps.environment.ENCRYPTION_KEY = NEW;
      await plantOps.start();
      await expectAllReadable();
      await plantOps.stop();
      plantOps.environment.ENCRYPTION_KEY = OLD;
      await plantOps.start();
      expect((await call<LlmSettings>(plantOps.url, 'GET', '/api/settings/llm')).body).toMatchObject({
        ready: false,
        error: expect.stringMatching(/ENCRYPTION_KEY is not the one/),
      });
      expect(plantOps.output).toMatch(/credentials of the flows are not used: ENCRYPTION_KEY is not the one/);
      const kept = (): string[] =>
        readdirSync(path.join(plantOps.dataDir, 'node-red')).filter((name) =>
          name.startsWith('credentials.unreadable-'),
        );
      expect(kept()).toHaveLength(1);
    });
  });

  it('of a data directory without any secret says so', async () => {
    plantOps = new PlantOpsProcess();
    onTestFinished(() => plantOps.remove());
    plantOps.begin();
    mkdirSync(path.join(plantOps.dataDir, 'keys'));
    writeFileSync(path.join(plantOps.dataDir, 'keys', 'encryption-key'), NEW);
    mkdirSync(path.join(plantOps.dataDir, 'node-red'));
    writeFileSync(path.join(plantOps.dataDir, 'node-red', 'credentials.json'), '{}');
    expect(await rotate()).toMatchObject({
      code: 0,
      output: expect.stringMatching(/There was no secret to encrypt anew/),
    });
  });
});
