/** What stands around every page: navigation, the banner without a connection, toasts. */
import { describe, expect, it } from 'vitest';
import { Reply, settled } from '../../testing/fake-server';
import { FakeEventSource } from '../../testing/fake-event-source';
import { alert, fern, start } from '../../testing/samples';
import { mountPage, openScreen } from '../../testing/screen';
import { pass, server } from '../../testing/stage';
import AppNavigation from './AppNavigation.vue';
import ConnectionBanner from './ConnectionBanner.vue';
import ToastBar from './ToastBar.vue';

describe('the navigation', () => {
  it('counts open alerts that nobody has acknowledged as they come and end', async () => {
    server.answer('GET', '/api/start', start({ alerts: [alert(1)] }));
    const screen = openScreen();
    screen.garden.start();
    await settled();
    const page = await mountPage(AppNavigation, {}, { screen });
    const count = () =>
      page
        .role('link', /^Alerts/)
        .textContent?.replaceAll(/\s+/g, ' ')
        .trim();
    expect(count()).toBe('Alerts 1');
    await FakeEventSource.latest.emit('alert', alert(2, 'basil'));
    expect(count()).toBe('Alerts 2');
    const seen = { acknowledged_at: '2026-01-07T12:00:00.000Z' };
    await FakeEventSource.latest.emit('alert', alert(2, 'basil', seen));
    expect(count(), 'one is acknowledged').toBe('Alerts 1');
    for (const [id, plant] of [
      [1, 'fern'],
      [2, 'basil'],
    ] as const)
      await FakeEventSource.latest.emit('alert', alert(id, plant, { closed_at: '2026-01-07T12:00:00.000Z' }));
    expect(count()).toBe('Alerts');
  });

  it('offers to log out only where there is a password, and what was shown is gone then', async () => {
    server.answer('GET', '/api/start', start());
    server.answer('DELETE', '/api/session', new Reply(null, { status: 204 }));
    const screen = openScreen();
    await screen.garden.load();
    const page = await mountPage(AppNavigation, {}, { screen });
    await page.click(page.role('button', 'Log out'));
    expect(screen.session.isOpen).toBe(false);
    screen.session.note({ password_required: false, authenticated: true });
    await settled();
    expect(page.has('button', 'Log out')).toBe(false);
  });
});

describe('the banner', () => {
  it('is there while the connection is not', async () => {
    server.answer('GET', '/api/start', start({ plants: [fern()] }));
    const screen = openScreen();
    screen.garden.start();
    await settled();
    const page = await mountPage(ConnectionBanner, {}, { screen });
    expect(page.testIds('connection-lost')).toEqual([]);
    await FakeEventSource.latest.drop();
    expect(page.testId('connection-lost').textContent).toContain('Connection lost.');
    await FakeEventSource.latest.connect();
    expect(page.testIds('connection-lost')).toEqual([]);
  });
});

describe('toasts', () => {
  it('come one after another, and the action of the first is not done for the second', async () => {
    const page = await mountPage(ToastBar);
    const undone: string[] = [];
    page.screen.toasts.show({
      text: 'The first.',
      kind: 'failed',
      action: { label: 'Go', run: () => undone.push('first') },
    });
    page.screen.toasts.done('The second.', () => Promise.resolve(undone.push('second')));
    await settled();
    expect(page.words()).toContain('The first.');
    await page.click(page.testId('toast-action'));
    expect(undone).toEqual(['first']);
    expect(page.words()).toContain('The second.');
  });

  it('are closed by hand', async () => {
    const page = await mountPage(ToastBar);
    page.screen.toasts.done('Saved.');
    await settled();
    await page.click(page.role('button', 'Close'));
    await pass(0);
    expect(page.screen.told()).toEqual([]);
  });
});
