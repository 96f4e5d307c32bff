import type { Alert, DeviceEvent, PlantEvent, ReadingEvent } from './generated';

export interface LiveHandlers {
  reading: (event: ReadingEvent) => void;
  device: (event: DeviceEvent) => void;
  plant: (event: PlantEvent) => void;
  alert: (event: Alert) => void;
  /** The stream begins, or events were missed: fetch everything. */
  refresh: () => void;
  /** The server refuses the stream: perhaps the session has ended. */
  refused: () => void;
  connection: (isLive: boolean) => void;
}

const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 30_000;

/**
 * Follows `/api/events` and heals by itself. The browser reconnects after a cut; after an answer such as 401 or 503 it
 * gives up, and a new stream is opened here.
 * @returns how to end it
 */
export function followLiveEvents(handlers: LiveHandlers): () => void {
  let source: EventSource | undefined;
  let retry: number | undefined;
  let retryMs = FIRST_RETRY_MS;

  function open(): void {
    source = new EventSource('/api/events');
    source.addEventListener('open', () => {
      retryMs = FIRST_RETRY_MS;
      handlers.connection(true);
      handlers.refresh();
    });
    source.addEventListener('error', () => {
      handlers.connection(false);
      if (source?.readyState !== EventSource.CLOSED) return;
      handlers.refused();
      retry = window.setTimeout(open, retryMs);
      retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
    });
    const on = <T>(name: string, handle: (event: T) => void): void =>
      source?.addEventListener(name, (message: MessageEvent<string>) => handle(JSON.parse(message.data) as T));
    on('reading', handlers.reading);
    on('device', handlers.device);
    on('plant', handlers.plant);
    on('alert', handlers.alert);
    on('reset', handlers.refresh);
  }

  open();
  return () => {
    window.clearTimeout(retry);
    source?.close();
  };
}
