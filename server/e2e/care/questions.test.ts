/// <reference lib="dom" />
import type { Plant } from '@plantops/shared/api/plants.ts';
import type { PlantQuestion, QuestionPreview } from '@plantops/shared/care/question.ts';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { call } from '../harness/api.ts';
import { closePages, openPage, PHONE, useBrowser } from '../harness/browser.ts';
import { EventReader } from '../harness/event-reader.ts';
import { eventually } from '../harness/eventually.ts';
import { JudgedApi } from '../harness/judged-api.ts';
import { sharedServer } from '../harness/shared-server.ts';
import { LlmImitation } from '../../testing/llm-imitation.ts';

const KEY = 'sk-canary-of-questions-5555';
/** The smallest picture: one pixel, as PNG. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('questions about a plant', () => {
  const imitation = new LlmImitation();
  const plantOps = sharedServer();
  let browser: Browser;
  let plant: Plant;

  beforeAll(async () => {
    await imitation.start();
    await plantOps.start();
    browser = await useBrowser();
  });
  afterEach(closePages);
  afterAll(async () => {
    // A key outlasts the emptying of the server.
    await set({ provider: null, api_key: null, base_url: null });
    await plantOps.remove();
    await imitation.stop();
  });
  beforeEach(async () => {
    imitation.questions.splice(0);
    plant = (await call<Plant>(plantOps.url, 'POST', '/api/plants', { name: 'Monty', species: 'Monstera deliciosa' }))
      .body;
  });
  const set = (settings: object) => call(plantOps.url, 'PUT', '/api/settings/llm', settings);
  const connect = (provider: 'anthropic' | 'openai') =>
    set({ provider, api_key: KEY, base_url: provider === 'openai' ? `${imitation.url}/v1` : imitation.url });
  const path = (rest: string): string => `/api/plants/${plant.id}/${rest}`;
  const allow = (allowed: boolean) => call(plantOps.url, 'PUT', '/api/settings/questions', { allowed });
  const listed = async (): Promise<PlantQuestion[]> =>
    (await call<PlantQuestion[]>(plantOps.url, 'GET', path('questions'))).body;
  async function upload(api?: JudgedApi): Promise<string> {
    const answer = await fetch(new URL(path('question-photos'), plantOps.url), {
      method: 'POST',
      headers: { 'Content-Type': 'image/png' },
      body: PICTURE,
    });
    const { status, headers } = answer;
    const body = (await answer.json()) as { id: string };
    api?.check('POST', path('question-photos'), { status, headers, body });
    expect(status).toBe(201);
    return body.id;
  }

  it.each(['anthropic', 'openai'] as const)(
    'go to %s with a photo in its own form, and are answered piece by piece',
    async (provider) => {
      await connect(provider);
      await allow(true);
      const reader = await EventReader.open(plantOps.url);
      const text = `Move it back from the window. ${'It has scorched leaves. '.repeat(20)}`.trim();
      imitation.next.push({ text });
      const photo_id = await upload();
      const asked = await call<PlantQuestion>(plantOps.url, 'POST', path('questions'), {
        question: 'What are these spots?',
        photo_id,
      });
      expect([asked.status, asked.body.state]).toEqual([202, 'asking']);
      await eventually(async () => (await listed())[0]?.state === 'answered');
      expect((await listed())[0]).toMatchObject({ answer: text, provider, tokens_in: 1234, tokens_out: 321 });
      const [sent] = imitation.questions;
      expect(JSON.stringify(sent?.body)).toContain(PICTURE.toString('base64'));
      expect(JSON.stringify(sent?.body)).toContain('What are these spots?');
      expect(JSON.stringify(sent?.body)).toContain('Monstera deliciosa');
      await eventually(() => reader.named('question').some(({ data }) => JSON.stringify(data).includes('"answered"')));
      reader.close();
      const shown = await fetch(new URL(asked.body.photo_url ?? '', plantOps.url));
      expect([shown.headers.get('content-type'), Buffer.from(await shown.arrayBuffer())]).toEqual([
        'image/png',
        PICTURE,
      ]);
    },
  );

  it('over REST, answer as documented: what is sent is shown, none is asked before it is allowed, one with its photo can be removed', async () => {
    const api = await JudgedApi.of(plantOps.url);
    await connect('anthropic');
    expect((await api.call('PUT', '/api/settings/questions', { allowed: false })).body).toEqual({
      allowed: false,
      allowed_at: null,
    });
    const ask = { question: 'Why does it droop?', photo_id: await upload(api) };
    expect((await api.refused('POST', path('questions'), ask)).code).toBe('questions_not_allowed');
    const { body: preview } = await api.get<QuestionPreview>(path('question-preview'));
    expect([preview.provider, preview.data]).toEqual(['anthropic', expect.stringContaining('Monstera deliciosa')]);
    expect(imitation.questions).toEqual([]);

    await api.call('PUT', '/api/settings/questions', { allowed: true });
    expect((await api.get('/api/settings/questions')).body).toEqual({ allowed: true, allowed_at: expect.any(String) });
    imitation.next.push({ text: 'It is thirsty.' });
    const { status, body: asked } = await api.call<PlantQuestion>('POST', path('questions'), ask);
    expect(status).toBe(202);
    const first = async () => (await api.get<PlantQuestion[]>(path('questions'))).body[0];
    await eventually(async () => (await first())?.state === 'answered');
    expect(await first()).toMatchObject({ id: asked.id, question: ask.question, answer: 'It is thirsty.' });
    const photo = path(`question-photos/${ask.photo_id}`);
    expect([asked.photo_url, (await api.get(photo)).status]).toEqual([photo, 200]);

    expect((await api.call('DELETE', `/api/questions/${asked.id}`)).status).toBe(204);
    expect(await first()).toBeUndefined();
    expect((await api.refused('GET', photo)).code).toBe('photo_not_found');
    expect((await api.refused('DELETE', `/api/questions/${asked.id}`)).code).toBe('question_not_found');
  });

  it('are asked in the page once what is sent was seen, and stay after a reload', async () => {
    await connect('anthropic');
    await allow(false);
    imitation.next.push({ text: 'Because the air is dry.\n<b>Mist it</b> in the morning.' });
    const { page, faults } = await openPage(browser, `${plantOps.url}/plants/${plant.id}/care`, PHONE);
    await page.getByLabel('Your question about Monty').fill('Why are its tips brown?');
    await page.getByTestId('question-ask').click();
    const dialog = page.getByTestId('question-preview');
    const { body: preview } = await call<QuestionPreview>(plantOps.url, 'GET', path('question-preview'));
    await dialog.getByText(`${preview.model} at ${preview.address}`).waitFor();
    await dialog.getByText('What goes with it, as it is now').click();
    await dialog.getByText('"Monstera deliciosa"').first().waitFor();
    expect(imitation.questions).toEqual([]);
    await page.getByTestId('question-allow').click();
    await page.getByText('<b>Mist it</b> in the morning.').waitFor();
    await page.reload();
    await page.getByTestId('plant-answer').getByText('Because the air is dry.').waitFor();
    expect(JSON.stringify(imitation.questions[0]?.body)).toContain('Why are its tips brown?');
    expect(faults).toEqual([]);
  });
});
