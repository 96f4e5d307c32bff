import { describe, expect, it } from 'vitest';
import { at, basilDevice, fernDevice, start } from '../../testing/samples';
import { mountPage, openScreen } from '../../testing/screen';
import { server } from '../../testing/stage';
import PausedDevice from './PausedDevice.vue';

describe('a device that is shut out', () => {
  it('is let in again by one press, and no other one is', async () => {
    const paused = fernDevice({ name: 'Shelf', paused_at: at('11:50') });
    server.answer('GET', '/api/start', start({ devices: [paused, basilDevice({ paused_at: at('11:51') })] }));
    server.answer('PATCH', '/api/devices/:id', () => ({ ...paused, paused_at: null }));
    const screen = openScreen();
    await screen.garden.load();
    const page = await mountPage(PausedDevice, { device: paused }, { screen });
    expect(page.words()).toContain('Not let in');
    await page.click(page.role('button', 'Let it in again'));
    expect(server.calls.filter(({ method }) => method === 'PATCH').map(({ path, body }) => [path, body])).toEqual([
      ['/api/devices/fern-board', { paused: false }],
    ]);
    expect(page.screen.told()).toEqual(['Shelf is let in again.']);
    const { devices } = screen.garden.state;
    expect([devices['fern-board']?.paused_at, devices['basil-board']?.paused_at]).toEqual([null, at('11:51')]);
  });

  it('shows nothing of one that is let in', async () => {
    const page = await mountPage(PausedDevice, { device: fernDevice() }, { screen: openScreen() });
    expect(page.words().trim()).toBe('');
  });
});
