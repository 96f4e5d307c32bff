import { describe, expect, it } from 'vitest';
import type { DeviceWays } from '../../api/generated';
import { problem } from '../../testing/fake-server';
import { at, fernDevice } from '../../testing/samples';
import { mountPage } from '../../testing/screen';
import { server } from '../../testing/stage';
import { way, wayHop } from '../../testing/way-samples';
import WaysDialog from './WaysDialog.vue';

const LIST = '/api/devices/fern-board/ways';
const STARTED = at('08:00');

async function shown(ways: DeviceWays['ways'], engine_started_at: string | null = STARTED) {
  server.answer('GET', LIST, () => ({ engine_started_at, ways }) satisfies DeviceWays);
  const page = await mountPage(WaysDialog, { device: fernDevice({ name: 'Shelf' }), modelValue: true });
  return {
    ...page,
    words: () => page.testId('ways').textContent?.replaceAll(/\s+/g, ' ') ?? '',
    messages: () => page.testIds('way').map(({ textContent }) => textContent?.replaceAll(/\s+/g, ' ').trim()),
    hops: () => page.testIds('way-hop').map(({ textContent }) => textContent?.replaceAll(/\s+/g, ' ').trim()),
  };
}

const failed = way('f', {
  received_at: at('10:00'),
  outcome: 'set_aside',
  reason: 'mine failed: no luck',
  hops: [wayHop('ingest'), wayHop('mine', { from: 0, failure: 'no luck', received: 'reading' })],
});

describe('where a reading is', () => {
  it('those that failed come first, each with what became of it', async () => {
    const page = await shown([
      way('1', { received_at: at('11:00') }),
      failed,
      way('2', { received_at: at('09:00'), outcome: 'open', hops: [wayHop('delay', { took_ms: null })] }),
      way('3', { received_at: at('08:30'), kind: 'heartbeat', outcome: 'let_go', reason: 'a test board' }),
    ]);
    expect(page.messages()).toEqual([
      expect.stringMatching(/^Set aside · .*10:00:00.*mine failed: no luck$/),
      expect.stringMatching(/^Stored · .*11:00:00/),
      expect.stringMatching(/^On its way · .*9:00:00.*in delay$/),
      expect.stringMatching(/^Let go · Heartbeat · .*a test board/),
    ]);
    expect(page.words()).not.toContain('No reading has come');
  });

  it('its way is opened node by node, with links into the flow editor', async () => {
    const page = await shown([{ ...failed, hops_left_out: 2 }]);
    expect(page.hops()).toEqual([]);
    await page.click(page.role('button', /Set aside/));
    expect(page.hops()).toEqual([
      expect.stringMatching(/^ingest .*on the tab Telemetry · took 1.5 ms ?Went out ?reading$/),
      expect.stringMatching(/^mine .* no luck ?Came in ?reading$/),
    ]);
    expect(page.role('link', /^mine/).getAttribute('href')).toBe('/editor/#node/mine');
    expect(page.words()).toContain('and 2 more nodes');
    await page.click(page.role('button', /Set aside/));
    expect(page.hops()).toEqual([]);
  });

  it('a way that is not known is told as such', async () => {
    const page = await shown([way('f', { outcome: 'rejected', reason: 'no JSON', hops: [] })]);
    await page.click(page.role('button', /Rejected/));
    expect(page.words()).toContain('Its way is not known');
  });

  it('where none has come since the flows were started, it says so, also beside those that failed before', async () => {
    const page = await shown([way('f', { ...failed, received_at: at('07:00') })]);
    expect(page.words()).toMatch(/No reading has come since the flows were started at .*8:00:00.*Is the board on/);
    server.answer('GET', LIST, () => ({ engine_started_at: STARTED, ways: [way('1')] }) satisfies DeviceWays);
    await page.click(page.role('button', 'Look again'));
    expect(page.words()).not.toContain('No reading has come');
    expect(page.messages()).toHaveLength(1);
  });

  it('while the flows are not running, it does not claim that none came', async () => {
    const page = await shown([], null);
    expect(page.words()).toContain('The flows are not running at the moment');
    expect(page.words()).not.toContain('No reading has come');
  });

  it('a failure to ask is told', async () => {
    server.answer('GET', LIST, problem(503, { detail: 'Not now.' }));
    const page = await mountPage(WaysDialog, { device: fernDevice(), modelValue: true });
    expect(page.testId('ways').textContent).toContain('Not now.');
  });
});
