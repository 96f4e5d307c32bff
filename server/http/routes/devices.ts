import { ProblemError } from '@plantops/nodes/shared/problem.ts';
import type { DeviceCredentials } from '@plantops/nodes/shared/api.ts';
import type { Devices } from '../../services/devices.ts';
import type { RequestGateway } from '../../services/request-gateway.ts';
import { hostNameOf } from '../guard.ts';
import { type Handlers, linkNextPage } from '../router.ts';

export function deviceHandlers(devices: Devices, gateway: RequestGateway) {
  return {
    async registerDevice({ body, request }) {
      // The guard lets no request pass whose host has no name.
      const requestHost = hostNameOf(request.headers.host ?? '') ?? '';
      const answer = await gateway.call('register_device', { request: body, requestHost });
      const { created, credentials } = answer as { created?: boolean; credentials?: DeviceCredentials };
      // The flow may have been edited so that something else comes back.
      if (!credentials) throw new ProblemError('flow_unavailable', 'The provisioning flow answered without credentials: its answer must come from the "register device" node');
      return created ? { status: 201, body: credentials } : { status: 200, body: credentials };
    },
    async provisionDevice({ params, body }) {
      return { status: 200, body: await devices.provision(params.id, body) };
    },
    async listDevices(call) {
      const { limit, cursor, status, unassigned, plant_id } = call.query;
      const body = await devices.list({ status, unassigned, plantId: plant_id, after: cursor, limit });
      linkNextPage(call, limit, body, body.at(-1)?.id);
      return { status: 200, body };
    },
    async getDevice({ params }) {
      return { status: 200, body: await devices.get(params.id) };
    },
    async updateDevice({ params, body }) {
      return { status: 200, body: await devices.update(params.id, body) };
    },
    async listRejectedMessages({ params }) {
      return { status: 200, body: await devices.rejected(params.id) };
    },
    async deleteDevice({ params }) {
      await devices.remove(params.id);
      return { status: 204, body: undefined };
    },
  } satisfies Partial<Handlers>;
}
