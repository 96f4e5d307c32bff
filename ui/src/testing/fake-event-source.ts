/** A stream of live events that a test sends, with the pulse of the server. It stands in for the browser's `EventSource`. */
import type { Timer } from '@plantops/shared/clock.ts';
import type { PulseEvent } from '../api/generated';
import { settled } from './fake-server';
import { clock } from './stage';

const PULSE_MS = 5000;

export class FakeEventSource extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSED = 2;
  /** All streams of the test, in the order in which they were opened. */
  static all: FakeEventSource[] = [];

  /** The server behind all streams. Each test has a new one. */
  static readonly server = { version: '0.1.0', dashboard: null as string | null };

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
  #pulsing: Timer | undefined;

  constructor(url: string) {
    super();
    this.url = url;
    FakeEventSource.all.push(this);
  }

  close(): void {
    this.readyState = FakeEventSource.CLOSED;
    this.isClosed = true;
    this.fallSilent();
  }

  /** The id after which the dashboard asked it to continue. */
  get lastEventId(): string | null {
    return new URL(this.url, 'http://server').searchParams.get('last_event_id');
  }

  /** The connection stands, and the server lets its pulse be heard. */
  connect(): Promise<void> {
    this.readyState = FakeEventSource.OPEN;
    this.dispatchEvent(new Event('open'));
    this.fallSilent();
    this.#pulsing = clock.every(PULSE_MS, () => void this.pulse());
    return this.pulse();
  }

  /** The server lets its pulse be heard. @param more what it tells instead of the time of now, for example */
  pulse(more: Partial<PulseEvent> = {}): Promise<void> {
    return this.emit('pulse', { time: clock.now().toISOString(), ...FakeEventSource.server, ...more });
  }

  /** Nothing passes any more, and nobody says so. */
  fallSilent(): void {
    this.#pulsing?.cancel();
  }

  /** The server sends an event. A stream that the dashboard has closed delivers nothing. */
  emit(name: string, data: unknown = {}, lastEventId = ''): Promise<void> {
    return this.#tell(new MessageEvent(name, { data: JSON.stringify(data), lastEventId }));
  }

  /** The connection drops, and the browser tries again by itself. */
  drop(): Promise<void> {
    this.readyState = FakeEventSource.CONNECTING;
    this.fallSilent();
    return this.#tell(new Event('error'));
  }

  /** The server refuses, with 401 or 503 for example: the browser gives up. */
  giveUp(): Promise<void> {
    this.readyState = FakeEventSource.CLOSED;
    this.fallSilent();
    return this.#tell(new Event('error'));
  }

  #tell(event: Event): Promise<void> {
    if (!this.isClosed) this.dispatchEvent(event);
    return settled();
  }
}
