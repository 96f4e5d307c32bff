import { careAdvice, careContext } from '@plantops/shared/flows/message-types.ts';
import { defineNode } from '../runtime/define-node.ts';
import { careContextSchema } from '@plantops/shared/care/care-plan.ts';
import type { AdviceOrigin } from '@plantops/shared/ports.ts';
import { careRulesConfig } from './config.ts';
import { planByRules } from './core.ts';

const ORIGIN: AdviceOrigin = { source: 'rules', model: null, tokens_in: 0, tokens_out: 0 };

/** Fields that a flow adds to the context are meant for a language model, so they are dropped here. */
const knownContextSchema = careContextSchema.strip();

export default defineNode({
  type: 'plantops-care-rules',
  label: { en: 'plan by rules', de: 'Plan nach Regeln' },
  colour: '#c8b7dd',
  input: careContext,
  outputs: { plan: careAdvice },
  needs: [],
  config: careRulesConfig,
  start() {
    return {
      input(message, send) {
        const context = knownContextSchema.parse(message.payload);
        send('plan', { ...message, payload: planByRules(context), context, origin: ORIGIN });
      },
    };
  },
});
