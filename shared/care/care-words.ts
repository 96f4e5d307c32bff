/** The fixed words of care plans. Without schemas, so that the browser does not have to load them. */

/** The providers that can be asked for a plan. */
export const LLM_PROVIDERS = ['anthropic', 'openai'] as const;
export type LlmProvider = (typeof LLM_PROVIDERS)[number];

/** Used if the owner names no model (contract). */
export const DEFAULT_MODELS = { anthropic: 'claude-sonnet-4-20250514', openai: 'gpt-4o' } as const satisfies Record<
  LlmProvider,
  string
>;

/** Who made a plan. `rules`: made here from the species library and the readings, without a language model. */
export const CARE_SOURCES = [...LLM_PROVIDERS, 'rules'] as const;
export type CareSource = (typeof CARE_SOURCES)[number];

/** Why a plan was made: the owner asked, a week passed, or a metric left its range or returned to it. */
export const CARE_REASONS = ['user', 'weekly', 'change'] as const;
export type CareReason = (typeof CARE_REASONS)[number];

/** What to do on a day. The first four are also kinds of journal entries; `check` means looking at the plant. */
export const CARE_TASKS = ['watering', 'fertilizing', 'repotting', 'pruning', 'check'] as const;
export type CareTask = (typeof CARE_TASKS)[number];

/** The steps of making a plan. `repair`: the first answer was not a plan, so the model is asked once more. */
export const CARE_STEPS = ['context', 'llm', 'check', 'repair', 'store', 'done', 'failed'] as const;
export type CareStep = (typeof CARE_STEPS)[number];

/** How a value compares with the range it is judged by. */
export const RANGE_STATES = ['inside', 'below', 'above', 'unknown'] as const;
export type RangeState = (typeof RANGE_STATES)[number];

export const SEASONS = ['spring', 'summer', 'autumn', 'winter'] as const;
export type Season = (typeof SEASONS)[number];

/** An older reading says nothing about the present. */
export const STALE_MINUTES = 180;
