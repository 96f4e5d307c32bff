/** In a host: what it does not answer itself is passed on to the engine at work. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { ProxyServer } from 'httpxy';
import type { Logger } from 'pino';
import { DOOR_HEADER } from '../port/address.ts';
import { http } from '../process/node-http.ts';
import { clientOf } from './client.ts';
import { endpoints, type EndpointName } from './endpoints.ts';

/**
 * What a host answers itself: what is read from the database, as often as somebody looks on, and what is said of the host.
 * Everything else changes something, is asked of the flows, or is remembered by the engine at work.
 */
const ANSWERED_HERE: ReadonlySet<EndpointName> = new Set<EndpointName>([
  'getHealth',
  'getReadiness',
  'getSession',
  'getStart',
  'streamEvents',
  'listPlants',
  'getPlant',
  'getPlantDiagnosis',
  'getPlantHistory',
  'getPlantYear',
  'exportPlantReadings',
  'listSparklines',
  'listPlantDevices',
  'listRemovedPlants',
  'listRooms',
  'listDevices',
  'getDevice',
  'listRejectedMessages',
  'listCalibrations',
  'listAlerts',
  'listJournal',
  'listPlantPhotos',
  'getPlantPhoto',
  'getCareIntervals',
  'getToday',
  'listSpecies',
  'matchSpecies',
  'getDisplaySettings',
  'getExample',
]);

/** Addresses of the table that are asked of the engine. */
const ASKED_ELSEWHERE = Object.entries(endpoints)
  .filter(([name, { method }]) => method === 'get' && !ANSWERED_HERE.has(name as EndpointName))
  .map(([, { path }]) => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')}$`));

/** An engine that takes over does so within this time (ms). */
const PATIENCE_MS = 12_000;
/** More than one host has to ask at once; the others wait. An engine has room for several such hosts. */
const MOST_CONNECTIONS = 256;

export interface PassOnOptions {
  /** Where the engine at work is, once there is one. @throws ProblemError `engine_unavailable` */
  reach: (withinMs: number) => Promise<string>;
  /** What this host proves itself by. */
  token: string;
  log: Logger;
}

export class PassOn {
  readonly #options: PassOnOptions;
  #agent = new http.Agent({ keepAlive: true, maxSockets: MOST_CONNECTIONS });
  #proxy: Promise<ProxyServer> | undefined;

  constructor(options: PassOnOptions) {
    this.#options = options;
  }

  /** Whether the engine at work is to answer. @param isForFlows whether the address is one of the flows' own */
  takes({ method }: IncomingMessage, path: string, isForFlows: boolean): boolean {
    if (isForFlows) return true;
    if (method === 'GET' || method === 'HEAD') return ASKED_ELSEWHERE.some((pattern) => pattern.test(path));
    // The addresses of the dashboard's files take no other methods.
    return method !== 'OPTIONS' && path.startsWith('/api/');
  }

  /** @throws ProblemError `engine_unavailable`; once an answer has begun, its connection is cut instead */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = await this.#options.reach(PATIENCE_MS);
    this.#prepare(request);
    try {
      await (await this.#ready()).web(request, response, { target, agent: this.#agent });
    } catch (failure) {
      this.#options.log.debug({ err: failure }, 'a request to the engine at work was cut off');
      if (response.headersSent) response.destroy();
      else
        throw new ProblemError(
          'engine_unavailable',
          'The engine at work ended before it answered: look whether it was done, and try again',
          [],
          { retryAfterS: 2, cause: failure },
        );
    }
  }

  async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const target = await this.#options.reach(PATIENCE_MS);
    this.#prepare(request);
    await (await this.#ready()).ws(request, socket as Socket, { target }, head);
  }

  /** Ends what an engine that is gone was asked, which nobody answers any more. */
  cut(): void {
    this.#agent.destroy();
    this.#agent = new http.Agent({ keepAlive: true, maxSockets: MOST_CONNECTIONS });
  }

  /** Says who asks, and how, as a proxy does. The engine believes whoever has the token. */
  #prepare(request: IncomingMessage): void {
    const { address, isHttps, prefix, isIngress } = clientOf(request);
    Object.assign(request.headers, {
      [DOOR_HEADER]: this.#options.token,
      'x-forwarded-for': address,
      'x-forwarded-proto': isHttps ? 'https' : 'http',
      ...(prefix !== '' && { [isIngress ? 'x-ingress-path' : 'x-forwarded-prefix']: prefix }),
    });
  }

  #ready(): Promise<ProxyServer> {
    // Its code is loaded with the first request. Where nobody listens for errors, they reject what was asked.
    return (this.#proxy ??= import('httpxy').then(({ createProxyServer }) =>
      createProxyServer({ ws: true, xfwd: false, proxyTimeout: 0 }),
    ));
  }
}
