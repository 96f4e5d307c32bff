import { describe, expect, it } from 'vitest';
import WateringAgain from '../components/shell/WateringAgain.vue';
import { useJournal } from '../components/plant/use-journal';
import { useLanguage } from '../messages/text';
import { Reply, settled } from '../testing/fake-server';
import { at, basil, fern, journalEntry, start } from '../testing/samples';
import { mountPage, openScreen } from '../testing/screen';
import { pass, server } from '../testing/stage';

const MINUTE = 60_000;
const posts = (): string[] => server.calls.filter(({ method }) => method === 'POST').map(({ path }) => path);

/** A screen with two plants, each with its button, and the question that may be asked. */
async function garden(ferns: Parameters<typeof fern>[0] = {}) {
  server.answer('GET', '/api/start', start({ plants: [fern(ferns), basil()] }));
  let id = 0;
  server.answer('POST', '/api/plants/:id/journal', () => journalEntry(++id, at('12:00')));
  server.answer('DELETE', '/api/journal/:id', new Reply(null, { status: 204 }));
  const screen = openScreen();
  screen.garden.start();
  await settled();
  const page = await mountPage(WateringAgain, {}, { screen });
  const water = screen.show(() => ({ fern: useJournal('fern'), basil: useJournal('basil') })).it;
  return {
    screen,
    page,
    async press(plant: 'fern' | 'basil') {
      void water[plant].waterNow();
      await settled();
    },
    question: () => page.roles('dialog').map((dialog) => dialog.querySelector('.v-card-text')?.textContent),
  };
}

describe('a second watering within ten minutes', () => {
  it('is logged only once the owner has said so, for the plant that was asked about', async () => {
    const { page, press, question } = await garden();
    await press('fern');
    await press('basil');
    expect(posts()).toEqual(['/api/plants/fern/journal', '/api/plants/basil/journal']);
    await pass(3 * MINUTE);
    await press('fern');
    expect(question()).toEqual(['Fern was logged as watered 3 min ago, here. Log another watering?']);
    expect(posts()).toHaveLength(2);
    await page.click(page.role('button', 'Log another'));
    expect(posts().slice(2)).toEqual(['/api/plants/fern/journal']);
  });

  it('is not logged where the owner says no, and the button works again', async () => {
    const { page, press } = await garden();
    await press('fern');
    await press('fern');
    await page.click(page.role('button', 'Cancel'));
    expect(posts()).toHaveLength(1);
    await pass(11 * MINUTE);
    await press('fern');
    expect(posts()).toHaveLength(2);
  });

  it('asks about one that was logged on another screen, in the language of the dashboard', async () => {
    const { press, question } = await garden({ last_watered_at: at('11:52') });
    await useLanguage('de');
    await press('fern');
    expect(question()[0]).toMatch(/^Für Fern wurde vor 8 min auf einem anderen Bildschirm .* eingetragen\./);
  });

  it.each([
    ['exactly ten minutes after it', 10 * MINUTE, 1],
    ['later than that', 10 * MINUTE + 1, 2],
  ])('asks up to ten minutes: %s', async (_when, ms, logged) => {
    const { press } = await garden();
    await press('fern');
    await pass(ms);
    await press('fern');
    expect(posts()).toHaveLength(logged);
  });

  it('does not ask once the first one was taken back', async () => {
    const { screen, press } = await garden();
    await press('fern');
    await screen.act();
    await press('fern');
    expect(posts()).toHaveLength(2);
  });
});
