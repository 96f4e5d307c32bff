/**
 * What a server can do, and what to leave out when it refuses a request. Servers that speak OpenAI's API differ in what
 * they take; each is asked for everything first and for less whenever it refuses. Refused requests cost nothing. Pure.
 */
import type { LlmAbilities } from '@plantops/shared/settings/llm-settings.ts';

/** What OpenAI itself can do, and what every server is first believed to. */
export const EVERYTHING: LlmAbilities = {
  api: 'chat',
  form: 'json_schema',
  strict: true,
  limit: 'max_completion_tokens',
  streams: true,
  usage_in_stream: true,
  system_role: true,
  room: 1,
};

/** Statuses that say nothing about the form of a request: the key, the account, the speed, the state of the server. */
const OF_NO_CONCERN = new Set([401, 402, 403, 408, 429, 503, 529]);

/** Servers put it in many words, of which the names of the fields are the same everywhere. */
const ABOUT = {
  responses: /v1\/responses|responses (?:api|endpoint)|not a chat model/i,
  usage: /stream_options|include_usage/i,
  limit: /max_(?:completion_|output_)?tokens/i,
  strict: /\bstrict\b/i,
  form: /response_format|json_(?:schema|object)|\btext\.format\b|output_config|output_format|tool_choice|\btools\b|\bschema\b|grammar|structured|guided|json mode/i,
  system:
    /system[ _](?:role|message|prompt|instruction)|\brole\b.{0,60}\bsystem\b|\bsystem\b.{0,60}\brole|developer (?:role|message|instruction)/i,
  stream: /\bstream(?:ing|ed)?\b/i,
};

/** A number of tokens that is too large is no word about the field. */
const TOO_LARGE =
  /too (?:large|big|high|many|long)|exceed|at most|maximum (?:value|of|context|allowed)|less than|greater than|larger than|cannot be more/i;

/** Whether a refusal names something that can be left out, so that sending the same request again is useless. */
export const namesAField = (said: string): boolean => Object.values(ABOUT).some((words) => words.test(said));

/** The largest answer that a server says it allows (tokens), where it refuses a larger one. */
export function largestAnswer(said: string): number | undefined {
  if (!ABOUT.limit.test(said) || !TOO_LARGE.test(said)) return undefined;
  const [, number] =
    /(?:at most|maximum|up to|less than(?: or equal to)?|limit|<=?|exceed)\D{0,40}(\d{2,7})/i.exec(said) ?? [];
  return number === undefined ? undefined : Number(number);
}

const lesserForm = ({ form }: LlmAbilities): LlmAbilities['form'] => (form === 'json_schema' ? 'json_object' : 'none');
const lesserLimit = ({ limit }: LlmAbilities): LlmAbilities['limit'] =>
  limit === 'max_completion_tokens' ? 'max_tokens' : 'none';

/** What can be left out, in the order in which it is when the server does not say what it minds. */
const STEPS: readonly ((abilities: LlmAbilities, hasForm: boolean) => Partial<LlmAbilities> | undefined)[] = [
  (abilities, hasForm) => (hasForm && abilities.form !== 'none' ? { form: lesserForm(abilities) } : undefined),
  ({ usage_in_stream, streams }) => (streams && usage_in_stream ? { usage_in_stream: false } : undefined),
  ({ limit }) => (limit === 'max_completion_tokens' ? { limit: 'max_tokens' } : undefined),
  ({ streams }) => (streams ? { streams: false } : undefined),
  ({ system_role }) => (system_role ? { system_role: false } : undefined),
];

export interface RefusedRequest {
  status: number;
  /** What the server said, with all names of fields that are in it. */
  said: string;
}

/** Whether a refusal is about something else than what was asked for, so that it is no use to ask for less. */
export const isOfNoConcern = (status: number): boolean => OF_NO_CONCERN.has(status);

/**
 * What to ask for instead, by what the server says. @param hasForm whether the request asked for a form
 * @returns undefined if the server names nothing that could be left out
 */
export function conceded(
  abilities: LlmAbilities,
  { said }: RefusedRequest,
  hasForm: boolean,
): LlmAbilities | undefined {
  const less = (change: Partial<LlmAbilities>): LlmAbilities => ({ ...abilities, ...change });
  if (ABOUT.responses.test(said)) return abilities.api === 'chat' ? less({ api: 'responses' }) : undefined;
  if (ABOUT.usage.test(said) && abilities.usage_in_stream) return less({ usage_in_stream: false });
  if (ABOUT.limit.test(said) && !TOO_LARGE.test(said) && abilities.limit !== 'none')
    return less({ limit: lesserLimit(abilities) });
  if (hasForm && abilities.form !== 'none') {
    if (ABOUT.strict.test(said) && abilities.strict && abilities.form === 'json_schema') return less({ strict: false });
    if (ABOUT.form.test(said)) return less({ form: lesserForm(abilities) });
  }
  if (ABOUT.system.test(said) && abilities.system_role) return less({ system_role: false });
  return ABOUT.stream.test(said) && abilities.streams ? less({ streams: false }) : undefined;
}

/** What to try instead when the server does not say what it minds; undefined: nothing is left, or it says it. */
export function guess(abilities: LlmAbilities, { said }: RefusedRequest, hasForm: boolean): LlmAbilities | undefined {
  if (ABOUT.limit.test(said)) return undefined;
  const change = STEPS.map((step) => step(abilities, hasForm)).find(Boolean);
  return change && { ...abilities, ...change };
}
