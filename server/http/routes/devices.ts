import type { WaysOfDevices } from '../../services/devices/device-ways.ts';
import type { Devices } from '../../services/devices/devices.ts';
import type { Registrar } from '../../services/devices/registrar.ts';
import type { RegistrationDesk } from '../../services/devices/registration-desk.ts';
import { clientOf } from '../client.ts';
import { requestHostOf } from '../guard.ts';
import { type Handlers, linkNextPage } from '../router.ts';

export function deviceHandlers(
  devices: Devices,
  ways: Pick<WaysOfDevices, 'list'>,
  desk: RegistrationDesk,
  registrar: Pick<Registrar, 'renew'>,
) {
  return {
    async registerDevice({ body, request, left }) {
      const { created, credentials } = await desk.register(
        body,
        { requestHost: requestHostOf(request), address: clientOf(request).address },
        left,
      );
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
    async listIgnoredSensors({ params }) {
      return { status: 200, body: await devices.ignoredSensors(params.id) };
    },
    async allowSensor({ params }) {
      await devices.allowSensor(params.id, params.key);
      return { status: 204, body: undefined };
    },
    async listDeviceWays({ params }) {
      return { status: 200, body: await ways.list(params.id) };
    },
    async deleteDevice({ params }) {
      await devices.remove(params.id);
      return { status: 204, body: undefined };
    },
    async renewDeviceCredentials({ params, request }) {
      return { status: 200, body: await registrar.renew(params.id, requestHostOf(request)) };
    },
  } satisfies Partial<Handlers>;
}
