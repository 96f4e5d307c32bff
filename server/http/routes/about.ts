/** Information about the server, examples with its address filled in, and its simulated devices. */
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Request } from 'express';
import { exampleText, isHarmlessAddress } from '../../services/system/examples.ts';
import type { SimulatorControl } from '../../services/system/simulator-control.ts';
import type { SystemInfo } from '../../services/system/system-info.ts';
import { hostNameOf } from '../guard.ts';
import type { Handlers } from '../router.ts';

/**
 * The address by which the request reached the server. A proxy in front of it declares https in X-Forwarded-Proto; a
 * client that lies about it only misleads itself.
 */
function addressOf({ headers, secure }: Request): string {
  const isHttps = secure || headers['x-forwarded-proto'] === 'https';
  const address = `${isHttps ? 'https' : 'http'}://${new URL(`http://${headers.host ?? ''}`).host}`;
  if (!isHarmlessAddress(address))
    throw new ProblemError(
      'forbidden_host',
      'The host name of the request has characters that no address of this server has',
    );
  return address;
}

export function aboutHandlers(info: SystemInfo, simulator: SimulatorControl) {
  return {
    async getSystem({ request }) {
      return { status: 200, body: await info.read(hostNameOf(request.headers.host ?? '') ?? '') };
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
