/** Information about the server, examples with its address filled in, and its simulated devices. */
import { exampleText } from '../../services/system/examples.ts';
import type { SimulatorControl } from '../../services/system/simulator-control.ts';
import type { SystemInfo } from '../../services/system/system-info.ts';
import { requestHostOf } from '../guard.ts';
import { addressOf } from '../own-address.ts';
import type { Handlers } from '../router.ts';

export function aboutHandlers(info: SystemInfo, simulator: SimulatorControl) {
  return {
    async getSystem({ request }) {
      return { status: 200, body: await info.read(requestHostOf(request)) };
    },
    async getExample({ params, request, response }) {
      const text = await exampleText(params.name, {
        address: addressOf(request),
        registrationKeyRequired: info.registrationKeyRequired,
      });
      response.set('Cache-Control', 'no-store').type('text/plain').send(text);
      return undefined;
    },
    async startSimulator({ body }) {
      return { status: 200, body: await simulator.start({ createPlants: body.create_plants }) };
    },
    async stopSimulator({ query }) {
      return { status: 200, body: await simulator.stop({ remove: query.remove }) };
    },
  } satisfies Partial<Handlers>;
}
