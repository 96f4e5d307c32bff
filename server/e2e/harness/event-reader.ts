import http, { type IncomingMessage } from 'node:http';

export interface ReceivedEvent {
  id: string;
  name: string;
  data: unknown;
}

/**
 * What was told, without what was only told again: a plant is told of once more when there is a new verdict about it, which
 * comes later where the machine is busy.
 */
export const withoutRepeats = <T>(told: readonly T[]): T[] =>
  told.filter((one, index) => index === 0 || one !== told[index - 1]);

/** Reads `/api/events` as a browser does. */
export class EventReader {
  /** What happened: all events but the pulse. */
  readonly events: ReceivedEvent[] = [];
  readonly pulses: unknown[] = [];
  readonly #response: IncomingMessage;
  #unread = '';
  closed = false;

  private constructor(response: IncomingMessage) {
    this.#response = response;
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => {
      this.#take(chunk);
    });
    response.on('error', () => undefined);
    response.on('close', () => {
      this.closed = true;
    });
  }

  /** Resolves once the stream is open. @throws if it is refused */
  static open(
    base: string,
    lastEventId?: string,
    path = '/api/events',
    headers: Record<string, string> = {},
  ): Promise<EventReader> {
    return new Promise((resolve, reject) => {
      http
        .get(
          new URL(path, base),
          { agent: false, headers: lastEventId === undefined ? headers : { ...headers, 'Last-Event-ID': lastEventId } },
          (response) => {
            if (response.statusCode === 200) resolve(new EventReader(response));
            else reject(new Error(`${path} answered ${response.statusCode}`));
          },
        )
        .on('error', reject);
    });
  }

  named(name: string): ReceivedEvent[] {
    return this.events.filter((event) => event.name === name);
  }

  get lastId(): string {
    return this.events.findLast(({ id }) => id !== '')?.id ?? '';
  }

  /** Stops reading from the socket, so that the server's writes pile up. */
  stopReading(): void {
    this.#response.pause();
  }

  readOn(): void {
    this.#response.resume();
  }

  close(): void {
    this.#response.destroy();
  }

  #take(chunk: string): void {
    const blocks = (this.#unread + chunk).split('\n\n');
    this.#unread = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(
        block
          .split('\n')
          .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trimStart()]),
      );
      const data = fields.get('data');
      if (data === undefined) continue;
      const event = {
        id: fields.get('id') ?? '',
        name: fields.get('event') ?? 'message',
        data: JSON.parse(data) as unknown,
      };
      if (event.name === 'pulse') this.pulses.push(event.data);
      else this.events.push(event);
    }
  }
}
