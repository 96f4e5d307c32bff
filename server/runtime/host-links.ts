import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import { gathered } from '../port/bus-bridge.ts';
import {
  besideOffer,
  type BesideOffer,
  type ToldChange,
  toldChangeSchema,
  type WorkOffer,
  workOffer,
  type WorkPulse,
} from '../port/link-offers.ts';
import { PortEnd } from '../port/port-end.ts';
import type { ChangeBus } from '../services/bus/change-bus.ts';

/** What a host asks for is small (bytes). */
const LARGEST_FRAME = 64 * 1024;
const PULSE_MS = 1000;
/** A host that is so far behind reads everything again (bytes). */
const MOST_UNREAD = 16 * 2 ** 20;

const NAMES: readonly ToldChange['name'][] = toldChangeSchema.options.flatMap(({ shape: { name } }) => [
  ...('options' in name ? name.options : name.values),
]);

export interface HostLinksOptions {
  bus: ChangeBus;
  /** Has stored readings announced until the returned function is called. */
  wantReadings: () => { told: Promise<void>; leave: () => void };
  /** How this engine is. */
  state: () => WorkPulse;
  clock: Clock;
  log: Logger;
}

interface Link {
  socket: WebSocket;
  port: PortEnd<BesideOffer, WorkOffer>;
  /** Set while the host is told of each stored reading. */
  readings: ReturnType<HostLinksOptions['wantReadings']> | undefined;
}

/** In the engine at work: the hosts beside it, which are told of every change. Without hosts it costs nothing. */
export class HostLinks {
  readonly #options: HostLinksOptions;
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_FRAME, perMessageDeflate: false });
  readonly #links = new Set<Link>();
  #isPassword: (candidate: string, address: string) => Promise<boolean> = () => Promise.resolve(false);
  #pulse: Timer | undefined;

  constructor(options: HostLinksOptions) {
    this.#options = options;
    const tell = gathered<ToldChange>((changes) => this.#tell(changes), options.clock);
    for (const name of NAMES)
      options.bus.on(name, (change) => {
        if (this.#links.size > 0) tell({ name, change } as unknown as ToldChange);
      });
  }

  /** Who judges passwords that were given to a host. */
  judgePasswordsBy(isPassword: (candidate: string, address: string) => Promise<boolean>): void {
    this.#isPassword = isPassword;
  }

  start(): void {
    this.#pulse = this.#options.clock.every(PULSE_MS, () => {
      for (const link of this.#links) this.#beat(link);
    });
  }

  /** Hosts look for the next engine at once. */
  stop(): void {
    this.#pulse?.cancel();
    for (const { socket } of this.#links) socket.terminate();
  }

  /** How many hosts are linked. */
  get count(): number {
    return this.#links.size;
  }

  /** Takes the link of a host, which was asked who it is. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#sockets.handleUpgrade(request, socket, head, (ready) => this.#begin(ready));
  }

  #begin(socket: WebSocket): void {
    const { wantReadings, clock, log } = this.#options;
    const port: Link['port'] = new PortEnd({
      theirs: besideOffer,
      mine: workOffer,
      handlers: {
        calls: {
          async announce_readings(isWanted) {
            if (isWanted) link.readings ??= wantReadings();
            else {
              link.readings?.leave();
              link.readings = undefined;
            }
            await link.readings?.told;
            return null;
          },
          is_password: ({ candidate, address }) => this.#isPassword(candidate, address),
        },
        news: {},
      },
      send: (frame) => socket.send(frame),
      clock,
      onFault: (fault) => log.error(`a host sent something unexpected: ${fault}`),
    });
    const link: Link = { socket, port, readings: undefined };
    this.#links.add(link);
    log.info(`a host is linked; there are ${this.#links.size}`);
    socket.on('message', (data) => port.receive((data as Buffer).toString()));
    socket.on('error', (failure) => log.warn(`the link to a host broke: ${failure.message}`));
    socket.on('close', () => {
      port.close('The host ended');
      link.readings?.leave();
      this.#links.delete(link);
      log.info(`a host is gone; there are ${this.#links.size}`);
    });
    this.#beat(link);
  }

  #beat({ port }: Link): void {
    port.tell('pulse', this.#options.state());
  }

  #tell(changes: readonly ToldChange[]): void {
    const withoutReadings = changes.filter(({ name }) => name !== 'readings_stored');
    for (const { socket, port, readings } of this.#links) {
      const wanted = readings ? changes : withoutReadings;
      if (socket.bufferedAmount > MOST_UNREAD) socket.terminate();
      else if (wanted.length > 0) port.tell('changes', [...wanted]);
    }
  }
}
