/** A stream of live events that a test sends. It stands in for the browser's `EventSource`. */
import { settled } from './fake-server';

export class FakeEventSource extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSED = 2;
  /** All streams of the test, in the order in which they were opened. */
  static all: FakeEventSource[] = [];

  /** The newest stream. @throws Error if there is none */
  static get latest(): FakeEventSource {
    const source = FakeEventSource.all.at(-1);
    if (!source) throw new Error('Nothing follows the live events.');
    return source;
  }

  /** Streams that neither the dashboard nor the browser has closed. */
  static get open(): FakeEventSource[] {
    return FakeEventSource.all.filter(({ readyState }) => readyState !== FakeEventSource.CLOSED);
  }

  readonly url: string;
  readyState: number = FakeEventSource.CONNECTING;
  /** Whether the dashboard has closed it. */
  isClosed = false;

  constructor(url: string) {
    super();
    this.url = url;
    FakeEventSource.all.push(this);
  }

  close(): void {
    this.readyState = FakeEventSource.CLOSED;
    this.isClosed = true;
  }

  /** The id after which the dashboard asked it to continue. */
  get lastEventId(): string | null {
    return new URL(this.url, 'http://server').searchParams.get('last_event_id');
  }

  /** The connection stands. */
  connect(): Promise<void> {
    this.readyState = FakeEventSource.OPEN;
    return this.#tell(new Event('open'));
  }

  /** The server sends an event. A stream that the dashboard has closed delivers nothing. */
  emit(name: string, data: unknown = {}): Promise<void> {
    return this.#tell(new MessageEvent(name, { data: JSON.stringify(data) }));
  }

  /** The connection drops, and the browser tries again by itself. */
  drop(): Promise<void> {
    this.readyState = FakeEventSource.CONNECTING;
    return this.#tell(new Event('error'));
  }

  /** The server refuses, with 401 or 503 for example: the browser gives up. */
  giveUp(): Promise<void> {
    this.readyState = FakeEventSource.CLOSED;
    return this.#tell(new Event('error'));
  }

  #tell(event: Event): Promise<void> {
    if (!this.isClosed) this.dispatchEvent(event);
    return settled();
  }
}
