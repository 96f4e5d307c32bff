import { describe, expect, it } from 'vitest';
import type { HomeAssistantSettings as Settings, UpdateHomeAssistantSettings } from '../../api/generated';
import { problem, settled } from '../../testing/fake-server';
import { at } from '../../testing/samples';
import { mountPage } from '../../testing/screen';
import { homeAssistantSettings, words } from '../../testing/settings-samples';
import { server } from '../../testing/stage';
import { dashboardUrl } from './dashboard-url';
import HomeAssistantSettings from './HomeAssistantSettings.vue';

const PATH = '/api/settings/home-assistant';
const OTHER = { broker: 'other', url: 'mqtt://hub.local:1883', username: 'plants', password: '****' } as const;

/** The server stores what it is sent, and masks the password. */
async function shown(more: Partial<Settings> = {}) {
  let settings = homeAssistantSettings(more);
  server.answer('GET', PATH, () => settings);
  server.answer('PUT', PATH, ({ body }: { body: UpdateHomeAssistantSettings }) => {
    const { password, ...fields } = body;
    settings = {
      ...settings,
      ...fields,
      ...(password !== undefined && { password: password === null ? null : '****' }),
    };
    if (settings.enabled) settings = { ...settings, connection: 'connected', announced: { plants: 2, devices: 1 } };
    return settings;
  });
  const page = await mountPage(HomeAssistantSettings);
  await settled();
  return {
    ...page,
    async type(field: string, words: string) {
      const input = page.testId(field).querySelector<HTMLInputElement>('input, textarea');
      if (!input) throw new Error(`${field} has no input`);
      input.value = words;
      input.dispatchEvent(new Event('input', { bubbles: true }));
      await settled();
    },
  };
}
const sent = (): unknown[] => server.asked('PUT', PATH).map(({ body }) => body);

describe('Home Assistant in the settings', () => {
  it('is one switch, which says what is announced and whether Home Assistant is there', async () => {
    const page = await shown();
    expect(page.words()).not.toContain('Connected');
    await page.click(page.role('checkbox', 'Show plants and devices in Home Assistant'));
    expect(sent()).toEqual([{ enabled: true, language: 'en', dashboard_url: null }]);
    expect(page.screen.told()).toEqual(['Home Assistant is told of plants and devices now.']);
    expect(page.testId('home-state').textContent).toBe(
      'Connected: 2 plants and one device are announced. Home Assistant has not been heard yet.',
    );
  });

  it('says what is wrong at the broker, and where something is still to be removed', async () => {
    const error = 'The broker at hub.local:1883 does not let this account in';
    const trouble = words(error, { de: 'Der Broker bei hub.local:1883 lässt diesen Zugang nicht herein' });
    const page = await shown({
      trouble,
      enabled: true,
      ...OTHER,
      connection: 'failed',
      error,
      leaving: ['own', 'old.local:1883'],
    });
    expect(page.testId('home-error').textContent).toContain(error);
    expect(page.testId('home-leaving').textContent).toContain('The one of PlantOps, old.local:1883');
  });

  it("takes the house's broker with its account, and shows neither account nor password of ours there", async () => {
    const page = await shown();
    await page.click(page.testId('home-other').querySelector('input') ?? page.testId('home-other'));
    await page.type('home-url', 'mqtt://hub.local:1883');
    await page.type('home-username', 'plants');
    await page.type('home-password', 'secret');
    await page.click(page.testId('home-save'));
    expect(sent()).toEqual([
      {
        broker: 'other',
        url: 'mqtt://hub.local:1883',
        username: 'plants',
        password: 'secret',
        ca_certificate: null,
        discovery_prefix: 'homeassistant',
        language: 'en',
        dashboard_url: null,
      },
    ]);
    expect(page.testId('home-password').querySelector('input')?.value).toBe('');
    expect(page.words()).not.toContain('How Home Assistant gets in');
    expect(page.words()).not.toContain('Save and connect');
  });

  it('keeps the password that is stored, and says that another address needs it again', async () => {
    const page = await shown({ ...OTHER });
    await page.type('home-username', 'garden');
    await page.click(page.testId('home-save'));
    expect(sent()[0]).not.toHaveProperty('password');
    await page.type('home-url', 'mqtt://other.local:1883');
    expect(page.words()).toContain('Needed again, since it would be sent to another broker.');
  });

  it('shows at its field what the server refuses', async () => {
    const page = await shown({ ...OTHER });
    const errors = [{ pointer: '/url', detail: 'must have a host' }];
    server.answer('PUT', PATH, problem(400, { code: 'invalid_request', errors }));
    await page.type('home-url', 'mqtt://');
    await page.click(page.testId('home-save'));
    expect(page.testId('home-url').textContent).toContain('must have a host');
  });

  it('makes an account for the own broker, shows its password once, and removes it after a question', async () => {
    const page = await shown({ enabled: true, connection: 'connected' });
    server.answer('POST', `${PATH}/account`, {
      username: 'home-assistant',
      password: 'seen-once',
      mqtt: { host: 'plants.local', port: 1883 },
    });
    server.answer(
      'GET',
      PATH,
      homeAssistantSettings({ account: { username: 'home-assistant', created_at: at('11:59') } }),
    );
    await page.click(page.testId('home-account-make'));
    expect(page.testId('home-account').textContent).toMatch(/plants\.local.*1883.*home-assistant.*seen-once/);
    server.answer('DELETE', `${PATH}/account`, undefined);
    await page.click(page.role('button', 'Remove'));
    expect(server.asked('DELETE', `${PATH}/account`)).toEqual([]);
    await page.click(page.testId('confirm'));
    expect(server.asked('DELETE', `${PATH}/account`)).toHaveLength(1);
    expect(page.words()).not.toContain('seen-once');
  });
});

describe('the address for links from Home Assistant', () => {
  it.each([
    ['/', 'http://plants.local:8080/settings', 'http://plants.local:8080/'],
    ['/garden/', 'https://home.example/garden/settings', 'https://home.example/garden/'],
    ['/', 'http://localhost:8080/', null],
    ['/', 'http://127.0.0.1:8080/', null],
    ['/api/hassio_ingress/abc/', 'http://homeassistant.local:8123/api/hassio_ingress/abc/', null],
  ])('of %s, open at %s, is %s', (path, page, url) => {
    expect(dashboardUrl(path, page)).toBe(url);
  });
});
