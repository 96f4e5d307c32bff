import { serverPath } from './base-path';
import { backoff } from '@plantops/shared/backoff.ts';
import type { Timer } from '@plantops/shared/clock.ts';
import { clock } from '../clock';
import type {
  Alert,
  CarePlan,
  CareProgress,
  DeviceEvent,
  Durability,
  FlowState,
  PlantEvent,
  QuestionEvent,
  ReadingEvent,
} from './generated';

export interface LiveHandlers {
  reading: (event: ReadingEvent) => void;
  device: (event: DeviceEvent) => void;
  plant: (event: PlantEvent) => void;
  alert: (event: Alert) => void;
  flows: (event: FlowState) => void;
  checks: (event: Durability) => void;
  carePlan: (event: CarePlan) => void;
  careProgress: (event: CareProgress) => void;
  question: (event: QuestionEvent) => void;
  /** Fetches everything. @returns the id of the event after which the stream continues; undefined without a session */
  begin: () => Promise<string | undefined>;
  /** Events were missed: fetches everything again. The stream continues meanwhile. */
  refresh: () => void;
  connection: (isLive: boolean) => void;
}

/** ms; with jitter, so that all screens of a house do not ask a server that has just started at once. */
const RETRY = { first: 1000, longest: 30_000, jitter: 0.3 };

/**
 * Fetches the state, follows `/api/events` from there and recovers from failures. After a dropped connection the
 * browser reconnects, and the server sends what was missed. After an answer such as 401 or 503 the browser gives up;
 * this then starts again from the beginning.
 * @returns a function that stops following
 */
export function followLiveEvents(handlers: LiveHandlers): () => void {
  let source: EventSource | undefined;
  let retry: Timer | undefined;
  let failures = 0;
  let ended = false;

  function retryLater(): void {
    if (ended) return;
    handlers.connection(false);
    failures += 1;
    retry = clock.after(backoff(failures, RETRY), () => void open());
  }

  async function open(): Promise<void> {
    let eventId: string | undefined;
    try {
      eventId = await handlers.begin();
    } catch {
      retryLater();
      return;
    }
    // Stopped meanwhile, or nobody is logged in. A login starts this again.
    if (ended || eventId === undefined) return;
    source = new EventSource(serverPath(`/api/events?last_event_id=${encodeURIComponent(eventId)}`));
    source.addEventListener('open', () => {
      failures = 0;
      handlers.connection(true);
    });
    source.addEventListener('error', () => {
      if (source?.readyState === EventSource.CLOSED) retryLater();
      else handlers.connection(false);
    });
    const on = <T>(name: string, handle: (event: T) => void): void =>
      source?.addEventListener(name, (message: MessageEvent<string>) => handle(JSON.parse(message.data) as T));
    on('reading', handlers.reading);
    on('device', handlers.device);
    on('plant', handlers.plant);
    on('alert', handlers.alert);
    on('flows', handlers.flows);
    on('checks', handlers.checks);
    on('care_plan', handlers.carePlan);
    on('care_progress', handlers.careProgress);
    on('question', handlers.question);
    on('reset', handlers.refresh);
  }

  void open();
  return () => {
    ended = true;
    retry?.cancel();
    source?.close();
  };
}
