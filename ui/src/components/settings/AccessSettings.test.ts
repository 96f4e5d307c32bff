import { describe, expect, it } from 'vitest';
import type { AccessToken, SessionEntry } from '../../api/generated';
import { problem, Reply } from '../../testing/fake-server';
import { at } from '../../testing/samples';
import { mountPage, openScreen } from '../../testing/screen';
import { server } from '../../testing/stage';
import AccessSettings from './AccessSettings.vue';

const entry = (id: string, more: Partial<SessionEntry> = {}): SessionEntry => ({
  id,
  current: false,
  browser: `Firefox on ${id}`,
  address: '10.0.0.1',
  created_at: at('08:00'),
  seen_at: at('09:00'),
  expires_at: at('10:00'),
  ...more,
});
const token = (name: string, more: Partial<AccessToken> = {}): AccessToken => ({
  id: name,
  name,
  scope: 'read',
  created_at: at('08:00'),
  used_at: null,
  ...more,
});

async function shown({ sessions = [entry('Linux', { current: true })], tokens = [] as AccessToken[] } = {}) {
  let [browsers, keys] = [sessions, tokens];
  server.answer('GET', '/api/sessions', () => browsers);
  server.answer('DELETE', '/api/sessions/:id', ({ params }: { params: { id?: string } }) => {
    browsers = browsers.filter(({ id }) => id !== params.id);
    return new Reply(null, { status: 204 });
  });
  server.answer('DELETE', '/api/sessions', () => {
    const ended = browsers.length - 1;
    browsers = browsers.filter(({ current }) => current);
    return { ended };
  });
  server.answer('GET', '/api/reading-accounts', []);
  server.answer('GET', '/api/owner-password', { source: 'environment' });
  server.answer('GET', '/api/tokens', () => keys);
  server.answer('POST', '/api/tokens', ({ body }: { body: { name: string; scope: 'read' } }) => {
    keys = [...keys, token(body.name, { scope: body.scope })];
    return { ...token(body.name), token: 'pot_secret' };
  });
  server.answer('DELETE', '/api/tokens/:id', ({ params }: { params: { id?: string } }) => {
    keys = keys.filter(({ id }) => id !== params.id);
    return new Reply(null, { status: 204 });
  });
  const screen = openScreen();
  screen.session.note({ password_required: true, authenticated: true });
  return mountPage(AccessSettings, {}, { screen });
}
const lines = (elements: Element[]): string[] =>
  elements.map((element) => (element.textContent ?? '').replace(/\s+/g, ' ').trim());

describe('who may use the server', () => {
  it('shows the browsers; this one cannot be logged out here, another can', async () => {
    const page = await shown({ sessions: [entry('Linux', { current: true }), entry('Android')] });
    expect(lines(page.testIds('session'))).toEqual([
      expect.stringMatching(/^Firefox on Linux ?This browser, 10\.0\.0\.1$/),
      expect.stringMatching(/^Firefox on Android ?seen .*, 10\.0\.0\.1 ?Log out/),
    ]);
    await page.click(page.role('button', /Log out.*Android/));
    expect(page.testIds('session')).toHaveLength(1);
    expect(page.screen.told()).toEqual(['Firefox on Android is logged out.']);
    expect(page.testIds('end-others')).toEqual([]);
  });

  it('logs out all others after a second look', async () => {
    const page = await shown({ sessions: [entry('Linux', { current: true }), entry('Android'), entry('iPad')] });
    await page.click(page.testId('end-others'));
    expect(server.asked('DELETE', '/api/sessions')).toEqual([]);
    await page.click(page.testId('confirm'));
    expect(page.screen.told()).toEqual(['2 browsers are logged out.']);
    expect(page.testIds('session')).toHaveLength(1);
  });

  it('shows a new token once, and revokes it after a second look', async () => {
    const page = await shown({ tokens: [token('backup', { scope: 'write', used_at: at('09:00') })] });
    expect(lines(page.testIds('token'))).toEqual([expect.stringMatching(/^backup ?read and change, used .*Revoke/)]);
    const input = page.testId('token-name').querySelector('input') as HTMLInputElement;
    input.value = 'prometheus';
    input.dispatchEvent(new Event('input', { bubbles: true }));
    input.form?.requestSubmit();
    await expect.poll(() => page.testIds('new-token')).toHaveLength(1);
    expect(page.testId('new-token').textContent).toContain('pot_secret');
    expect(server.asked('POST', '/api/tokens').map(({ body }) => body)).toEqual([
      { name: 'prometheus', scope: 'read' },
    ]);
    await page.click(page.role('button', /Revoke.*prometheus/));
    await page.click(page.testId('confirm'));
    expect(page.screen.told()).toEqual(['prometheus is revoked.']);
    expect(page.testIds('new-token')).toEqual([]);
    expect(lines(page.testIds('token'))).toHaveLength(1);
  });

  it('says why a token cannot be made', async () => {
    const page = await shown();
    server.answer('POST', '/api/tokens', problem(403, { detail: 'There are 100 tokens already.' }));
    const input = page.testId('token-name').querySelector('input') as HTMLInputElement;
    input.value = 'one more';
    input.dispatchEvent(new Event('input', { bubbles: true }));
    input.form?.requestSubmit();
    await expect.poll(() => page.words()).toContain('There are 100 tokens already.');
  });

  it('says how to set a password where the environment wants none', async () => {
    server.answer('GET', '/api/tokens', []);
    server.answer('GET', '/api/reading-accounts', []);
    server.answer('GET', '/api/owner-password', { source: 'environment' });
    const page = await mountPage(AccessSettings);
    await expect.poll(() => server.asked('GET', '/api/owner-password')).toHaveLength(1);
    expect(page.testId('access-open').textContent).toContain('OWNER_PASSWORD=correct-horse-battery make run');
    expect(page.testIds('access-set-password')).toEqual([]);
  });

  it('without a password says who can reach the server, and how to set one', async () => {
    server.answer('GET', '/api/tokens', []);
    server.answer('GET', '/api/reading-accounts', []);
    let source = 'none';
    server.answer('GET', '/api/owner-password', () => ({ source }));
    server.answer('GET', '/api/sessions', []);
    const page = await mountPage(AccessSettings);
    await expect.poll(() => page.testIds('access-set-password')).toHaveLength(1);
    expect(page.testId('access-open').textContent).toContain('HOST=0.0.0.0 make run');
    page.testId('access-set-password').click();
    expect(document.activeElement).toBe(page.testId('password-new').querySelector('input'));
    expect(page.testIds('session')).toEqual([]);
    server.answer('PUT', '/api/owner-password', () => ({ source: (source = 'dashboard') }));
    const input = page.testId('password-new').querySelector('input') as HTMLInputElement;
    input.value = 'correct horse';
    input.dispatchEvent(new Event('input', { bubbles: true }));
    input.form?.requestSubmit();
    await expect.poll(() => page.testIds('password-current')).toHaveLength(1);
    expect(page.testIds('access-open')).toEqual([]);
    expect(server.asked('PUT', '/api/owner-password').map(({ body }) => body)).toEqual([{ password: 'correct horse' }]);
    expect(page.screen.told()).toEqual(['The password is set. Every other browser has to give it.']);
  });
});
