import { careAdvice, careAnswer, careContext } from '@plantops/shared/flows/message-types.ts';
import { defineNode } from '../runtime/define-node.ts';
import { spoken } from '@plantops/shared/languages/spoken.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Language } from '@plantops/shared/settings/display.ts';
import { careCheckConfig } from './config.ts';
import type { Contradiction } from './contradictions.ts';
import { checkAnswer } from './core.ts';

/** The most characters of a faulty answer that are sent back: nobody should pay for a rambling answer twice. */
const MOST_SENT_BACK = 8000;

/** Where an answer is wrong, without the details that only a model understands. */
function placeOf(fault: string, language: Language): string {
  const [, field] = /^([a-z_][\w.]*): /.exec(fault) ?? [];
  return field ? spoken(language).model.unfit(field) : (fault.split(':')[0] ?? '');
}

/** Why an answer is not used, in the language of the plan that is made without it. */
function reasonOf(
  { fault, contradiction }: { fault: string; contradiction?: Contradiction },
  language: Language,
): string {
  const { refused, noPlan } = spoken(language).model;
  return contradiction ? refused(contradiction(language)) : noPlan(placeOf(fault, language));
}

export default defineNode({
  type: 'plantops-care-check',
  label: { en: 'check plan', de: 'Plan prüfen' },
  colour: '#c8b7dd',
  input: careAnswer,
  outputs: { plan: careAdvice, repair: careContext },
  needs: ['carePlans'],
  config: careCheckConfig,
  start({ services: { carePlans } }) {
    let repaired = 0;
    return {
      input(message, send) {
        const { care: request, context } = message;
        carePlans.progress(request, 'check');
        const verdict = checkAnswer(message.payload, context, message.instructions ?? '');
        if ('advice' in verdict) {
          send('plan', { ...message, payload: verdict.advice, basis: verdict.basis });
          return;
        }
        if (message.repair)
          throw new ProblemError(
            verdict.contradiction ? 'llm_answer_refused' : 'llm_invalid_answer',
            reasonOf(verdict, context.language),
          );
        repaired += 1;
        const answer = typeof message.payload === 'string' ? message.payload : JSON.stringify(message.payload);
        const repair = { answer: answer.slice(0, MOST_SENT_BACK), fault: verdict.fault };
        send('repair', { ...message, payload: context, repair });
      },
      status: () => (repaired > 0 ? `${repaired} sent back` : ''),
    };
  },
});
