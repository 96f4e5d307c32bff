import { randomUUID } from 'node:crypto';
import type { AskQuestion, PlantQuestion, QuestionConsent, QuestionPreview } from '@plantops/shared/care/question.ts';
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Language } from '@plantops/shared/settings/display.ts';
import type { Logger } from 'pino';
import { type Database, inTransaction } from '../../db/pool.ts';
import { listJournal } from '../../db/repositories/journal.ts';
import * as repository from '../../db/repositories/plant-questions.ts';
import { changeSettings, readSettings } from '../../db/repositories/settings.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import type { CarePlans } from '../care/care-plans.ts';
import type { LanguageModel } from '../care/language-model.ts';
import type { LlmSettings } from '../care/llm-settings.ts';
import { photoTypeOf } from '../plants/photos.ts';
import type { Plants } from '../plants/plants.ts';
import { dataOf, inputFor, instructionsFor, keptAnswer, type KnownOfPlant } from './question-text.ts';

export interface PlantQuestionsOptions {
  database: Database;
  plants: Pick<Plants, 'get'>;
  plans: Pick<CarePlans, 'gather'>;
  llm: Pick<LanguageModel, 'converse' | 'isReady'>;
  settings: Pick<LlmSettings, 'provider' | 'model' | 'connection'>;
  bus: ChangeBus;
  clock: Clock;
  log: Logger;
}

/** Enough for 200 words, also by a model that thinks before it writes (tokens). */
const MOST_TOKENS = 4000;
/** How many notes of the journal, and how many earlier questions, go with a question. */
const MOST_NOTES = 10;
const MOST_EARLIER = 3;
/** A photo that no question took is kept for a day, in which its owner may finish typing. */
const UNUSED_PHOTO_MS = 24 * 60 * 60_000;
const TAKEN = 'a JPEG, PNG or WebP picture is taken here';
const INTERRUPTED = 'The server stopped while the answer was being written: ask again.';
const CUT = '…';

const noPlant = (plantId: string): ProblemError => new ProblemError('plant_not_found', `There is no plant ${plantId}`);
const noQuestion = (id: number): ProblemError => new ProblemError('question_not_found', `There is no question ${id}`);

/**
 * Questions about a plant, which the owner's language model answers. They are asked only once the owner has allowed it,
 * and are kept with the plant.
 */
export class PlantQuestions {
  readonly #options: PlantQuestionsOptions;
  /** Plants of which a question is being answered. */
  readonly #asking = new Map<string, Promise<void>>();
  #timer: Timer | undefined;

  constructor(options: PlantQuestionsOptions) {
    this.#options = options;
  }

  /** Ends the questions that a former run left unanswered, and removes photos that nobody used, once a day. */
  async start(): Promise<void> {
    const { database, clock, log } = this.#options;
    await repository.failInterrupted(database, INTERRUPTED);
    this.#timer = clock.every(UNUSED_PHOTO_MS, () => {
      const before = new Date(clock.now().getTime() - UNUSED_PHOTO_MS);
      repository
        .deleteUnusedPhotos(database, before)
        .catch((failure: unknown) => log.warn({ err: failure }, 'photos that no question took are still kept'));
    });
  }

  /** Does not wait for answers: the next start says that they were interrupted. */
  stop(): void {
    this.#timer?.cancel();
  }

  async consent(): Promise<QuestionConsent> {
    const { value } = await readSettings(this.#options.database, 'questions');
    return typeof value.allowed_at === 'string'
      ? { allowed: true, allowed_at: value.allowed_at }
      : { allowed: false, allowed_at: null };
  }

  /** Allows questions to be sent, or forbids it. */
  async allow(allowed: boolean): Promise<QuestionConsent> {
    const { database, clock } = this.#options;
    await changeSettings(database, 'questions', { value: { allowed_at: allowed ? clock.now().toISOString() : null } });
    return this.consent();
  }

  /** What goes with a question, and to whom. Asks nobody. @throws ProblemError `plant_not_found` */
  async preview(plantId: string, language: Language): Promise<QuestionPreview> {
    const { settings } = this.#options;
    const known = await this.#known(plantId, language);
    const provider = settings.provider();
    const { baseUrl } = settings.connection();
    return {
      provider,
      model: settings.model() ?? null,
      address: provider && (baseUrl ? new URL(baseUrl).host : ADDRESSES[provider]),
      instructions: instructionsFor(known.context.language),
      data: dataOf(known),
    };
  }

  /** Newest first. @throws ProblemError `plant_not_found` */
  async list(plantId: string, page: { before?: number | undefined; limit: number }): Promise<PlantQuestion[]> {
    const { database, plants } = this.#options;
    await plants.get(plantId);
    return repository.listQuestions(database, plantId, page);
  }

  /**
   * Keeps the question and begins to ask it; the answer comes as live events.
   * @param language of the answer, if none is set for the dashboard
   * @throws ProblemError `plant_not_found`, `questions_not_allowed`, `question_in_progress`, `invalid_photo`,
   *   `llm_not_configured`
   */
  async ask(plantId: string, { question, photo_id: photoId }: AskQuestion, language: Language): Promise<PlantQuestion> {
    const { database, plants, llm, clock } = this.#options;
    await plants.get(plantId);
    if (!(await this.consent()).allowed)
      throw new ProblemError('questions_not_allowed', 'Look at what is sent with a question, and allow it first.');
    if (!llm.isReady())
      throw new ProblemError('llm_not_configured', 'No language model is set up: choose one in Settings.');
    if (this.#asking.has(plantId))
      throw new ProblemError('question_in_progress', 'Wait until the question before is answered.');
    const photo = photoId === null ? undefined : await repository.findQuestionPhoto(database, plantId, photoId);
    if (photoId !== null && photo?.questionId !== null)
      throw new ProblemError('invalid_photo', 'The photo is not there any more: attach it again.');
    const id = await inTransaction(database, (connection) =>
      repository.insertQuestion(connection, { plantId, question, photoId, at: clock.now() }),
    );
    if (id === undefined) throw noPlant(plantId);
    const asked = await this.#tell(id);
    const answering = this.#answer(asked, photo, language).finally(() => this.#asking.delete(plantId));
    this.#asking.set(plantId, answering);
    return asked;
  }

  /** Removes a question with its answer and photo. @throws ProblemError `question_not_found` */
  async remove(id: number): Promise<void> {
    const { database, bus } = this.#options;
    const plantId = await repository.deleteQuestion(database, id);
    if (plantId === undefined) throw noQuestion(id);
    await bus.publish('question_changed', { question: { id, plant_id: plantId, removed: true } });
  }

  /** Keeps a photo for the next question. @returns its id @throws ProblemError `plant_not_found`, `invalid_photo` */
  async addPhoto(plantId: string, content: Buffer): Promise<string> {
    const { database, clock } = this.#options;
    const mediaType = photoTypeOf(content);
    if (mediaType === undefined) throw new ProblemError('invalid_photo', `The body is not a photo: ${TAKEN}`);
    const id = randomUUID();
    if (!(await repository.saveQuestionPhoto(database, { id, plantId, mediaType, content, at: clock.now() })))
      throw noPlant(plantId);
    return id;
  }

  /** @throws ProblemError `photo_not_found` */
  async photo(plantId: string, id: string): Promise<repository.QuestionPhoto> {
    const photo = await repository.findQuestionPhoto(this.#options.database, plantId, id);
    if (!photo) throw new ProblemError('photo_not_found', `There is no photo ${id} of the plant ${plantId}`);
    return photo;
  }

  async #known(plantId: string, language: Language): Promise<KnownOfPlant> {
    const { database, plans } = this.#options;
    const [context, journal, questions] = await Promise.all([
      plans.gather({ plantId, reason: 'user', language }),
      listJournal(database, plantId, { limit: 10 * MOST_NOTES }),
      repository.listQuestions(database, plantId, { limit: 3 * MOST_EARLIER }),
    ]);
    return {
      context,
      notes: journal.entries
        .flatMap(({ at, kind, note }) => (note === null ? [] : [{ at, kind, note }]))
        .slice(0, MOST_NOTES),
      earlier: questions
        .filter(({ state }) => state === 'answered')
        .slice(0, MOST_EARLIER)
        .map(({ asked_at, question, answer }) => ({ asked_at, question, answer })),
    };
  }

  async #answer(asked: PlantQuestion, photo: repository.QuestionPhoto | undefined, language: Language): Promise<void> {
    const { database, llm, bus, clock, log } = this.#options;
    const { id, plant_id: plantId, question } = asked;
    let soFar = '';
    const onText = (text: string): void => {
      soFar = keptAnswer(text);
      void bus.publish('question_changed', { question: { ...asked, answer: soFar } });
    };
    try {
      const known = await this.#known(plantId, language);
      const answer = await llm.converse(plantId, {
        instructions: instructionsFor(known.context.language),
        input: inputFor(dataOf(known), question),
        image: photo && { mediaType: photo.mediaType, base64: photo.content.toString('base64') },
        maxTokens: MOST_TOKENS,
        onText,
      });
      const text = keptAnswer(answer.text);
      if (text === '') throw new ProblemError('llm_failed', 'The model answered with nothing: ask again.');
      await repository.saveAnswer(database, id, {
        ...answer,
        text: answer.stop === 'cut' ? `${text}${CUT}` : text,
        at: clock.now(),
      });
    } catch (failure) {
      const { code, message } =
        failure instanceof ProblemError
          ? failure
          : { code: 'internal_error', message: 'Something went wrong in the server.' };
      log.warn(
        { plantId, code, ...(code === 'internal_error' && { err: failure }) },
        `a question was not answered: ${message}`,
      );
      await repository
        .saveQuestionFailure(database, id, { code, detail: message, answer: soFar })
        .catch((cause: unknown) => log.warn({ err: cause }, 'why a question was not answered is not kept'));
    }
    await this.#tell(id).catch((failure: unknown) => log.debug({ err: failure }, 'the question was removed meanwhile'));
  }

  /** Tells everybody of the question as it is kept. @throws ProblemError `question_not_found` */
  async #tell(id: number): Promise<PlantQuestion> {
    const { database, bus } = this.#options;
    const question = await repository.findQuestion(database, id);
    if (!question) throw noQuestion(id);
    await bus.publish('question_changed', { question });
    return question;
  }
}

/** Where questions go if the owner sets no address. */
const ADDRESSES = { anthropic: 'api.anthropic.com', openai: 'api.openai.com' } as const;
