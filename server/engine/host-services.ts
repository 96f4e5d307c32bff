/** The services that the host carries out, as the nodes know them. */
import type { PlantOpsServices } from '@plantops/shared/ports.ts';
import type { z } from 'zod';
import type { EngineOffer, HostOffer } from '../port/offers.ts';
import type { PortEnd } from '../port/port-end.ts';

export type HostPort = PortEnd<HostOffer, EngineOffer>;
export type HostSettings = z.infer<EngineOffer['news']['settings']>;

/** A model may take a minute, and its answer must still travel. */
const MODEL_MS = 90_000;
/** The host itself waits for as long as the database is down. */
const FOR_AS_LONG_AS_IT_TAKES = Number.POSITIVE_INFINITY;

export type HostServices = Pick<PlantOpsServices, 'alertCooldownS' | 'outbox' | 'registrar' | 'llm' | 'carePlans'>;

/** @param settings gives what the host said last of the owner's settings */
export function hostServices(host: HostPort, settings: () => HostSettings): HostServices {
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
      ask: ({ onProgress, ...question }) => host.call('ask_model', question, { withinMs: MODEL_MS, onProgress }),
    },
    carePlans: {
      gather: (request) => host.call('gather_care', request),
      store: (request, plan) => host.call('store_plan', { request, ...plan }),
      progress: (request, step, characters) => host.tell('care_progress', { request, step, characters }),
    },
  };
}
