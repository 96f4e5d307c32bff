/** What several processes on one database have in common, and how a host follows the engine at work. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from '@plantops/shared/clock.ts';
import type { Logger } from 'pino';
import type { Environment } from './config/environment.ts';
import { derivedKey, keyFile } from './config/keys.ts';
import type { ToldChange } from './port/link-offers.ts';
import type { Rooms } from './rooms.ts';
import type { EngineLink } from './runtime/engine-link.ts';
import type { FlowCopies } from './runtime/flow-copies.ts';
import { HostLinks } from './runtime/host-links.ts';
import type { ChangeBus } from './services/bus/change-bus.ts';

/** What a process has of those beside it. */
export interface InCommon {
  /** What cookies and addresses of calendars are signed with. */
  sessionKey: string;
  /** In a host: the link to the engine at work. Undefined where the flows run. */
  link: EngineLink | undefined;
  /** In an engine that works in turn with others: where they find its flows. */
  copies: FlowCopies | undefined;
}

/** A file of its own where there is one, or no key that others could have too. */
export function sessionKeyOf({ PLANTOPS_ROLE, ENCRYPTION_KEY, DATA_DIR }: Environment): string {
  const hasFile = existsSync(path.join(DATA_DIR, 'keys', 'session-key'));
  return ENCRYPTION_KEY !== undefined && (PLANTOPS_ROLE !== 'all' || !hasFile)
    ? derivedKey(ENCRYPTION_KEY, 'sessions')
    : keyFile(DATA_DIR, 'session-key').key;
}

/** What a host does as the engine at work tells it of changes. */
export class Following {
  readonly #bus: ChangeBus;
  readonly #rooms: Pick<Rooms, 'access' | 'display' | 'live'>;
  readonly #log: Logger;

  constructor({ bus, rooms, log }: { bus: ChangeBus; rooms: Pick<Rooms, 'access' | 'display' | 'live'>; log: Logger }) {
    this.#bus = bus;
    this.#rooms = rooms;
    this.#log = log;
  }

  /** Makes changes known here, one after another. */
  async follow(changes: readonly ToldChange[]): Promise<void> {
    for (const told of changes) await this.#heed(told);
  }

  /** The engine was away, or is another one: anything may have changed. */
  async missed(): Promise<void> {
    await this.#readAccess();
    await this.#bus.publish('changes_missed', {});
    this.#rooms.live.reset();
  }

  async #heed({ name, change }: ToldChange): Promise<void> {
    // What rooms do at these belongs to the engine at work.
    if (name === 'boards_told_apart') return;
    if (name === 'access_changed') return this.#readAccess();
    if (name === 'data_replaced') return this.missed();
    if (name === 'settings_changed') {
      if (change.group !== 'display') return;
      await this.#rooms.display.read();
    }
    await this.#bus.publish(name, change);
  }

  async #readAccess(): Promise<void> {
    const { sessions, tokens } = this.#rooms.access;
    await Promise.all([sessions.loadAgain(), tokens.loadAgain()]).catch((failure: unknown) =>
      this.#log.warn({ err: failure }, 'who is logged in could not be read again'),
    );
  }
}

/** In an engine that hosts may be beside. */
export const openHostLinks = (
  { flows, live, demand }: Pick<Rooms, 'flows' | 'live' | 'demand'>,
  bus: ChangeBus,
  clock: Clock,
  log: Logger,
): HostLinks =>
  new HostLinks({
    bus,
    wantReadings: () => ({ leave: demand.join(), told: live.ready() }),
    state: () => ({ engine: flows.pulse, flows: flows.state(), warnings: flows.warnings() }),
    clock,
    log,
  });
