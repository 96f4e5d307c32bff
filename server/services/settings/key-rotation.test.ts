import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { changeSettings, listSecrets, readSettings } from '../../db/repositories/settings.ts';
import { useTestDatabases } from '../../testing/database.ts';
import { rotateSecrets } from './key-rotation.ts';
import { SecretBox } from './secret-box.ts';

const databases = useTestDatabases();
const [OLD, NEW, NEWER] = [0, 1, 2].map(() => randomBytes(32).toString('hex')) as [string, string, string];
const SECRETS = { llm: 'sk-canary', notifications: 'https://discord.com/api/webhooks/1/canary' } as const;
const ROWS = ['llm', 'notifications'] as const;

describe('a rotation of the secrets in settings', () => {
  let database: Database;
  const store = async (key: (typeof ROWS)[number], box: SecretBox) =>
    changeSettings(database, key, { value: { kept: true }, secret: box.seal(key, SECRETS[key]) });
  const opened = async (box: SecretBox): Promise<Record<string, string>> =>
    Object.fromEntries((await listSecrets(database)).map(({ key, secret }) => [key, box.open(key, secret)]));

  beforeEach(async () => {
    database = await databases.pool();
    await changeSettings(database, 'display', { value: { language: 'de' } });
    for (const key of ROWS) await store(key, new SecretBox(OLD));
  });

  it('seals all of them under the new key, so that the old key opens none', async () => {
    expect(await rotateSecrets(database, [NEW, OLD])).toEqual({ rotated: [...ROWS], unreadable: [] });
    expect(await opened(new SecretBox(NEW))).toEqual(SECRETS);
    await expect(opened(new SecretBox(OLD))).rejects.toThrow('ENCRYPTION_KEY is not the one');
    expect((await readSettings(database, 'llm')).value, 'what is no secret stays').toEqual({ kept: true });
    expect(await readSettings(database, 'display')).toEqual({ value: { language: 'de' }, secret: null });
  });

  it.each([
    ['before the secrets were sealed', () => Promise.resolve()],
    ['after the secrets were sealed', () => rotateSecrets(database, [NEW, OLD])],
    [
      'after the secrets were sealed and a newly started server resealed one',
      () => store('llm', new SecretBox(NEW, OLD)),
    ],
  ])(
    'leaves all secrets readable if it is interrupted %s, and the next one rotates all of them',
    async (_when, untilThen) => {
      await untilThen();
      expect(await opened(new SecretBox(NEW, OLD)), 'by a start').toEqual(SECRETS);
      expect(await rotateSecrets(database, [NEWER, NEW, OLD])).toEqual({ rotated: [...ROWS], unreadable: [] });
      expect(await opened(new SecretBox(NEWER))).toEqual(SECRETS);
    },
  );

  it('lists secrets that no key opens, leaves them unchanged, and rotates the others', async () => {
    await store('notifications', new SecretBox(NEWER));
    const before = await readSettings(database, 'notifications');
    expect(await rotateSecrets(database, [NEW, OLD])).toEqual({ rotated: ['llm'], unreadable: ['notifications'] });
    expect(await readSettings(database, 'notifications')).toEqual(before);
  });

  it('is all or nothing', async () => {
    await database.query(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'disk full'; END $$`,
    );
    await database.query(
      `CREATE TRIGGER refuse BEFORE UPDATE ON settings FOR EACH ROW WHEN (OLD.key = 'notifications') EXECUTE FUNCTION refuse()`,
    );
    await expect(rotateSecrets(database, [NEW, OLD])).rejects.toThrow('disk full');
    expect(await opened(new SecretBox(OLD))).toEqual(SECRETS);
  });
});
