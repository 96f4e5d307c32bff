/** Whatever shows a value or a state says of when it is once the server is no longer heard. */
import type { Component } from 'vue';
import { describe, expect, it } from 'vitest';
import { FakeEventSource } from '../testing/fake-event-source';
import { liveScreen } from '../testing/begun-screen';
import { alert, basil, fern, fernDevice, latest, start } from '../testing/samples';
import { mountPage } from '../testing/screen';
import { clock, pass, server } from '../testing/stage';
import ConnectionBanner from './shell/ConnectionBanner.vue';
import PlantCard from './dashboard/PlantCard.vue';
import DeviceRow from './devices/DeviceRow.vue';
import DeviceValues from './DeviceValues.vue';
import MetricGauge from './plant/MetricGauge.vue';
import StatusChip from './StatusChip.vue';

const SECOND = 1000;
const moist = fern({ latest: latest({ soil_moisture: 42.5 }), thresholds: { soil_moisture: { min: 20, max: 60 } } });
const SHOWN: [string, Component, Record<string, unknown>][] = [
  ['a card', PlantCard, { plant: moist }],
  ['a gauge', MetricGauge, { plant: moist, metric: 'soil_moisture' }],
  ['the row of a device', DeviceRow, { device: fernDevice() }],
  ['the values of a device', DeviceValues, { device: fernDevice({ latest: latest() }) }],
  ['a state', StatusChip, { plant: 'ok' }],
  ['the state of a device', StatusChip, { device: 'online' }],
];

describe.each(SHOWN)('%s', (_name, component, props) => {
  it('says of when it is 20 seconds after the last pulse, on that screen only, and no more when it is heard', async () => {
    server.answer('GET', '/api/sparklines', []);
    const [dead, alive] = [await liveScreen(), await liveScreen()];
    const shown = await mountPage(component, props, { screen: dead });
    const other = await mountPage(component, props, { screen: alive });
    const said = ({ wrapper }: typeof shown): boolean => wrapper.text().includes('12:00');
    FakeEventSource.all[0]?.fallSilent();
    await pass(15 * SECOND);
    expect([said(shown), said(other)]).toEqual([false, false]);
    await pass(5 * SECOND);
    expect([said(shown), said(other)]).toEqual([true, false]);
    await FakeEventSource.latest.connect();
    expect([said(shown), said(other)]).toEqual([false, false]);
  });
});

describe('without the server', () => {
  it('nothing is in the colour of being well, or of being new', async () => {
    server.answer('GET', '/api/sparklines', []);
    const screen = await liveScreen();
    const chip = await mountPage(StatusChip, { plant: 'ok' }, { screen });
    const card = await mountPage(PlantCard, { plant: moist }, { screen });
    expect(chip.wrapper.attributes('style')).toContain('success');
    expect(card.wrapper.classes()).not.toContain('stale');
    FakeEventSource.latest.fallSilent();
    await pass(20 * SECOND);
    expect(chip.wrapper.attributes('style')).toBeUndefined();
    expect(card.wrapper.classes()).toContain('stale');
    expect(card.wrapper.findAll('.metric.stale').length).toBeGreaterThan(0);
  });

  it('a state of another day is shown with its day', async () => {
    const screen = await liveScreen(start({ plants: [basil()], alerts: [alert(1)] }));
    const chip = await mountPage(StatusChip, { plant: 'ok' }, { screen });
    const banner = await mountPage(ConnectionBanner, {}, { screen });
    FakeEventSource.latest.fallSilent();
    clock.set('2026-01-09T08:00:00Z');
    await pass(2 * SECOND);
    expect(chip.wrapper.text()).toMatch(/All well\s*·\s*.*7.*12:00/);
    expect(banner.wrapper.text()).toMatch(/^No connection to the server\. Values of .*7.*12:00.*\. Trying again…$/);
  });
});
