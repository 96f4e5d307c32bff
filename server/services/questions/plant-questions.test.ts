import type { PlantQuestion } from '@plantops/shared/care/question.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import { careContext } from '@plantops/shared/testing/care-fixtures.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { insertJournalEntry } from '../../db/repositories/journal.ts';
import { insertPlant } from '../../db/repositories/plants.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { noVerdicts } from '../../testing/no-verdicts.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import type { LanguageModel, Spoken } from '../care/language-model.ts';
import { Plants } from '../plants/plants.ts';
import { PlantQuestions } from './plant-questions.ts';

const databases = useTestDatabases();
const NOW = '2026-03-08T12:00:00.000Z';
const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
const ANSWER: Spoken = {
  text: 'Too much sun.',
  stop: 'done',
  provider: 'anthropic',
  model: 'claude-test',
  tokensIn: 900,
  tokensOut: 40,
};

let database: Database;
let clock: FakeClock;
let isReady: boolean;
let told: PlantQuestion[];
let converse: ReturnType<typeof vi.fn<LanguageModel['converse']>>;
let questions: PlantQuestions;

beforeEach(async () => {
  database = await databases.pool();
  clock = new FakeClock(NOW);
  isReady = true;
  told = [];
  converse = vi.fn<LanguageModel['converse']>(async () => ANSWER);
  for (const id of ['fern', 'basil']) await insertPlant(database, id, { name: id, species: null, thresholds: {} });
  const bus = new ChangeBus(silentLog);
  bus.on('question_changed', ({ question }) => {
    if (!('removed' in question)) told.push(question);
  });
  questions = new PlantQuestions({
    database,
    plants: new Plants({ database, diagnoses: noVerdicts, bus, clock }),
    plans: {
      gather: async ({ plantId }) => careContext({ plant: { name: plantId, species: null, kept_since: '2026-01-01' } }),
    },
    llm: { converse: (...asked) => converse(...asked), isReady: () => isReady },
    settings: {
      provider: () => 'openai',
      model: () => 'gpt-test',
      connection: () => ({ apiKey: 'sk-canary', baseUrl: 'http://10.0.0.7:11434/v1' }),
    },
    bus,
    clock,
    log: silentLog,
  });
});

const ask = (question = 'Why?', photo_id: string | null = null, plant = 'fern') =>
  questions.ask(plant, { question, photo_id }, 'en');
const allowed = () => questions.allow(true);
const listed = (plant = 'fern') => questions.list(plant, { limit: 10 });
const over = async (id: number): Promise<PlantQuestion> =>
  vi.waitUntil(() => told.find((question) => question.id === id && question.state !== 'asking'));

describe('a question about a plant', () => {
  it('is asked only while the owner allows it', async () => {
    expect(await questions.consent()).toEqual({ allowed: false, allowed_at: null });
    await expect(ask()).rejects.toMatchObject({ code: 'questions_not_allowed' });
    expect(await allowed()).toEqual({ allowed: true, allowed_at: NOW });
    expect((await over((await ask()).id)).answer).toBe('Too much sun.');
    expect(await questions.allow(false)).toEqual({ allowed: false, allowed_at: null });
    await expect(ask()).rejects.toMatchObject({ code: 'questions_not_allowed' });
    expect(converse).toHaveBeenCalledTimes(1);
  });

  it('is kept with its answer, with what that cost, and with its plant alone', async () => {
    await allowed();
    const asked = await ask('Why are its tips brown?');
    expect(asked).toMatchObject({ plant_id: 'fern', state: 'asking', answer: '', asked_at: NOW });
    await clock.advance(5000);
    await over(asked.id);
    expect(await listed()).toEqual([
      {
        id: asked.id,
        plant_id: 'fern',
        asked_at: NOW,
        question: 'Why are its tips brown?',
        photo_url: null,
        state: 'answered',
        answer: 'Too much sun.',
        answered_at: expect.any(String),
        provider: 'anthropic',
        model: 'claude-test',
        tokens_in: 900,
        tokens_out: 40,
        failure: null,
      },
    ]);
    expect(await listed('basil')).toEqual([]);
  });

  it('goes with what is known of this plant: notes and earlier answers, not those of another', async () => {
    await allowed();
    for (const [plant, note] of [
      ['fern', 'Two fronds fell'],
      ['basil', 'Smells of rain'],
    ] as const)
      await insertJournalEntry(database, plant, 'note', { note, amountMl: null, at: new Date(NOW) });
    await over((await ask('First?')).id);
    await over((await ask('Of the basil?', null, 'basil')).id);
    await over((await ask('Second?')).id);
    const { input = '', instructions } = converse.mock.calls.at(-1)?.[1] ?? {};
    expect(input).toContain('Two fronds fell');
    expect(input).toContain('First?');
    expect(input).not.toMatch(/Smells of rain|Of the basil/);
    expect(await questions.preview('fern', 'en')).toMatchObject({
      provider: 'openai',
      model: 'gpt-test',
      address: '10.0.0.7:11434',
      instructions,
    });
  });

  it('is told of while it is answered, one at a time for each plant', async () => {
    await allowed();
    const done = Promise.withResolvers<undefined>();
    converse = vi.fn<LanguageModel['converse']>(async (_plant, { onText }) => {
      for (const text of ['Too', 'Too much']) onText?.(text);
      await done.promise;
      return ANSWER;
    });
    const { id } = await ask();
    await vi.waitUntil(() => told.filter(({ answer }) => answer !== '').length === 2);
    expect(told.map(({ answer }) => answer)).toEqual(['', 'Too', 'Too much']);
    await expect(ask('Another?')).rejects.toMatchObject({ code: 'question_in_progress' });
    await over((await ask('Of the basil?', null, 'basil').then(async (other) => (done.resolve(undefined), other))).id);
    expect((await over(id)).answer).toBe('Too much sun.');
  });

  it.each<[string, () => Promise<Spoken>, { code: string; answer: string }]>([
    [
      'why the provider failed, with what came until then',
      () => Promise.reject(new ProblemError('llm_timeout', 'Too slow.')),
      { code: 'llm_timeout', answer: 'Bec' },
    ],
    [
      'that the server failed, without its secrets',
      () => Promise.reject(new Error('sk-canary')),
      { code: 'internal_error', answer: 'Bec' },
    ],
    ['that there was no answer', async () => ({ ...ANSWER, text: ' \n' }), { code: 'llm_failed', answer: 'Bec' }],
  ])('says %s', async (_what, outcome, { code, answer }) => {
    await allowed();
    converse = vi.fn<LanguageModel['converse']>(async (_plant, { onText }) => {
      onText?.('Bec');
      return outcome();
    });
    const { id } = await ask();
    expect(await over(id)).toMatchObject({ state: 'failed', answer, failure: { code } });
    expect(JSON.stringify(await listed())).not.toContain('sk-canary');
    converse = vi.fn<LanguageModel['converse']>(async () => ANSWER);
    expect((await over((await ask('Again?')).id)).state).toBe('answered');
  });

  it('whose answer was cut says so by its end', async () => {
    await allowed();
    converse = vi.fn<LanguageModel['converse']>(async () => ({ ...ANSWER, stop: 'cut' }));
    expect((await over((await ask()).id)).answer).toBe('Too much sun.…');
  });

  it('that the server did not live to answer is said to be interrupted at the next start', async () => {
    await allowed();
    converse = vi.fn<LanguageModel['converse']>(() => new Promise<Spoken>(() => undefined));
    await ask();
    await questions.start();
    questions.stop();
    expect(await listed()).toMatchObject([{ state: 'failed', failure: { code: 'interrupted' } }]);
    expect(clock.timers).toBe(0);
  });

  it.each<[string, () => Promise<unknown>, string]>([
    ['a plant that is not there', () => ask('Why?', null, 'rose'), 'plant_not_found'],
    ['a photo that is not there', () => ask('Why?', 'no-photo'), 'invalid_photo'],
    ['no model', () => ((isReady = false), ask()), 'llm_not_configured'],
  ])('of %s is refused', async (_what, asking, code) => {
    await allowed();
    await expect(asking()).rejects.toMatchObject({ code });
    expect(await listed()).toEqual([]);
  });

  it('is removed with its photo', async () => {
    await allowed();
    const { id } = await ask('What is this?', await questions.addPhoto('fern', JPEG));
    await over(id);
    await questions.remove(id);
    expect(await listed()).toEqual([]);
    expect((await database.query('SELECT FROM question_photos')).rowCount).toBe(0);
    await expect(questions.remove(id)).rejects.toMatchObject({ code: 'question_not_found' });
  });
});

describe('a photo with a question', () => {
  it('goes to the model, is shown, and belongs to one question of its own plant', async () => {
    await allowed();
    const photo = await questions.addPhoto('fern', JPEG);
    await expect(ask('Of another plant?', photo, 'basil')).rejects.toMatchObject({ code: 'invalid_photo' });
    const { id, photo_url } = await ask('What is this?', photo);
    await over(id);
    expect(converse.mock.calls[0]?.[1].image).toEqual({ mediaType: 'image/jpeg', base64: JPEG.toString('base64') });
    expect(photo_url).toBe(`/api/plants/fern/question-photos/${photo}`);
    expect(await questions.photo('fern', photo)).toMatchObject({ mediaType: 'image/jpeg', content: JPEG });
    await expect(questions.photo('basil', photo)).rejects.toMatchObject({ code: 'photo_not_found' });
    await expect(ask('Again?', photo)).rejects.toMatchObject({ code: 'invalid_photo' });
  });

  it('is one by its content, and of a plant that is there', async () => {
    await expect(questions.addPhoto('fern', Buffer.from('<svg/>'))).rejects.toMatchObject({ code: 'invalid_photo' });
    await expect(questions.addPhoto('rose', JPEG)).rejects.toMatchObject({ code: 'plant_not_found' });
  });

  it('that no question took is removed after a day, and others stay', async () => {
    await allowed();
    await questions.start();
    const [used, unused] = [await questions.addPhoto('fern', JPEG), await questions.addPhoto('fern', JPEG)];
    await over((await ask('What is this?', used)).id);
    await clock.advance(24 * 60 * 60_000);
    const fresh = await questions.addPhoto('fern', JPEG);
    await clock.advance(24 * 60 * 60_000);
    const kept = async () =>
      (await database.query<{ id: string }>('SELECT id FROM question_photos ORDER BY created_at, id')).rows.map(
        (row) => row.id,
      );
    await expect.poll(kept).not.toContain(unused);
    expect((await kept()).toSorted()).toEqual([used, fresh].toSorted());
    questions.stop();
  });
});
