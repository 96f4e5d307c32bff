import { describe, expect, it } from 'vitest';
import type { CurrentCarePlan } from '../api/generated';
import { FakeEventSource } from '../testing/fake-event-source';
import { page as pageOf, problem, Reply, settled } from '../testing/fake-server';
import { careProgress, currentPlan } from '../testing/care-samples';
import { basil, fern, species, speciesMatch, start } from '../testing/samples';
import { llmSettings } from '../testing/settings-samples';
import { mountPage, openScreen } from '../testing/screen';
import { server } from '../testing/stage';
import CarePage from './CarePage.vue';

async function shown(plan: CurrentCarePlan | Reply = currentPlan(3), settings = llmSettings(), watched = fern()) {
  server.answer('GET', '/api/start', start({ plants: [watched, basil()] }));
  server.answer('GET', '/api/plants/fern/care-plan', plan);
  server.answer('GET', '/api/plants/basil/care-plan', currentPlan(4, 'basil'));
  server.answer('GET', '/api/plants/:id/care-plans', pageOf([]));
  server.answer('GET', '/api/settings/llm', settings);
  server.answer('GET', '/api/plants/:id/questions', pageOf([]));
  server.answer('GET', '/api/settings/questions', { allowed: false, allowed_at: null });
  const screen = openScreen();
  await screen.router.push('/plants/fern/care');
  screen.garden.start();
  await settled();
  const page = await mountPage(CarePage, { id: 'fern' }, { screen });
  await settled();
  return page;
}
const late: Partial<CurrentCarePlan> = {
  schedule: [{ task: 'watering', due: '2026-01-05', every_days: 7, note: 'Until water runs out.' }],
  generated_at: '2025-12-29T08:00:00.000Z',
};

describe('the care page', () => {
  it('shows the plan and its next watering, and offers a language model where there is none', async () => {
    const page = await shown(undefined, llmSettings({ provider: null, ready: false }));
    expect(page.testId('care-summary').textContent).toBe('Plan 3 of fern.');
    expect(page.testId('care-next-watering').textContent).toContain('In 2 days');
    expect(page.testId('care-origin').textContent).toContain('Made by rules, without a language model');
    expect(page.testId('care-offer').querySelector('a')?.getAttribute('href')).toBe('/settings#advisor');
    expect(server.asked('POST', '/api/plants/:id/analyze')).toEqual([]);
  });

  it('shows the plan of the next plant, also when the answer for the former one comes last', async () => {
    const slow = server.hold('GET', '/api/plants/fern/care-plan');
    const page = await shown();
    await page.change({ id: 'basil' });
    await settled();
    await slow.answer(currentPlan(3));
    expect(page.testId('care-summary').textContent).toBe('Plan 4 of basil.');
    expect(document.title).toBe('Care of Basil · PlantOps');
  });

  it('says whether the plant harms cats and dogs, and who says so', async () => {
    const boston = {
      ...species('Nephrolepis exaltata'),
      pets: 'safe' as const,
      pets_source: 'ASPCA, https://www.aspca.org/fern.',
    };
    server.answer('GET', '/api/species/match', speciesMatch('exact', boston));
    const page = await shown(undefined, undefined, fern({ species: 'Boston fern' }));
    expect(server.asked('GET', '/api/species/match').length).toBe(1);
    expect(page.testId('pets').textContent).toContain('Not known to harm cats and dogs. (says aspca.org)');
    expect(page.testId('pets').querySelector('a')?.href).toBe('https://www.aspca.org/fern');
  });

  it('says how late a missed watering is', async () => {
    const page = await shown(currentPlan(3, 'fern', late));
    expect(page.testId('care-next-watering').textContent).toContain('2 days late');
    expect(page.testIds('care-task')[0]?.textContent).toContain('Overdue');
    expect(page.has('button', 'Done: Water, Today')).toBe(true);
  });

  it('logs a task that is done for this plant, and undo takes it back', async () => {
    server.answer('POST', '/api/plants/fern/journal', { id: 8 });
    server.answer('DELETE', '/api/journal/8', new Reply(null, { status: 204 }));
    const page = await shown();
    await page.click(page.role('button', 'Watered now'));
    await page.screen.act();
    expect(
      server.calls.filter(({ method }) => method !== 'GET').map(({ method, path, body }) => [method, path, body]),
    ).toMatchObject([
      ['POST', '/api/plants/fern/journal', { kind: 'watering' }],
      ['DELETE', '/api/journal/8', undefined],
    ]);
  });

  it('shows the steps of a plan that is being made for this plant, wherever that was asked, and the plan when it is there', async () => {
    const page = await shown();
    await FakeEventSource.latest.emit('care_progress', careProgress('basil'));
    expect(page.testIds('care-progress')).toEqual([]);
    await FakeEventSource.latest.emit('care_progress', careProgress('fern'));
    expect(page.testIds('care-progress')).toHaveLength(1);
    server.answer('GET', '/api/plants/fern/care-plan', currentPlan(5));
    await FakeEventSource.latest.emit('care_progress', careProgress('fern', { step: 'done' }));
    expect(page.testIds('care-progress')).toEqual([]);
    expect(page.testId('care-summary').textContent).toBe('Plan 5 of fern.');
  });

  it('keeps the plan when a new one fails, says why, and tries again', async () => {
    const old = { generated_at: '2026-01-04T11:00:00.000Z' };
    const page = await shown(currentPlan(3, 'fern', old));
    const failed = { at: '2026-01-07T12:00:00.000Z', code: 'llm_wrong_key', detail: 'The key was refused.' };
    server.answer('POST', '/api/plants/fern/analyze', problem(502, { code: 'llm_wrong_key', detail: failed.detail }));
    server.answer('GET', '/api/plants/fern/care-plan', currentPlan(3, 'fern', { last_failure: failed, ...old }));
    await page.click(page.testId('care-make'));
    expect(page.testId('care-summary').textContent).toBe('Plan 3 of fern.');
    expect(page.testId('care-failure').textContent).toContain(
      'No new plan could be made just now. What you see was made 3 days ago.',
    );
    expect(page.testId('care-failure').textContent).toContain('The key was refused.');
    expect(page.testId('care-failure').querySelector('a')?.getAttribute('href')).toBe('/settings#advisor');
    expect(page.screen.told()).toEqual([]);
    server.answer('POST', '/api/plants/fern/analyze', currentPlan(6));
    server.answer('GET', '/api/plants/fern/care-plan', currentPlan(6));
    await page.click(page.role('button', 'Try again'));
    expect(page.testIds('care-failure')).toEqual([]);
    expect(page.testId('care-summary').textContent).toBe('Plan 6 of fern.');
  });

  it('says why the rules made the plan although a model answered, in the words that were stored with it', async () => {
    const detail = "The model's answer was not used: it floods the plant.";
    const failed = { at: '2026-01-07T12:00:00.000Z', code: 'llm_answer_refused', detail };
    const page = await shown(currentPlan(3, 'fern', { source: 'rules', last_failure: failed }));
    expect(page.testId('care-failure').textContent).toContain('This plan was made by rules.');
    expect(page.testId('care-failure').textContent).toContain(detail);
  });

  it('says when the plan cannot be fetched, and fetches it again', async () => {
    const page = await shown(problem(503, { detail: 'Not now.' }));
    expect(page.words()).toContain('Not now.');
    server.isReachable = false;
    await page.click(page.role('button', 'Try again'));
    expect(page.words()).toContain('The server cannot be reached. Check that it is running.');
    server.isReachable = true;
    server.answer('GET', '/api/plants/fern/care-plan', currentPlan(3));
    await page.click(page.role('button', 'Try again'));
    expect(page.words()).not.toContain('cannot be reached');
    expect(page.testId('care-summary').textContent).toBe('Plan 3 of fern.');
  });

  it('says when the plant is not there', async () => {
    const page = await shown();
    await page.change({ id: 'nobody' });
    expect(page.has('heading', 'This plant is not there (any more)')).toBe(true);
  });
});

describe("a model's plan whose ground has changed", () => {
  const changed = currentPlan(3, 'fern', {
    source: 'anthropic',
    is_kept: true,
    language: 'de',
    alerts: ['Too cold: 4 °C.', 'Die Erde ist trocken.'],
    alerts_now: 1,
    schedule: [{ task: 'fertilizing', due: '2026-01-09', every_days: 14, note: 'Halbe Menge.' }],
    outdated: [
      { part: 'summary', because: 'cold_now', text: 'Too cold: 4 °C' },
      { part: 'watering', because: 'soil_wet', text: 'Too wet: soil at 88%' },
      { part: 'alerts/1', because: 'soil_dry', text: 'This is over: Too dry' },
      { part: 'schedule/0', because: 'feeding_paused', text: 'No feeding until spring' },
    ],
  });

  it('says so at each point that rests on it, and nowhere else', async () => {
    const page = await shown(changed);
    expect(page.testIds('since-then').map(({ textContent }) => textContent?.trim())).toEqual([
      'Since then: Too cold: 4 °C',
      'Since then: This is over: Too dry',
      'Since then: Too wet: soil at 88%',
      'Since then: No feeding until spring',
    ]);
    expect(page.testId('care-alerts').textContent).toContain('This is over: Too dry');
  });

  it('has its words in their language, and what is of now in that of the reader', async () => {
    const page = await shown(changed);
    const alerts = [...page.testId('care-alerts').querySelectorAll('li > div > span')];
    expect(alerts.map((alert) => alert.getAttribute('lang'))).toEqual([null, 'de']);
  });

  it('says when water is due and what that is derived from, or that it must dry first', async () => {
    const page = await shown(currentPlan(3));
    expect(page.words()).toContain('Reckoned from how fast this pot dries.');
    const { watering } = currentPlan(3).diagnosis_now;
    const held = { ...currentPlan(3).diagnosis_now, watering: { ...watering, next: null, not_before: '2026-01-20' } };
    server.answer('GET', '/api/plants/fern/care-plan', currentPlan(4, 'fern', { diagnosis_now: held }));
    await FakeEventSource.latest.emit('plant', fern({ last_watered_at: '2026-01-07T11:00:00.000Z' }));
    expect(page.words()).toContain('It is watered again only once the soil has dried');
    expect(page.testId('care-next-watering').textContent).toContain('Look again');
  });
});
