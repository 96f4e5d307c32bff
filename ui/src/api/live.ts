import { serverPath } from './base-path';
import { backoff } from '@plantops/shared/backoff.ts';
import type { Timer } from '@plantops/shared/clock.ts';
import { clock } from '../clock';
import { noteServerTime, serverNow } from '../composables/use-now';
import type {
  Alert,
  CarePlan,
  CareProgress,
  DeviceEvent,
  Durability,
  FlowState,
  PlantEvent,
  PulseEvent,
  QuestionEvent,
  ReadingEvent,
  Room,
  TodayEvent,
} from './generated';

export interface LiveHandlers {
  reading: (event: ReadingEvent) => void;
  device: (event: DeviceEvent) => void;
  plant: (event: PlantEvent) => void;
  alert: (event: Alert) => void;
  /** All rooms, in their order. */
  rooms: (event: Room[]) => void;
  flows: (event: FlowState) => void;
  checks: (event: Durability) => void;
  carePlan: (event: CarePlan) => void;
  careProgress: (event: CareProgress) => void;
  question: (event: QuestionEvent) => void;
  today: (event: TodayEvent) => void;
  /** Everything until the time of the pulse has been told. */
  pulse: (event: PulseEvent) => void;
  /** Fetches everything. @returns the id of the event after which the stream continues; undefined without a session */
  begin: () => Promise<string | undefined>;
  /** Events were missed: fetches everything again. The stream continues meanwhile. */
  refresh: () => void;
  /** Whether the stream brings events. A connection that stands and brings nothing is none. */
  connection: (isLive: boolean) => void;
}

/** ms; with jitter, so that all screens of a house do not ask a server that has just started at once. */
const RETRY = { first: 1000, longest: 30_000, jitter: 0.3 };

/**
 * The server sends a pulse every 5 seconds. After this time without one the line is dead, although neither side was told: the
 * other end is gone, or something between passes nothing on.
 */
const SILENT_MS = 18_000;
const CHECK_EVERY_MS = 1000;

/**
 * Fetches the state, follows `/api/events` from there and recovers from failures. After a dropped connection the
 * browser reconnects, and the server sends what was missed. After an answer such as 401 or 503 the browser gives up;
 * this then starts again from the beginning. A stream that is silent, or brings what the server said long ago, as after the
 * sleep of this machine, is replaced by one that goes on after its last event.
 * @returns a function that stops following
 */
export function followLiveEvents(handlers: LiveHandlers): () => void {
  let source: EventSource | undefined;
  let checking: Timer | undefined;
  let retry: { timer: Timer; run: () => void } | undefined;
  let failures = 0;
  let ended = false;
  let lastId = '';
  /** When the stream was opened, or told or tried something last, in ms of the clock that never jumps. */
  let heardAt = 0;
  /** The server's time in the newest pulse of this stream, in ms. */
  let pulseAt: number | undefined;
  let isLive = false;

  function lost(): void {
    isLive = false;
    handlers.connection(false);
  }

  function later(run: () => void): void {
    lost();
    failures += 1;
    const go = (): void => {
      retry = undefined;
      run();
    };
    retry = { timer: clock.after(backoff(failures, RETRY), go), run: go };
  }

  function heard(message: MessageEvent<string>): void {
    heardAt = clock.elapsedMs();
    failures = 0;
    if (message.lastEventId) lastId = message.lastEventId;
    if (isLive) return;
    isLive = true;
    handlers.connection(true);
  }

  function pulse(event: PulseEvent): void {
    const at = Date.parse(event.time);
    // The first pulse of a stream was made when the stream was opened. One from the future tells that this machine's
    // clock was set back.
    if (pulseAt === undefined || at > serverNow()) noteServerTime(event.time);
    pulseAt = at;
    handlers.pulse(event);
  }

  function follow(): void {
    if (ended) return;
    heardAt = clock.elapsedMs();
    pulseAt = undefined;
    checking ??= clock.every(CHECK_EVERY_MS, check);
    const own = new EventSource(serverPath(`/api/events?last_event_id=${encodeURIComponent(lastId)}`));
    source = own;
    own.addEventListener('error', () => {
      if (own !== source) return;
      heardAt = clock.elapsedMs();
      pulseAt = undefined;
      if (own.readyState !== EventSource.CLOSED) {
        lost();
        return;
      }
      source = undefined;
      later(() => void open());
    });
    const on = <T>(name: string, handle: (event: T) => void): void =>
      own.addEventListener(name, (message: MessageEvent<string>) => {
        if (own !== source) return;
        heard(message);
        handle(JSON.parse(message.data) as T);
      });
    on('reading', handlers.reading);
    on('device', handlers.device);
    on('plant', handlers.plant);
    on('alert', handlers.alert);
    on('rooms', handlers.rooms);
    on('flows', handlers.flows);
    on('checks', handlers.checks);
    on('care_plan', handlers.carePlan);
    on('care_progress', handlers.careProgress);
    on('question', handlers.question);
    on('today', handlers.today);
    on('pulse', pulse);
    on('reset', handlers.refresh);
  }

  async function open(): Promise<void> {
    let eventId: string | undefined;
    try {
      eventId = await handlers.begin();
    } catch {
      if (!ended) later(() => void open());
      return;
    }
    // Stopped meanwhile, or nobody is logged in. A login starts this again.
    if (ended || eventId === undefined) return;
    lastId = eventId;
    follow();
  }

  const isSilent = (): boolean =>
    clock.elapsedMs() - heardAt >= SILENT_MS || (pulseAt !== undefined && serverNow() - pulseAt >= SILENT_MS);

  function check(): void {
    if (!source || !isSilent()) return;
    source.close();
    source = undefined;
    later(follow);
  }

  /** Whoever looks at the page again, or is in reach of a network again, does not wait. */
  function wake(): void {
    if (document.hidden) return;
    check();
    retry?.timer.cancel();
    retry?.run();
  }

  document.addEventListener('visibilitychange', wake);
  for (const name of ['online', 'pageshow']) window.addEventListener(name, wake);
  void open();
  return () => {
    ended = true;
    checking?.cancel();
    document.removeEventListener('visibilitychange', wake);
    for (const name of ['online', 'pageshow']) window.removeEventListener(name, wake);
    retry?.timer.cancel();
    source?.close();
    source = undefined;
  };
}
