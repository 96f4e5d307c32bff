/** Care plans, and the language model that may write them. */
import type { Language } from '../settings/display.ts';
import type { PlantId } from '../glossary.ts';
import type { AdviceBasis } from '../care/advice-basis.ts';
import type { CareAdvice, CareContext, CarePlan } from '../care/care-plan.ts';
import type { CareReason, CareStep, LlmProvider } from '../care/care-words.ts';

/** Which plant the plan is for, and why it is made. Travels with each message of the care flow. */
export interface CareRequest {
  plantId: PlantId;
  reason: CareReason;
  /** The language of the plan, if the owner chose none for the dashboard. undefined: that of the previous plan. */
  language?: Language | undefined;
  /** Use rules only: nobody asked for this plan, so it must not cost anything. */
  withoutModel?: boolean | undefined;
}

/** One question to the language model that is set up in Settings. */
export interface LlmQuestion {
  /** The request that the question belongs to, for counting tokens. */
  request: CareRequest;
  /** What the model is and how it should answer. */
  instructions: string;
  /** The question itself. The caller marks the data in it as data. */
  input: string;
  /** The model's last answer and what is wrong with it, if it is asked to repair that answer. */
  repair?: { answer: string; fault: string } | undefined;
  /** The form of the answer: a JSON schema with a name. */
  form: { name: string; description: string; schema: Record<string, unknown> };
  /** The most tokens the answer may have. */
  maxTokens: number;
  /** A model to use instead of the one in Settings. */
  model?: string | undefined;
  /** Called with the length of the answer so far, in characters. */
  onProgress?: ((characters: number) => void) | undefined;
}

export interface LlmAnswer {
  /** JSON as the model wrote it, unchecked. */
  text: string;
  provider: LlmProvider;
  model: string;
  tokensIn: number;
  tokensOut: number;
}

export interface LanguageModel {
  /** Whether a provider is set up. */
  isReady(): boolean;
  /**
   * Asks the model; takes at most 60 seconds.
   * @throws ProblemError `llm_…`, with text for the owner that contains no secrets
   */
  ask(question: LlmQuestion): Promise<LlmAnswer>;
}

/** Who gave the advice, for the plan's record. */
export type AdviceOrigin = Pick<CarePlan, 'source' | 'model' | 'tokens_in' | 'tokens_out'>;

export interface CarePlans {
  /** Gathers everything that a plan is made from. @throws ProblemError `plant_not_found` */
  gather(request: CareRequest): Promise<CareContext>;
  /** Stores a plan as the plant's current one. @throws ProblemError `plant_not_found` */
  store(
    request: CareRequest,
    plan: { advice: CareAdvice; context: CareContext; origin: AdviceOrigin; basis?: AdviceBasis | undefined },
  ): Promise<CarePlan>;
  /** Reports the progress to everyone who is watching. */
  progress(request: CareRequest, step: CareStep, characters?: number): void;
}
