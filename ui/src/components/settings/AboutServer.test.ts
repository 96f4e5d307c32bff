import { describe, expect, it } from 'vitest';
import type { Release, System } from '../../api/generated';
import { liveScreen } from '../../testing/begun-screen';
import { problem } from '../../testing/fake-server';
import { at, start } from '../../testing/samples';
import { mountPage } from '../../testing/screen';
import { server } from '../../testing/stage';
import AboutServer from './AboutServer.vue';

const system: System = {
  version: '0.2.0',
  started_at: at('11:00'),
  registration_key_required: false,
  mqtt: { host: 'plants.local', port: 1883 },
  heartbeat_interval_s: 60,
  database: { kind: 'embedded', version: '17.10', timescale: false, size_bytes: 1_000_000 },
  simulator: { allowed: true, running: false, devices: 0 },
};
const release = (version: string | null, title: string, item: string): Release => ({
  version,
  date: version === '0.2.0' ? '2026-12-01' : null,
  notes: [],
  groups: [{ title, items: [item] }],
});
const RELEASES = [
  release(null, 'Added', 'What comes next.'),
  release('0.2.0', 'Added', '`make docs` builds *all* of it.'),
  release('0.1.0', 'Core', 'Devices register themselves.'),
];

describe('about this server', () => {
  it('leads to the documentation', async () => {
    const page = await mountPage(AboutServer, { system });
    expect(page.role('link', 'Documentation').getAttribute('href')).toBe('/docs/');
  });

  it('shows what each version changed, with the one that runs unfolded', async () => {
    server.answer('GET', '/api/releases', RELEASES);
    const page = await mountPage(AboutServer, { system });
    await page.click(page.testId('show-releases'));
    const shown = page.testIds('release');
    expect(shown.map((each) => each.querySelector('h2')?.textContent)).toEqual([
      'Since the last version',
      '0.2.0, runs now · December 1, 2026',
      '0.1.0',
    ]);
    expect(shown.map((each) => each.querySelector('details')?.open)).toEqual([false, true, false]);
    const item = shown[1]?.querySelector('li');
    expect(item?.textContent).toBe('make docs builds all of it.');
    expect([item?.querySelector('code')?.textContent, item?.querySelector('em')?.textContent]).toEqual([
      'make docs',
      'all',
    ]);
  });

  it('says why what is new cannot be shown, and asks again', async () => {
    server.answer('GET', '/api/releases', () => problem(500, { detail: 'The file is gone.' }));
    const page = await mountPage(AboutServer, { system }, { screen: await liveScreen(start({})) });
    await page.click(page.testId('show-releases'));
    expect(page.testId('not-loaded').textContent).toContain('The file is gone.');
    server.answer('GET', '/api/releases', RELEASES);
    await page.click(page.role('button', 'Try again'));
    expect(page.testIds('release')).toHaveLength(3);
  });
});
