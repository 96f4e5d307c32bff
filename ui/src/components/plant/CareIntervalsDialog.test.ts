import { describe, expect, it } from 'vitest';
import { problem, settled } from '../../testing/fake-server';
import { at } from '../../testing/samples';
import { mountPage } from '../../testing/screen';
import { server } from '../../testing/stage';
import CareIntervalsDialog from './CareIntervalsDialog.vue';

const feeding = {
  kind: 'fertilizing',
  summer_days: 14,
  winter_days: null,
  since: at('09:00'),
  last_at: null,
  next_on: '2026-03-01',
};
const PATH = '/api/plants/fern/care-intervals';
const none = { summer_days: null, winter_days: null };

async function opened() {
  const page = await mountPage(CareIntervalsDialog, { modelValue: true, plantId: 'fern' });
  const inputs = (kind: string) => [...page.testId(`interval-${kind}`).querySelectorAll('input')];
  const type = async (input: HTMLInputElement | undefined, words: string) => {
    if (!input) throw new Error('There is no such field.');
    input.value = words;
    input.dispatchEvent(new Event('input', { bubbles: true }));
    await settled();
  };
  const sent = () => server.asked('PUT', PATH).map(({ body }) => body);
  return { ...page, inputs, type, sent, save: () => page.testId('save-intervals') as HTMLButtonElement };
}

describe('how often something is done for a plant', () => {
  it('shows what is set and when it is due, in summer and winter apart', async () => {
    server.answer('GET', PATH, [feeding]);
    const page = await opened();
    expect(page.inputs('fertilizing').map(({ value }) => value)).toEqual(['14', '']);
    expect(page.testId('interval-fertilizing').textContent).toContain('Next on Mar 1, 2026');
    expect(page.inputs('repotting').map(({ value }) => value)).toEqual(['', '']);
  });

  it('saves all kinds at once, and one press brings back what was there', async () => {
    server.answer('GET', PATH, [feeding]);
    server.answer('PUT', PATH, []);
    const page = await opened();
    await page.type(page.inputs('repotting')[0], '730');
    await page.type(page.inputs('fertilizing')[1], '60');
    await page.click(page.save());
    const others = { pruning: none, moving: none, treatment: none };
    expect(page.sent()).toEqual([
      {
        fertilizing: { summer_days: 14, winter_days: 60 },
        repotting: { summer_days: 730, winter_days: null },
        ...others,
      },
    ]);
    expect(page.emitted('update:modelValue')).toEqual([[false]]);
    await page.screen.act();
    expect(page.sent()[1]).toEqual({ fertilizing: { summer_days: 14, winter_days: null }, repotting: none, ...others });
  });

  it.each(['0', '1.5', '1827', 'often'])('cannot be saved with "%s" days', async (words) => {
    server.answer('GET', PATH, []);
    const page = await opened();
    await page.type(page.inputs('pruning')[0], words);
    expect(page.save().disabled).toBe(true);
    expect(page.testId('interval-pruning').textContent).toContain('A whole number from 1 to 1826, or nothing.');
  });

  it('keeps what was typed where it is refused, and cannot be saved before it is known what was there', async () => {
    server.answer('GET', PATH, problem(503, { detail: 'Not now.' }));
    const page = await opened();
    expect(page.words()).toContain('Not now.');
    expect(page.save().disabled).toBe(true);
    server.answer('GET', PATH, []);
    server.answer('PUT', PATH, problem(404, { detail: 'It is gone.' }));
    await page.change({ modelValue: false });
    await page.change({ modelValue: true });
    await page.type(page.inputs('moving')[0], '30');
    await page.click(page.save());
    expect(page.words()).toContain('It is gone.');
    expect(page.inputs('moving')[0]?.value).toBe('30');
  });
});
