/** The fixed words of care plans. Without schemas, so that the browser need not load them. */

/** Who can be asked for a plan. */
export const LLM_PROVIDERS = ['anthropic', 'openai'] as const;
export type LlmProvider = (typeof LLM_PROVIDERS)[number];

/** Used where the owner names no model (contract). */
export const DEFAULT_MODELS = { anthropic: 'claude-sonnet-4-20250514', openai: 'gpt-4o' } as const satisfies Record<
  LlmProvider,
  string
>;

/** Who made a plan; `rules`: made here from the species library and the readings, without a language model. */
export const CARE_SOURCES = [...LLM_PROVIDERS, 'rules'] as const;
export type CareSource = (typeof CARE_SOURCES)[number];

/** Why a plan was made: the owner asked, a week had passed, or a metric left or came back to its range. */
export const CARE_REASONS = ['user', 'weekly', 'change'] as const;
export type CareReason = (typeof CARE_REASONS)[number];

/** What is to be done on a day. The first four are kinds of journal entries, too; `check` is a look at the plant. */
export const CARE_TASKS = ['watering', 'fertilizing', 'repotting', 'pruning', 'check'] as const;
export type CareTask = (typeof CARE_TASKS)[number];

/** Where the making of a plan is. `repair`: the first answer did not fit, the model is asked once more. */
export const CARE_STEPS = ['context', 'llm', 'check', 'repair', 'store', 'done', 'failed'] as const;
export type CareStep = (typeof CARE_STEPS)[number];

/** Where a value stands against the range it is judged by. */
export const RANGE_STATES = ['inside', 'below', 'above', 'unknown'] as const;
export type RangeState = (typeof RANGE_STATES)[number];

export const SEASONS = ['spring', 'summer', 'autumn', 'winter'] as const;
export type Season = (typeof SEASONS)[number];

/** A reading older than this tells nothing of now. */
export const STALE_MINUTES = 180;
