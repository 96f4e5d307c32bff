import { describe, expect, it } from 'vitest';
import type { NewReadingAccount, ReadingAccount } from '../../api/generated';
import { problem, Reply } from '../../testing/fake-server';
import { at } from '../../testing/samples';
import { mountPage } from '../../testing/screen';
import { server } from '../../testing/stage';
import AccessReaders from './AccessReaders.vue';

const account = (name: string, kind: ReadingAccount['kind'] = 'sql'): ReadingAccount => ({
  id: name,
  kind,
  name,
  username: `${name}_1`,
  created_at: at('08:00'),
});
const made = (of: ReadingAccount, password: string): NewReadingAccount => ({
  ...of,
  password,
  address: of.kind === 'sql' ? `postgresql://u:${password}@/plantops?host=%2Fdata` : `mqtt://u:${password}@plants:1883`,
  command: `read with ${password}`,
});

async function shown(present: ReadingAccount[] = []) {
  let accounts = present;
  server.answer('GET', '/api/reading-accounts', () => accounts);
  server.answer('POST', '/api/reading-accounts', ({ body }: { body: Pick<ReadingAccount, 'name' | 'kind'> }) => {
    const added = account(body.name, body.kind);
    accounts = [...accounts, added];
    return made(added, 'first-secret');
  });
  server.answer('POST', '/api/reading-accounts/:id/password', ({ params }: { params: { id?: string } }) =>
    made(account(params.id ?? ''), 'second-secret'),
  );
  server.answer('DELETE', '/api/reading-accounts/:id', ({ params }: { params: { id?: string } }) => {
    accounts = accounts.filter(({ id }) => id !== params.id);
    return new Reply(null, { status: 204 });
  });
  return mountPage(AccessReaders, {});
}
type Page = Awaited<ReturnType<typeof shown>>;

function makeAccount(page: Page, name: string): void {
  const input = page.testId('reader-name').querySelector('input') as HTMLInputElement;
  input.value = name;
  input.dispatchEvent(new Event('input', { bubbles: true }));
  input.form?.requestSubmit();
}

describe('accounts that read', () => {
  it('are listed with what they read, and a new one shows its login once, with how to come to the database', async () => {
    const page = await shown([account('homeassistant', 'mqtt')]);
    expect(page.testIds('reader').map(({ textContent }) => textContent)).toEqual([
      expect.stringMatching(/homeassistant.*the broker \(MQTT\) as homeassistant_1, since/),
    ]);
    makeAccount(page, 'grafana');
    await expect.poll(() => page.testIds('new-reader')).toHaveLength(1);
    const words = page.testId('new-reader').textContent ?? '';
    for (const part of ['grafana_1', 'first-secret', 'postgresql://', 'read with first-secret', 'DATABASE_PORT'])
      expect(words).toContain(part);
    expect(server.asked('POST', '/api/reading-accounts').map(({ body }) => body)).toEqual([
      { name: 'grafana', kind: 'sql' },
    ]);
    expect(page.testIds('reader')).toHaveLength(2);
  });

  it('get another password after a second look, which is shown in place of the first', async () => {
    const page = await shown([account('grafana')]);
    await page.click(page.role('button', /New password.*grafana/));
    expect(server.asked('POST', '/api/reading-accounts/:id/password')).toEqual([]);
    await page.click(page.testId('confirm'));
    expect(page.testId('new-reader').textContent).toContain('second-secret');
  });

  it('are revoked after a second look, and their login is shown no more', async () => {
    const page = await shown([]);
    makeAccount(page, 'grafana');
    await expect.poll(() => page.testIds('new-reader')).toHaveLength(1);
    await page.click(page.role('button', /Revoke.*grafana/));
    expect(server.asked('DELETE', '/api/reading-accounts/:id')).toEqual([]);
    await page.click(page.testId('confirm'));
    expect(page.screen.told()).toEqual(['grafana is revoked.']);
    expect([...page.testIds('reader'), ...page.testIds('new-reader')]).toEqual([]);
  });

  it('that the database does not allow say why, with what to do', async () => {
    const page = await shown();
    server.answer('POST', '/api/reading-accounts', problem(409, { detail: 'The database says: no. Do this.' }));
    makeAccount(page, 'grafana');
    await expect.poll(() => page.words()).toContain('The database says: no. Do this.');
    expect(page.testIds('new-reader')).toEqual([]);
  });
});
