import { careAdvice, carePlan } from '@plantops/shared/flows/message-types.ts';
import { defineNode, withPayload } from '../runtime/define-node.ts';
import { careContextSchema } from '@plantops/shared/care/care-plan.ts';
import { careStoreConfig } from './config.ts';

/**
 * Fields that a flow added to the context were meant for the model. Only the fields that every reader knows are stored.
 */
const keptContextSchema = careContextSchema.strip();

export default defineNode({
  type: 'plantops-care-store',
  label: { en: 'store plan', de: 'Plan speichern' },
  colour: '#c8b7dd',
  input: careAdvice,
  outputs: { 'stored plan': carePlan },
  outside: 'server',
  needs: ['carePlans'],
  config: careStoreConfig,
  start({ services: { carePlans } }) {
    let stored = 0;
    return {
      async input(message, send) {
        const { care: request, payload: advice, origin, basis } = message;
        const context = keptContextSchema.parse(message.context);
        carePlans.progress(request, 'store');
        const plan = await carePlans.store(request, { advice, context, origin, basis });
        stored += 1;
        send('stored plan', withPayload(message, plan));
      },
      status: () => `${stored} stored`,
    };
  },
});
