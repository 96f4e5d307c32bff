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
  label: 'plan by rules',
  colour: '#c8b7dd',
  inputs: 1,
  outputs: ['plan'],
  config: careRulesConfig,
  start() {
    return {
      input(message, send) {
        const context = knownContextSchema.safeParse(message.payload);
        if (!context.success)
          throw new Error(
            'msg.payload is not what a care plan is made from: wire this node behind a "gather context" node',
          );
        send({ ...message, payload: planByRules(context.data), context: context.data, origin: ORIGIN });
      },
    };
  },
});
