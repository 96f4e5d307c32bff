import { z } from 'zod';
import { defineNode } from '../runtime/define-node.ts';
import { careRequestOf } from '../runtime/message-guards.ts';
import { careAdviceSchema, careContextSchema } from '@plantops/shared/care/care-plan.ts';
import { CARE_SOURCES } from '@plantops/shared/care/care-words.ts';
import { careStoreConfig } from './config.ts';

const originSchema = z.object({
  source: z.enum(CARE_SOURCES),
  model: z.string().max(200).nullable(),
  tokens_in: z.int().min(0),
  tokens_out: z.int().min(0),
});
/**
 * Fields that a flow added to the context were meant for the model. Only the fields that every reader knows are stored.
 */
const keptContextSchema = careContextSchema.strip();

export default defineNode({
  type: 'plantops-care-store',
  label: 'store plan',
  colour: '#c8b7dd',
  inputs: 1,
  outputs: ['stored plan'],
  config: careStoreConfig,
  start({ services: { carePlans } }) {
    let stored = 0;
    return {
      async input(message, send) {
        const request = careRequestOf(message);
        const advice = careAdviceSchema.safeParse(message.payload);
        if (!advice.success)
          throw new Error(
            'msg.payload is not a care plan: wire this node behind a "check plan" or "plan by rules" node',
          );
        const context = keptContextSchema.safeParse(message.context);
        const origin = originSchema.safeParse(message.origin);
        if (!context.success || !origin.success)
          throw new Error(
            'msg.context or msg.origin is missing or was changed: keep what the nodes before put on the message',
          );
        carePlans.progress(request, 'store');
        message.payload = await carePlans.store(request, {
          advice: advice.data,
          context: context.data,
          origin: origin.data,
        });
        stored += 1;
        send(message);
      },
      status: () => `${stored} stored`,
    };
  },
});
