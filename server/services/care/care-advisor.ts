import { type CarePlan, carePlanSchema, type CurrentCarePlan } from '@plantops/shared/care/care-plan.ts';
import type { CareReason } from '@plantops/shared/care/care-words.ts';
import type { Language } from '@plantops/shared/settings/display.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import type { AdviceOrigin, CareRequest, FlowRequests } from '@plantops/shared/ports.ts';
import { type ProblemCode, ProblemError } from '@plantops/shared/problem.ts';
import type { Logger } from 'pino';
import type { CarePlans, PlantNow } from './care-plans.ts';
import { livingPlan } from './living-plan.ts';
import type { DisplaySettings } from '../settings/display-settings.ts';
import type { Plants } from '../plants/plants.ts';

import { effectiveTimeZone } from './season.ts';

const BY_RULES: AdviceOrigin = { source: 'rules', model: null, tokens_in: 0, tokens_out: 0 };

export interface CareAdvisorOptions {
  plans: CarePlans;
  plants: Pick<Plants, 'get'>;
  requests: FlowRequests;
  display: DisplaySettings;
  clock: Clock;
  log: Logger;
}

/** Failures after which the rules make the plan: there was an answer, which is of no use. The reason is kept beside it. */
const NOT_USED: ReadonlySet<ProblemCode> = new Set(['llm_invalid_answer', 'llm_answer_refused']);

/** Lets the flow make care plans, one at a time for each plant. */
export class CareAdvisor {
  readonly #options: CareAdvisorOptions;
  /** Plans being made, by plant. Further requests in the meantime share the same plan. */
  readonly #running = new Map<string, Promise<CarePlan>>();
  /** First plans by rules that are being stored, by plant. */
  readonly #firsts = new Map<string, Promise<CarePlan>>();

  constructor(options: CareAdvisorOptions) {
    this.#options = options;
  }

  /**
   * Makes a plan now. If the model's answer is of no use, the rules make it, and it says why; if the model cannot be
   * asked, the last plan stays and says why.
   * @param language language of the plan, if none is set for the dashboard
   * @throws ProblemError `plant_not_found`, `flow_unavailable`, `llm_…`
   */
  make(plantId: string, reason: CareReason, language?: Language): Promise<CarePlan> {
    const running =
      this.#running.get(plantId) ??
      this.#begin({ plantId, reason, language }).finally(() => this.#running.delete(plantId));
    this.#running.set(plantId, running);
    return running;
  }

  /**
   * The current plan as it stands now. Asks nobody, needs no flow and costs nothing: where there is none yet, the first
   * one is made by rules and stored.
   * @param language of the reader, where none is set for the dashboard
   * @throws ProblemError `plant_not_found`
   */
  async current(plantId: string, language: Language | undefined): Promise<Omit<CurrentCarePlan, 'calendar_url'>> {
    const { plans } = this.#options;
    const now = await plans.look(plantId, language);
    const stored = (await plans.find(plantId)) ?? { plan: await this.#first(plantId, now), isKept: false };
    const state = await plans.state(plantId);
    return { ...livingPlan({ ...stored, lastDone: state.last_done }, now), ...state };
  }

  /**
   * The next weeks of the current plan as iCalendar.
   * @param language of the reader, where none is set for the dashboard
   * @throws ProblemError `plant_not_found`
   */
  async calendar(plantId: string, language: Language | undefined, dashboard: string): Promise<string> {
    const { plants, display, clock } = this.#options;
    const [plan, { name }, { time_zone }] = await Promise.all([
      this.current(plantId, language),
      plants.get(plantId),
      display.read(),
    ]);
    const { careCalendar } = await import('./care-calendar.ts');
    return careCalendar({
      plan,
      plantName: name,
      timeZone: effectiveTimeZone(time_zone),
      now: clock.now(),
      dashboard,
    });
  }

  /** The first plan of a plant, by rules. Several who look at once share it. */
  #first(plantId: string, { context, diagnosis, advice }: PlantNow): Promise<CarePlan> {
    const first =
      this.#firsts.get(plantId) ??
      this.#options.plans
        .store(
          { plantId, reason: 'user' },
          { advice, context: { ...context, diagnosis, by_rules: advice }, origin: BY_RULES },
        )
        .finally(() => this.#firsts.delete(plantId));
    this.#firsts.set(plantId, first);
    return first;
  }

  async #begin(request: CareRequest): Promise<CarePlan> {
    await this.#options.plants.get(request.plantId);
    return this.#make(request);
  }

  async #make(request: CareRequest): Promise<CarePlan> {
    const { plans, log } = this.#options;
    try {
      const plan = await this.#asked(request);
      plans.done(request);
      return plan;
    } catch (failure) {
      const problem =
        failure instanceof ProblemError
          ? failure
          : new ProblemError(
              'flow_unavailable',
              `The care flow failed: ${failure instanceof Error ? failure.message : String(failure)}`,
            );
      log.warn(
        { plantId: request.plantId, reason: request.reason, code: problem.code },
        `no care plan could be made: ${problem.message}`,
      );
      const instead = NOT_USED.has(problem.code) ? await this.#byRules(request) : undefined;
      await plans
        .failed(request, problem)
        .catch((cause: unknown) => log.warn({ err: cause }, 'why no care plan could be made is not kept'));
      if (instead) return instead;
      throw problem;
    }
  }

  /** The plan that the rules make because the model's answer is of no use; undefined if they make none either. */
  #byRules(request: CareRequest): Promise<CarePlan | undefined> {
    return this.#asked({ ...request, withoutModel: true }).catch((failure: unknown) => {
      this.#options.log.warn({ err: failure, plantId: request.plantId }, 'nor could one be made by rules');
      return undefined;
    });
  }

  /** @throws ProblemError from the flow, or `flow_unavailable` if it answers with something else */
  async #asked(request: CareRequest): Promise<CarePlan> {
    const answer = carePlanSchema.safeParse(await this.#options.requests.call('care_plan', request));
    // An edited flow may return something else.
    if (!answer.success)
      throw new ProblemError(
        'flow_unavailable',
        'The care flow answered without a plan: its answer must come from the "store plan" node',
      );
    return answer.data;
  }
}
