/** The services that the host carries out, as the nodes know them. */
import type { PlantOpsServices } from '@plantops/shared/ports.ts';
import type { z } from 'zod';
import type { RequestGateway } from '../services/flow-requests/request-gateway.ts';
import type { EngineOffer, HostOffer } from '../port/offers.ts';
import type { PortEnd } from '../port/port-end.ts';

export type HostPort = PortEnd<HostOffer, EngineOffer>;
export type HostSettings = z.infer<EngineOffer['news']['settings']>;

/** The host itself waits for as long as the database is down, and for a model as long as it is not silent. */
const FOR_AS_LONG_AS_IT_TAKES = Number.POSITIVE_INFINITY;

export type HostServices = Pick<PlantOpsServices, 'alertCooldownS' | 'outbox' | 'registrar' | 'llm' | 'carePlans'>;

/**
 * @param settings gives what the host said last of the owner's settings
 * @param requests told that a care plan is being made, so that it is waited for
 */
export function hostServices(
  host: HostPort,
  settings: () => HostSettings,
  requests: Pick<RequestGateway, 'heard'>,
): HostServices {
  return {
    alertCooldownS: () => settings().alertCooldownS,
    outbox: {
      async release(noticeId, channel) {
        await host.call('release_notice', { noticeId, channel }, { withinMs: FOR_AS_LONG_AS_IT_TAKES });
      },
      unreleased: () => host.call('unreleased_notices', null, { withinMs: FOR_AS_LONG_AS_IT_TAKES }),
      status() {
        const { waiting, lastError } = settings().outbox;
        return { waiting, lastError };
      },
    },
    registrar: { register: (registration) => host.call('register_device', registration) },
    llm: {
      isReady: () => settings().modelReady,
      ask: ({ onProgress, ...question }) =>
        host.call('ask_model', question, { withinMs: FOR_AS_LONG_AS_IT_TAKES, onProgress }),
    },
    carePlans: {
      gather: (request) => host.call('gather_care', request),
      store: (request, plan) => host.call('store_plan', { request, ...plan }),
      progress(request, step, characters) {
        requests.heard('care_plan');
        host.tell('care_progress', { request, step, characters });
      },
    },
  };
}
