import { objectInText, withoutThoughts } from '@plantops/shared/model-answers/objects-in-text.ts';
import type { LlmAbilities } from '@plantops/shared/settings/llm-settings.ts';
import type OpenAI from 'openai';
import { conceded, EVERYTHING, guess, isOfNoConcern, largestAnswer, namesAField } from './abilities.ts';
import { ChatAnswer, chatParams } from './chat-completions.ts';
import type { Deadline } from './deadline.ts';
import { isNoCredit, isNoModel } from './failures.ts';
import { openaiList } from './model-list.ts';
import { receivedJson } from './received-json.ts';
import { refusalOf, withReadableRefusal } from './refusals.ts';
import { ResponseAnswer, responseParams } from './responses.ts';
import { clientOptions, type Connection, type Vendor, type VendorAnswer, type VendorQuestion } from './vendor.ts';

/** More often no request is changed: each change leaves out something, and there is no more to leave out. */
const MOST_CONCESSIONS = 9;
/** An answer of fewer tokens than this is of no use. */
const FEWEST_TOKENS = 200;

/** The library is loaded with the first question: it is a fifth of what the server would load at its start. */
async function clientFor({ apiKey, baseUrl }: Connection, deadline: Deadline, isChanged = false): Promise<OpenAI> {
  const { OpenAI: Client } = await import('openai');
  // A fault that comes with what was asked for is not tried again as it is; neither is what was guessed.
  const options = clientOptions(deadline, (said) => isChanged || namesAField(said));
  // The library looks up missing options in the environment. It insists on a key, which local servers ignore.
  return new Client({
    ...options,
    fetch: async (input, init) => withReadableRefusal(await options.fetch(input as RequestInfo, init)),
    apiKey: apiKey ?? 'none',
    organization: null,
    project: null,
    baseURL: baseUrl ?? 'https://api.openai.com/v1',
  });
}

/** One request, as the abilities have it. */
async function answerOf(
  client: OpenAI,
  question: VendorQuestion,
  abilities: LlmAbilities,
  deadline: Deadline,
): Promise<VendorAnswer> {
  const { signal } = deadline;
  const isChat = abilities.api === 'chat';
  const response = isChat
    ? await client.chat.completions.create(chatParams(question, abilities), { signal }).asResponse()
    : await client.responses.create(responseParams(question, abilities), { signal }).asResponse();
  const answer = isChat ? new ChatAnswer(question.model) : new ResponseAnswer(question.model);
  for await (const piece of receivedJson(response, () => deadline.heard())) {
    answer.add(piece);
    question.onProgress?.(answer.length);
    question.onText?.(answer.text);
  }
  return answer.done();
}

/** Whether an answer that was cut holds all of what was asked for, or one that was not holds nothing but thoughts. */
function judged(answer: VendorAnswer, { form }: VendorQuestion): VendorAnswer {
  if (!form || answer.stop === 'refused') return answer;
  const fields = Object.keys((form.schema.properties ?? {}) as object);
  const found = objectInText(answer.text, fields);
  if (answer.stop === 'cut')
    return found && fields.every((field) => field in found) ? { ...answer, stop: 'done' } : answer;
  return answer.text !== '' && withoutThoughts(answer.text) === '' && !found ? { ...answer, stop: 'cut' } : answer;
}

/** A server that answers with prose although it took a schema did not heed it: next time it is told in words. */
const heeded = (abilities: LlmAbilities, answer: VendorAnswer, question: VendorQuestion): LlmAbilities =>
  question.form && answer.stop === 'done' && !/[{[]/.test(withoutThoughts(answer.text))
    ? { ...abilities, form: 'none' }
    : abilities;

/**
 * OpenAI and compatible servers such as Ollama, LM Studio, llama.cpp and vLLM. What a server refuses is left out, by what
 * it says or, on a server of the owner's, by trying; what it was found to do is told.
 */
export const openai: Vendor = {
  async ask(asked, connection, deadline) {
    let [question, abilities] = [asked, asked.abilities ?? EVERYTHING];
    /** What the server said before it was tried what it might mean: that tells most. */
    let unexplained: unknown;
    for (let changes = 0; ; changes += 1) {
      const client = await clientFor(connection, deadline, changes > 0);
      try {
        const answer = judged(await answerOf(client, question, abilities, deadline), question);
        question.onAbilities?.(heeded(abilities, answer, question));
        return answer;
      } catch (failure) {
        const refusal = refusalOf(failure);
        if (!refusal || isOfNoConcern(refusal.status) || changes === MOST_CONCESSIONS || deadline.hasPassed)
          throw failure;
        const most = largestAnswer(refusal.said);
        if (most !== undefined && most >= FEWEST_TOKENS && most < question.maxTokens) {
          question = { ...question, maxTokens: most };
          continue;
        }
        const explained = conceded(abilities, refusal, question.form !== undefined);
        const isElsewhere = isNoModel(refusal.said) || isNoCredit(refusal.said);
        // The vendor itself says what it minds, and a server that has answered before takes requests as they are.
        const mayGuess = connection.baseUrl !== undefined && !isElsewhere && (refusal.status < 500 || !asked.abilities);
        const guessed = mayGuess ? guess(abilities, refusal, question.form !== undefined) : undefined;
        const isExplained = explained !== undefined && (!isElsewhere || explained.api !== abilities.api);
        const less = isExplained ? explained : guessed;
        unexplained = isExplained ? undefined : (unexplained ?? failure);
        if (!less) throw unexplained;
        abilities = less;
      }
    }
  },

  async listModels(connection, deadline) {
    const client = await clientFor(connection, deadline);
    return openaiList(await client.models.list({ signal: deadline.signal }).asResponse());
  },
};
