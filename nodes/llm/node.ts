import { careAnswer, careContext } from '@plantops/shared/flows/message-types.ts';
import { defineNode } from '../runtime/define-node.ts';
import type { AdviceOrigin } from '@plantops/shared/ports.ts';
import { llmConfig } from './config.ts';
import { askFor, CARE_PLAN_FORM } from './core.ts';

export default defineNode({
  type: 'plantops-llm',
  label: { en: 'language model', de: 'Modell fragen' },
  colour: '#c8b7dd',
  input: careContext,
  outputs: { answer: careAnswer, 'not set up': careContext },
  outside: 'inside only',
  needs: ['llm', 'carePlans'],
  config: llmConfig,
  start({ config, services: { llm, carePlans } }) {
    let asking = 0;
    return {
      async input(message, send) {
        const { care: request, payload: context, repair, origin: before } = message;
        if (request.withoutModel || !llm.isReady()) {
          send('not set up', message);
          return;
        }
        const { instructions, input } = askFor(context, config.instructions);
        const step = repair ? 'repair' : 'llm';
        carePlans.progress(request, step);
        asking += 1;
        try {
          const answer = await llm.ask({
            request,
            instructions,
            input,
            repair,
            form: CARE_PLAN_FORM,
            model: config.model || undefined,
            maxTokens: config.maxTokens,
            onProgress: (characters) => carePlans.progress(request, step, characters),
          });
          const origin: AdviceOrigin = {
            source: answer.provider,
            model: answer.model,
            tokens_in: answer.tokensIn + (before?.tokens_in ?? 0),
            tokens_out: answer.tokensOut + (before?.tokens_out ?? 0),
          };
          send('answer', { ...message, payload: answer.text, context, origin, instructions: config.instructions });
        } finally {
          asking -= 1;
        }
      },
      status: () => (asking > 0 ? `${asking} asked` : ''),
    };
  },
});
