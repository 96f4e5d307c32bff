import { patiently } from '@plantops/shared/testing/patiently.ts';
import { afterEach, describe, expect, it } from 'vitest';
import type { Alert } from '../api/generated';
import { expandedAlerts } from '../components/alerts/expanded-alerts';
import { page as pageOf, problem, settled } from '../testing/fake-server';
import { FakeEventSource } from '../testing/fake-event-source';
import { alert, at, basil, fern, latest, notice, start } from '../testing/samples';
import { notificationSettings } from '../testing/settings-samples';
import { mountPage, openScreen } from '../testing/screen';
import { server } from '../testing/stage';
import AlertsPage from './AlertsPage.vue';

afterEach(() => expandedAlerts.clear());

const past = (id: number, plantId = 'fern', more: Partial<Alert> = {}): Alert =>
  alert(id, plantId, { closed_at: at('11:30'), ...more });

const NEW = { opened_at: at('11:50') };

async function shown(
  alerts: Alert[] = [alert(1, 'fern', NEW), alert(2, 'basil', NEW)],
  address = '/alerts',
  ended = [past(9)],
  plants = [fern({ latest: latest({ soil_moisture: 13.3 }) }), basil()],
) {
  server.answer('GET', '/api/start', start({ plants, alerts }));
  server.answer('GET', '/api/alerts', ({ query }: { query: { plant_id?: string; about?: string } }) =>
    pageOf(ended.filter(({ plant_id }) => !query.plant_id || plant_id === query.plant_id)),
  );
  server.answer('GET', '/api/notices', []);
  server.answer('GET', '/api/settings/notifications', notificationSettings());
  for (const [method, acknowledged_at] of [
    ['POST', at('12:00')],
    ['DELETE', null],
  ] as const)
    server.answer(method, '/api/alerts/:id/acknowledge', ({ params }: { params: { id: string } }) => ({
      ...alerts.find(({ id }) => id === Number(params.id)),
      acknowledged_at,
    }));
  const screen = openScreen();
  await screen.router.push(address);
  screen.garden.start();
  await settled();
  const page = await mountPage(AlertsPage, {}, { screen });
  await settled();
  return { ...page, row: (id: number) => page.testId(`alert-${id}`), open: () => page.testId('open-alerts') };
}
const changed = () =>
  server.calls.filter(({ method }) => !['GET'].includes(method)).map(({ path, body }) => [path, body]);

describe('the alerts page', () => {
  it('says in words what is wrong, with the value now of that plant', async () => {
    const page = await shown();
    expect(page.row(1).textContent).toContain('Soil moisture 12.0 %, below 20 %');
    expect(page.row(1).textContent).toContain('now 13.3 %');
    expect(page.row(2).textContent).toContain('now 40.0 %');
    await FakeEventSource.latest.emit(
      'alert',
      alert(3, 'basil', { metric: 'temperature', value: 36, direction: 'max', threshold: 30 }),
    );
    expect(page.row(3).textContent).toContain('Temperature 36.0 °C, above 30 °C');
  });

  it('moves the alert that was seen to its own group, still open to read, and undo brings it back', async () => {
    const page = await shown();
    server.answer('GET', '/api/alerts/:id/notices', []);
    const details = () => page.row(1).querySelector('.delivery') as HTMLElement;
    await page.click(details());
    const seen = page.row(1).querySelector('.actions button') as HTMLElement;
    seen.focus();
    await page.click(seen);
    expect(page.role('region', 'Acknowledged').contains(page.row(1))).toBe(true);
    expect(page.role('region', 'New').contains(page.row(2))).toBe(true);
    expect(details().getAttribute('aria-expanded')).toBe('true');
    // Who presses keys goes on where the button was.
    expect(document.activeElement).toBe(details());
    await page.screen.act();
    expect(page.role('region', 'New').contains(page.row(1))).toBe(true);
    expect(changed().map(([path]) => path)).toEqual(['/api/alerts/1/acknowledge', '/api/alerts/1/acknowledge']);
  });

  it('marks one as not seen that was seen before', async () => {
    const page = await shown([alert(1, 'fern', { ...NEW, acknowledged_at: at('11:55') })]);
    await page.click(page.role('button', 'Mark as not seen'));
    expect(page.role('region', 'New').contains(page.row(1))).toBe(true);
    expect(page.screen.told()).toEqual(['1 alert marked as not seen.']);
  });

  it('acknowledges all that are new, and only those', async () => {
    const page = await shown([alert(1), alert(2, 'basil'), alert(3, 'fern', { acknowledged_at: at('11:50') })]);
    await page.click(page.role('button', 'Acknowledge all'));
    expect(
      changed()
        .map(([path]) => path)
        .toSorted(),
    ).toEqual(['/api/alerts/1/acknowledge', '/api/alerts/2/acknowledge']);
    expect(page.screen.told()).toEqual(['2 alerts acknowledged.']);
  });

  it('offers to acknowledge all only where there is more than one', async () => {
    const page = await shown([alert(1)]);
    expect(page.has('button', 'Acknowledge all')).toBe(false);
    expect(page.has('button', 'Acknowledge')).toBe(true);
  });

  it('says that no alert is open, but nothing of limits where nothing measures', async () => {
    const calm = await shown([]);
    expect(calm.words()).toContain('No alert is open.');
    calm.leave();
    for (const plants of [[], [fern({ device_count: 0, status: 'no_sensor', latest: null })]]) {
      const page = await shown([], '/alerts', [], plants);
      expect(page.words()).toContain('Nothing is watched yet');
      expect(page.words()).not.toMatch(/Nothing needs you|No alert is open/);
      page.leave();
    }
  });

  it('mutes the metric of the alert for an hour, and the plant alone', async () => {
    const page = await shown();
    server.answer('PUT', '/api/plants/:id/mutes', ({ params }: { params: { id: string } }) => ({
      ...(params.id === 'fern' ? fern() : basil()),
      mutes: [{ metric: 'soil_moisture', until: at('13:00') }],
    }));
    await page.click(page.row(2).querySelector('[aria-haspopup=dialog]') as HTMLElement);
    await page.click(page.role('dialog').querySelector('[type=submit]') as HTMLElement);
    expect(changed()).toEqual([['/api/plants/basil/mutes', { metric: 'soil_moisture', until: at('13:00') }]]);
    expect(page.testId('muted-now').textContent).toContain('Basil');
  });

  it('shows only what fits the filter of its address, among open and past alerts, and takes it away', async () => {
    const page = await shown(undefined, '/alerts?plant=basil', [past(8), past(9, 'basil')]);
    expect(page.testIds('alert-1')).toEqual([]);
    expect(page.testIds('alert-8')).toEqual([]);
    expect([page.testIds('alert-2').length, page.testIds('alert-9').length]).toEqual([1, 1]);
    await page.screen.router.replace('/alerts?plant=basil&about=temperature');
    await settled();
    expect(page.words()).toContain('No open alert fits the filter.');
    await page.click(page.role('button', 'Clear the filter'));
    expect(page.screen.router.currentRoute.value.query).toEqual({});
    expect(page.testIds('alert-1')).toHaveLength(1);
  });

  it('is narrowed down by plant and subject, which the address keeps', async () => {
    const page = await shown(undefined, '/alerts', [past(8), past(9, 'basil')]);
    const choose = async (filter: string, option: string) => {
      const box = page.testId(filter).querySelector('.v-field') as HTMLElement;
      box.dispatchEvent(new MouseEvent('mousedown', { bubbles: true }));
      await patiently(() => page.role('option', option));
      await page.click(page.role('option', option));
    };
    expect([page.testIds('alert-8').length, page.testIds('alert-9').length]).toEqual([1, 1]);
    await choose('filter-plant', 'Basil');
    expect([page.testIds('alert-8').length, page.testIds('alert-9').length]).toEqual([0, 1]);
    await choose('filter-about', 'Temperature');
    expect(page.screen.router.currentRoute.value.query).toEqual({ plant: 'basil', about: 'temperature' });
    expect(server.asked('GET', '/api/alerts').at(-1)?.query).toMatchObject({
      plant_id: 'basil',
      about: 'temperature',
      open: 'false',
    });
  });

  it('shows past alerts by the day on which they began', async () => {
    const page = await shown(undefined, '/alerts', [
      past(9),
      past(8, 'fern', { opened_at: '2026-01-06T11:00:00.000Z' }),
    ]);
    const days = [...page.testId('past-alerts').children].map((day) => day.getAttribute('aria-label'));
    expect(days).toEqual(['Today', 'Yesterday']);
    expect(page.role('region', 'Today').contains(page.row(9))).toBe(true);
    expect(page.role('region', 'Yesterday').contains(page.row(8))).toBe(true);
  });

  it('shows past alerts page by page, and keeps what is there when the next page does not come', async () => {
    const page = await shown();
    const whole = Array.from({ length: 30 }, (_, index) => past(38 - index));
    server.answer('GET', '/api/alerts', pageOf(whole, 9));
    await page.screen.router.replace('/alerts?plant=fern');
    await settled();
    server.answer('GET', '/api/alerts', problem(503, { detail: 'Try again soon' }));
    await page.click(page.role('button', 'Show more'));
    expect(page.words()).toContain('Try again soon');
    expect(page.testIds('alert-9')).toHaveLength(1);
    server.answer('GET', '/api/alerts', pageOf([past(7)]));
    await page.click(page.role('button', 'Try again'));
    expect(server.asked('GET', '/api/alerts').at(-1)?.query.cursor).toBe('9');
    expect([page.testIds('alert-9').length, page.testIds('alert-7').length]).toEqual([1, 1]);
    expect(page.has('button', 'Show more')).toBe(false);
  });

  it('claims no delivery that it does not know of', async () => {
    const page = await shown();
    expect(page.testId('outbox').textContent).toContain('All messages were delivered.');
    page.leave();
    server.answer('GET', '/api/notices', problem(503));
    const again = await mountPage(AlertsPage, {}, { screen: page.screen });
    expect(again.testId('outbox').textContent).toContain('what was delivered is not known');
  });

  it.each([
    [{ last_error: 'Discord answered 500' }, {}, '1 message waits (Discord answered 500).'],
    [
      { next_attempt_at: at('13:00') },
      { quiet_hours: { from: '10:00', to: '13:00', time_zone: 'UTC' } },
      'until the quiet hours end at 1:00',
    ],
    [{}, {}, '1 message waits.'],
  ])('tells why a message waits: %o', async (more, settings, words) => {
    const page = await shown();
    page.leave();
    server.answer('GET', '/api/notices', ({ query }: { query: { state?: string } }) =>
      query.state === 'failed' ? [] : [notice('n1', more)],
    );
    server.answer('GET', '/api/settings/notifications', notificationSettings(settings));
    const again = await mountPage(AlertsPage, {}, { screen: page.screen });
    expect(again.testId('outbox').textContent?.replaceAll(/\s+/g, ' ')).toContain(words);
  });

  it('leads to the settings where no channel is set up', async () => {
    const page = await shown();
    page.leave();
    server.answer('GET', '/api/settings/notifications', notificationSettings({ channels: [] }));
    const again = await mountPage(AlertsPage, {}, { screen: page.screen });
    expect(again.role('link', 'Set it up').getAttribute('href')).toBe('/settings#notifications');
  });
});
