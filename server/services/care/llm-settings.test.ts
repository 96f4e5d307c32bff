import type { UpdateLlmSettings } from '@plantops/shared/settings/llm-settings.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { LlmSettings, maskedKey } from './llm-settings.ts';
import { SecretBox } from '../settings/secret-box.ts';

const databases = useTestDatabases();
let database: Database;
const KEY = 'sk-ant-canary-1234567890abcd';
const make = (key = 'ab'.repeat(32), environment: { anthropic?: URL; openai?: URL } = {}): LlmSettings =>
  new LlmSettings({
    database,
    box: new SecretBox(key),
    environment: { anthropic: environment.anthropic, openai: environment.openai },
    log: silentLog,
  });

async function loaded(key?: string): Promise<LlmSettings> {
  const settings = make(key);
  await settings.load();
  return settings;
}

/** The fields for which a change is refused. */
async function refusal(settings: LlmSettings, change: UpdateLlmSettings): Promise<string[]> {
  const failure = await settings.update(change).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(failure instanceof ProblemError)) throw new Error('it was not refused');
  expect(failure.code).toBe('invalid_request');
  return failure.fields.map(({ pointer }) => pointer);
}

beforeEach(async () => {
  database = await databases.pool();
});

describe('the settings of the advisor', () => {
  it('start without a provider, automatic and with a limit', async () => {
    expect((await loaded()).shown()).toEqual({
      provider: null,
      model: null,
      api_key: null,
      base_url: null,
      automatic: true,
      monthly_tokens: 1_000_000,
      ready: false,
      error: null,
      default_models: { anthropic: 'claude-sonnet-4-20250514', openai: 'gpt-4o' },
    });
  });

  it('keep the key encrypted, show its last four characters, and survive a restart', async () => {
    await make().update({ provider: 'anthropic', api_key: KEY });
    const settings = await loaded();
    expect(settings.shown()).toMatchObject({
      provider: 'anthropic',
      model: 'claude-sonnet-4-20250514',
      api_key: '****abcd',
      ready: true,
    });
    expect(settings.connection()).toEqual({ apiKey: KEY, baseUrl: undefined });
    const { rows } = await database.query<{ value: unknown; secret: Buffer }>(
      `SELECT value, secret FROM settings WHERE key = 'llm'`,
    );
    expect(JSON.stringify(rows[0]?.value)).not.toContain('canary');
    expect(rows[0]?.secret.toString('latin1')).not.toContain('canary');
  });

  it('change only in the given fields', async () => {
    const settings = make();
    await settings.update({ provider: 'openai', api_key: KEY, model: 'gpt-4.1', monthly_tokens: 5 });
    await settings.update({ automatic: false });
    await settings.update({ monthly_tokens: null });
    expect((await loaded()).shown()).toMatchObject({
      provider: 'openai',
      model: 'gpt-4.1',
      api_key: '****abcd',
      automatic: false,
      monthly_tokens: null,
    });
  });

  it.each<[string, UpdateLlmSettings]>([
    ['another provider', { provider: 'openai' }],
    ['another base URL', { base_url: 'https://elsewhere.example' }],
  ])('require a stored key again before it is sent to %s', async (_where, change) => {
    const settings = make();
    await settings.update({ provider: 'anthropic', api_key: KEY });
    expect(await refusal(settings, change)).toEqual(['/api_key']);
    expect(settings.shown()).toMatchObject({ provider: 'anthropic', base_url: null, api_key: '****abcd' });
    await settings.update({ ...change, api_key: 'another-key-wxyz' });
    expect(settings.shown()).toMatchObject({ ...change, api_key: '****wxyz' });
  });

  it('accept the same provider and base URL again without the key', async () => {
    const settings = make();
    await settings.update({ provider: 'openai', base_url: 'http://localhost:11434/v1', api_key: KEY });
    await settings.update({ provider: 'openai', base_url: 'http://localhost:11434/v1', model: 'llama' });
    expect(settings.shown()).toMatchObject({ model: 'llama', api_key: '****abcd' });
  });

  it('drop the model when the provider changes, and everything when there is none', async () => {
    const settings = make();
    await settings.update({ provider: 'openai', api_key: KEY, model: 'gpt-4.1', base_url: 'https://proxy.example/v1' });
    await settings.update({ provider: 'anthropic', api_key: KEY, base_url: null });
    expect(settings.shown()).toMatchObject({ model: 'claude-sonnet-4-20250514', base_url: null });
    await settings.update({ provider: null });
    expect((await loaded()).shown()).toMatchObject({
      provider: null,
      model: null,
      api_key: null,
      base_url: null,
      ready: false,
    });
  });

  it('are ready without a key only for a self-hosted server, until a key is removed', async () => {
    const settings = make();
    await settings.update({ provider: 'openai' });
    expect(settings.isReady()).toBe(false);
    await settings.update({ base_url: 'http://localhost:11434/v1' });
    expect((await loaded()).isReady()).toBe(true);
    await settings.update({ api_key: KEY });
    await settings.update({ base_url: 'http://localhost:11434/v1' });
    await settings.update({ api_key: null });
    expect(settings.shown()).toMatchObject({
      provider: 'openai',
      base_url: 'http://localhost:11434/v1',
      api_key: null,
      ready: false,
    });
    await settings.update({ base_url: 'http://localhost:11434/v1' });
    expect(settings.isReady()).toBe(true);
    await settings.update({ provider: 'anthropic', base_url: 'http://localhost:1/v1' });
    expect(settings.isReady()).toBe(false);
  });

  it('use the address from the environment unless one is set', async () => {
    const settings = make(undefined, {
      openai: new URL('http://127.0.0.1:9/v1'),
      anthropic: new URL('http://127.0.0.1:8'),
    });
    await settings.update({ provider: 'openai' });
    expect(settings.isReady()).toBe(false);
    expect(settings.connection().baseUrl).toBe('http://127.0.0.1:9/v1');
    await settings.update({ base_url: 'https://set.example/v1' });
    expect(settings.connection().baseUrl).toBe('https://set.example/v1');
    await settings.update({ provider: 'anthropic', base_url: null });
    expect(settings.connection().baseUrl).toBe('http://127.0.0.1:8');
  });

  it.each([
    'http://169.254.169.254/latest',
    'http://169.254.1.1',
    'http://2852039166/',
    'http://0xa9fea9fe/',
    'http://[fe80::1]/v1',
    'http://[::ffff:169.254.169.254]/',
    'http://metadata.google.internal/',
    'http://metadata.google.internal./',
    'http://[fd00:ec2::254]/v1',
    'http://[64:ff9b::a9fe:a9fe]/v1',
    'http://100.100.100.200/v1',
  ])('refuse the link-local address %s', async (base_url) => {
    expect(await refusal(make(), { provider: 'openai', base_url })).toEqual(['/base_url']);
  });

  it('report a key sealed under another ENCRYPTION_KEY, and accept a new one', async () => {
    await make().update({ provider: 'anthropic', api_key: KEY });
    const settings = await loaded('cd'.repeat(32));
    expect(settings.shown()).toMatchObject({
      provider: 'anthropic',
      api_key: null,
      ready: false,
      error: expect.stringMatching(/ENCRYPTION_KEY is not the one/),
    });
    expect(settings.warnings()).toHaveLength(1);
    await settings.update({ api_key: 'another-key-wxyz' });
    expect(settings.shown()).toMatchObject({ api_key: '****wxyz', ready: true, error: null });
  });

  it('keep both of two changes at once, and go on after one that was refused', async () => {
    const settings = make();
    const refused = settings.update({ provider: 'openai', base_url: 'http://169.254.1.1' });
    const changes = [settings.update({ provider: 'openai' }), settings.update({ monthly_tokens: 7 })];
    await expect(refused).rejects.toMatchObject({ code: 'invalid_request' });
    await Promise.all(changes);
    for (const each of [settings, await loaded()])
      expect(each.shown()).toMatchObject({ provider: 'openai', base_url: null, monthly_tokens: 7 });
  });

  it('forget a key that cannot be read once it would be sent elsewhere, and keep it for its own place', async () => {
    await make().update({ provider: 'openai', api_key: KEY });
    const settings = await loaded('cd'.repeat(32));
    await settings.update({ provider: 'openai', automatic: false });
    expect(settings.warnings(), 'at the same place').toHaveLength(1);
    await settings.update({ base_url: 'http://localhost:11434/v1' });
    expect(settings.shown()).toMatchObject({ error: null, api_key: null, ready: true });
    expect((await loaded()).shown(), 'with the former key').toMatchObject({ api_key: null, error: null });
  });

  it('are set a second time without a provider, from the beginning', async () => {
    const settings = make();
    await settings.update({ provider: 'openai', base_url: 'http://localhost:11434/v1', model: 'llama' });
    expect(settings.isReady()).toBe(true);
    await settings.update({ provider: null });
    expect(settings.model()).toBeUndefined();
    expect(settings.connection()).toEqual({ apiKey: undefined, baseUrl: undefined });
    await settings.update({ provider: 'openai' });
    expect(settings.shown()).toMatchObject({ base_url: null, model: 'gpt-4o', ready: false });
  });

  it('keep the model that is given together with another provider', async () => {
    const settings = make();
    await settings.update({ provider: 'openai', api_key: KEY, model: 'gpt-4.1' });
    await settings.update({ provider: 'openai' });
    expect(settings.model()).toBe('gpt-4.1');
    await settings.update({ provider: 'anthropic', api_key: KEY, model: 'claude-opus-4-5' });
    expect(settings.model()).toBe('claude-opus-4-5');
  });

  it('reject a secret that belongs to another row', async () => {
    await database.query(`INSERT INTO settings (key, value, secret) VALUES ('llm', '{"provider": "anthropic"}', $1)`, [
      new SecretBox('ab'.repeat(32)).seal('notifications', KEY),
    ]);
    expect((await loaded()).shown()).toMatchObject({ ready: false, error: expect.stringMatching(/belongs elsewhere/) });
  });

  it('count as unset if another version stored values that this one cannot read', async () => {
    await database.query(
      `INSERT INTO settings (key, value) VALUES ('llm', '{"provider": "oracle", "model": 7, "automatic": "yes", "monthly_tokens": "many"}')`,
    );
    expect((await loaded()).shown()).toMatchObject({
      provider: null,
      model: null,
      automatic: true,
      monthly_tokens: 1_000_000,
    });
  });
});

describe('a masked key', () => {
  it('shows only its end, and nothing of a short key', () => {
    expect([maskedKey(KEY), maskedKey('elevenchars'), maskedKey('twelve-chars')]).toEqual([
      '****abcd',
      '****',
      '****hars',
    ]);
  });
});
