/** What Mosquitto tells of itself below `$SYS/broker` (mosquitto(8), "BROKER STATUS"). It retains each, and publishes changes. */
import type { Clock } from '@plantops/shared/clock.ts';
import type { BrokerLogin } from './accounts.ts';

const TOPICS = {
  /** Since the broker was started; `123 seconds`. */
  uptimeS: '$SYS/broker/uptime',
  /** Messages that anyone published, since it was started. */
  received: '$SYS/broker/publish/messages/received',
  /** Messages that it dropped from full queues after it had acknowledged them, since it was started. */
  dropped: '$SYS/broker/publish/messages/dropped',
  /** Messages that it holds: those that wait for somebody, and what is retained. */
  held: '$SYS/broker/store/messages/count',
  retained: '$SYS/broker/retained messages/count',
} as const;
type FigureName = keyof typeof TOPICS;

const NAME_OF: ReadonlyMap<string, FigureName> = new Map(
  Object.entries(TOPICS).map(([name, topic]) => [topic, name as FigureName]),
);
export const FIGURE_TOPICS: readonly string[] = Object.values(TOPICS);

/** How long an asked broker may take to answer (ms). */
const ASK_MS = 5000;

/** What a broker has told of its present life. */
export interface BrokerFigures {
  /** When it was started, to the seconds between two of its reports. */
  startedAt: Date;
  received: number;
  dropped: number;
  /** Messages that wait for somebody to take them. */
  waiting: number;
}

/** Gathers what the broker tells of itself over one connection, in which it may be started anew. */
export class FigureReader {
  readonly #clock: Clock;
  readonly #known = new Map<FigureName, number>();
  #startedAt: Date | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The connection is new, so the broker may be. */
  forget(): void {
    this.#known.clear();
    this.#startedAt = undefined;
  }

  /** Takes a message on one of `FIGURE_TOPICS`. Others, and what is no number, are passed over. */
  take(topic: string, text: string): void {
    const name = NAME_OF.get(topic);
    const value = Number.parseInt(text, 10);
    if (name === undefined || !Number.isFinite(value)) return;
    this.#known.set(name, value);
    // The first report may be old by the time between two of them, and later ones are not.
    if (name === 'uptimeS') this.#startedAt = new Date(this.#clock.now().getTime() - value * 1000);
  }

  /** Undefined until the broker has told how long it runs. What it has not told is 0: it tells changes only. */
  get figures(): BrokerFigures | undefined {
    if (!this.#startedAt) return undefined;
    const of = (name: FigureName): number => this.#known.get(name) ?? 0;
    return {
      startedAt: this.#startedAt,
      received: of('received'),
      dropped: of('dropped'),
      waiting: Math.max(0, of('held') - of('retained')),
    };
  }
}

/**
 * Asks a broker what it tells of itself, with a connection of its own.
 * @param listenMs how long to listen for newer figures than those that it retains (ms)
 * @returns undefined if it does not let the account in, or tells nothing
 */
export async function askBroker(
  url: string,
  { username, password }: BrokerLogin,
  { clock, listenMs = 0 }: { clock: Clock; listenMs?: number },
): Promise<BrokerFigures | undefined> {
  const { default: mqtt } = await import('mqtt');
  const reader = new FigureReader(clock);
  const client = mqtt.connect(url, {
    username,
    password,
    clientId: username,
    clean: true,
    protocolVersion: 5,
    reconnectPeriod: 0,
    connectTimeout: ASK_MS,
    manualConnect: true,
  });
  try {
    await new Promise<void>((resolve) => {
      const tooLate = clock.after(ASK_MS + listenMs, resolve);
      const done = (): void => {
        tooLate.cancel();
        resolve();
      };
      client.once('error', done);
      client.once('close', done);
      client.on('message', (topic, payload) => {
        reader.take(topic, payload.toString());
        // The retained ones come together.
        if (reader.figures) clock.after(Math.max(listenMs, 200), done);
      });
      client.once('connect', () => client.subscribe([...FIGURE_TOPICS]));
      client.connect();
    });
    return reader.figures;
  } finally {
    client.end(true);
  }
}
