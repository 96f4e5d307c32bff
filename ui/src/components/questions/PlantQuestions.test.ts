import { afterEach, describe, expect, it, vi } from 'vitest';
import type { PlantQuestion } from '../../api/generated';
import { liveScreen } from '../../testing/begun-screen';
import { FakeEventSource } from '../../testing/fake-event-source';
import { page as pageOf, problem, Reply, settled } from '../../testing/fake-server';
import { at, fern } from '../../testing/samples';
import { llmSettings } from '../../testing/settings-samples';
import { mountPage } from '../../testing/screen';
import { server } from '../../testing/stage';
import PlantQuestions from './PlantQuestions.vue';

const ASK = '/api/plants/:id/questions';
const question = (id: number, more: Partial<PlantQuestion> = {}): PlantQuestion => ({
  id,
  plant_id: 'fern',
  asked_at: at('12:00'),
  question: `Question ${id}?`,
  photo_url: null,
  state: 'answered',
  answer: `Answer ${id}.`,
  answered_at: at('12:01'),
  provider: 'anthropic',
  model: 'claude-test',
  tokens_in: 1,
  tokens_out: 2,
  failure: null,
  ...more,
});

interface Stage {
  allowed?: boolean;
  asked?: PlantQuestion[];
  ready?: boolean;
}

async function shown({ allowed = true, asked = [], ready = true }: Stage = {}) {
  server.answer('GET', ASK, ({ params }: { params: { id: string } }) => pageOf(params.id === 'fern' ? asked : []));
  server.answer('GET', '/api/settings/questions', { allowed, allowed_at: null });
  server.answer('PUT', '/api/settings/questions', ({ body }: { body: unknown }) => ({
    ...(body as object),
    allowed_at: null,
  }));
  server.answer('GET', '/api/plants/:id/question-preview', {
    provider: 'anthropic',
    model: 'claude-test',
    address: 'api.anthropic.com',
    instructions: 'You help a person.',
    data: '{"plant":{"name":"Fern"}}',
  });
  const screen = await liveScreen();
  const page = await mountPage(PlantQuestions, { plant: fern(), settings: llmSettings({ ready }) }, { screen });
  await settled();
  return page;
}
const answers = (page: Awaited<ReturnType<typeof shown>>): (string | null)[] =>
  page.testIds('plant-answer').map(({ textContent }) => textContent);
/** The browser's pictures: whatever is chosen becomes a small photo. */
function picturesWork(): void {
  vi.stubGlobal('createImageBitmap', async () => ({ width: 4, height: 3, close: () => undefined }));
  const canvas = HTMLCanvasElement.prototype;
  vi.spyOn(canvas, 'getContext').mockReturnValue({ fillRect: () => undefined, drawImage: () => undefined } as never);
  vi.spyOn(canvas, 'toBlob').mockImplementation((done) => done(new Blob(['x'], { type: 'image/webp' })));
}
afterEach(() => {
  vi.restoreAllMocks();
});
const tell = (event: unknown): Promise<void> => FakeEventSource.latest.emit('question', event);

describe('questions about a plant', () => {
  it('show what is sent before the first one, and ask only once the owner has allowed it', async () => {
    server.answer('POST', ASK, new Reply(question(1, { state: 'asking', answer: '' }), { status: 202 }));
    const page = await shown({ allowed: false });
    await page.type('Your question about Fern', 'Why are its tips brown?');
    await page.click(page.testId('question-ask'));
    await settled();
    expect(server.asked('POST', ASK)).toEqual([]);
    expect(page.testId('question-preview').textContent).toContain('claude-test at api.anthropic.com');
    const dialog = page.testId('question-preview').closest('[role=dialog]');
    expect(dialog?.getAttribute('aria-label')).toBe('What is sent with a question');
    expect(page.testId('question-preview').textContent).toContain('"name": "Fern"');
    await page.click(page.testId('question-allow'));
    await settled();
    expect(server.asked('PUT', '/api/settings/questions').map(({ body }) => body)).toEqual([{ allowed: true }]);
    expect(server.asked('POST', ASK).map(({ body }) => body)).toEqual([
      { question: 'Why are its tips brown?', photo_id: null },
    ]);
    expect(page.words()).toContain('The answer is being written');
  });

  it('show the answer while it is written, and take none of another plant', async () => {
    server.answer('POST', ASK, new Reply(question(1, { state: 'asking', answer: '' }), { status: 202 }));
    const page = await shown();
    await page.type('Your question about Fern', 'Why?');
    await page.click(page.testId('question-ask'));
    await tell(question(1, { state: 'asking', answer: 'Too' }));
    await tell(question(2, { plant_id: 'basil', answer: 'Of the basil.' }));
    expect(answers(page)).toEqual(['Too']);
    await tell(question(1, { answer: 'Too dry.' }));
    expect(answers(page)).toEqual(['Too dry.']);
    expect(page.words()).not.toContain('is being written');
  });

  it('are text: markup in them is shown as it is', async () => {
    const page = await shown({
      asked: [question(1, { answer: '<img src=x onerror=alert(1)> [here](http://x.test)' })],
    });
    expect(answers(page)).toEqual(['<img src=x onerror=alert(1)> [here](http://x.test)']);
    expect(page.testId('plant-question').querySelectorAll('img, a')).toHaveLength(0);
  });

  it('that failed say why and keep what came', async () => {
    const failure = { code: 'llm_timeout', detail: 'The provider did not answer in time.' };
    const page = await shown({ asked: [question(1, { state: 'failed', answer: 'Because', failure })] });
    expect(answers(page)).toEqual(['Because']);
    expect(page.testId('plant-question-failure').textContent).toContain('The provider did not answer in time.');
  });

  it('that are refused keep what was typed, with its photo', async () => {
    server.answer('POST', ASK, problem(409, { code: 'question_in_progress', detail: 'Wait.' }));
    server.answer('POST', '/api/plants/:id/question-photos', new Reply({ id: 'photo-1' }, { status: 201 }));
    picturesWork();
    const page = await shown();
    await page.type('Your question about Fern', 'What is this?');
    const chooser = page.testId('question-photo') as HTMLInputElement;
    const file = new File(['x'], 'leaf.jpg', { type: 'image/jpeg' });
    Object.defineProperty(chooser, 'files', { value: [file] });
    chooser.dispatchEvent(new Event('change'));
    await settled();
    await page.click(page.testId('question-ask'));
    await settled();
    expect(server.asked('POST', ASK).map(({ body }) => body)).toEqual([
      { question: 'What is this?', photo_id: 'photo-1' },
    ]);
    expect(page.screen.told()).toContain('Wait.');
    expect(page.testId('question-text').querySelector('textarea')?.value).toBe('What is this?');
    expect(page.has('button', 'Leave the photo out')).toBe(true);
  });

  it('are removed once that is confirmed, and go when they are removed elsewhere', async () => {
    server.answer('DELETE', '/api/questions/2', new Reply(null, { status: 204 }));
    const page = await shown({ asked: [question(2), question(1)] });
    await page.click(page.role('button', 'Remove the question “Question 2?”'));
    expect(server.asked('DELETE', '/api/questions/2')).toEqual([]);
    await page.click(page.testId('confirm'));
    await settled();
    expect(answers(page)).toEqual(['Answer 1.']);
    await tell({ id: 1, plant_id: 'fern', removed: true });
    expect(answers(page)).toEqual([]);
  });

  it('are offered with the way to set up a model where there is none, and can be forbidden again', async () => {
    const without = await shown({ ready: false });
    expect(without.words()).toContain('With a language model you can ask');
    await without.click(without.testId('question-forbid'));
    expect(server.asked('PUT', '/api/settings/questions').map(({ body }) => body)).toEqual([{ allowed: false }]);
  });
});
