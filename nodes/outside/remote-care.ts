import { careContextSchema, carePlanSchema } from '@plantops/shared/care/care-plan.ts';
import type { CarePlans } from '@plantops/shared/ports.ts';
import { pathTo, type Rest } from './rest.ts';

/** Care plans of a PlantOps server. Its dashboard is not told of the steps to a plan that is made elsewhere. */
export const remoteCarePlans = (rest: Rest): CarePlans => ({
  gather: ({ plantId, language }) =>
    rest.get({
      path: `${pathTo('api', 'plants', plantId, 'care-context')}${language ? `?language=${language}` : ''}`,
      answer: careContextSchema,
    }),
  async store({ plantId, reason }, { advice, context, origin, basis }) {
    const path = pathTo('api', 'plants', plantId, 'care-plans');
    const { body } = await rest.post({
      path,
      body: { reason, advice, context, origin, basis },
      answer: carePlanSchema,
    });
    return body;
  },
  progress: () => undefined,
});
