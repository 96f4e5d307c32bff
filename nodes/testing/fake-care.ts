/** A language model and care plans in memory, for the nodes' tests. Each one records the calls it receives. */
import type { CareContext, CarePlan } from '@plantops/shared/care/care-plan.ts';
import type { CareStep } from '@plantops/shared/care/care-words.ts';
import type { CarePlans, CareRequest, LanguageModel, LlmAnswer, LlmQuestion } from '@plantops/shared/ports.ts';
import { ProblemError } from '@plantops/shared/problem.ts';

export class FakeLanguageModel implements LanguageModel {
  ready = true;
  readonly questions: LlmQuestion[] = [];
  /** Its answers in order; the last one is repeated. */
  answers: string[] = ['{}'];
  failure: Error | undefined;

  isReady(): boolean {
    return this.ready;
  }

  ask(question: LlmQuestion): Promise<LlmAnswer> {
    this.questions.push(question);
    if (this.failure) return Promise.reject(this.failure);
    const text = (this.answers.length > 1 ? this.answers.shift() : this.answers[0]) ?? '';
    question.onProgress?.(text.length);
    return Promise.resolve({ text, provider: 'anthropic', model: 'a-model', tokensIn: 100, tokensOut: 20 });
  }
}

export class FakeCarePlans implements CarePlans {
  context: CareContext | undefined;
  readonly gathered: CareRequest[] = [];
  readonly stored: { request: CareRequest; plan: Parameters<CarePlans['store']>[1] }[] = [];
  readonly steps: string[] = [];

  gather(request: CareRequest): Promise<CareContext> {
    this.gathered.push(request);
    return this.context
      ? Promise.resolve(this.context)
      : Promise.reject(new ProblemError('plant_not_found', `There is no plant ${request.plantId}`));
  }

  store(request: CareRequest, plan: Parameters<CarePlans['store']>[1]): Promise<CarePlan> {
    this.stored.push({ request, plan });
    const { advice, context, origin } = plan;
    return Promise.resolve({
      id: this.stored.length,
      plant_id: request.plantId,
      ...advice,
      ...origin,
      generated_at: context.made_at,
      reason: request.reason,
      language: context.language,
      diagnosis: context.diagnosis ?? null,
      made_from: context,
    });
  }

  progress(_request: CareRequest, step: CareStep, characters?: number): void {
    this.steps.push(characters === undefined ? step : `${step} ${characters}`);
  }
}
