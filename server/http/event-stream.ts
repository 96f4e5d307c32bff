import type { Clock } from '@plantops/shared/clock.ts';
import type { Request, Response } from 'express';
import type { LiveEvents, PublishedEvent } from '../services/live/live-events.ts';

/** A reader with more unread data than this is disconnected; it reconnects with `Last-Event-ID`. */
const MAX_UNREAD_BYTES = 1024 * 1024;
/** Keeps proxies from closing an idle stream, and reveals a dead peer. */
const KEEP_ALIVE_MS = 20_000;
const RETRY_MS = 2000;

const frame = ({ id, name, json }: PublishedEvent): string => `id: ${id}\nevent: ${name}\ndata: ${json}\n\n`;

export interface EventStreamOptions {
  live: LiveEvents;
  clock: Clock;
  /** Whether the reader's session has ended. */
  hasEnded: () => boolean;
  request: Request;
  response: Response;
  /** Takes the place of `Last-Event-ID` on a browser's first connection, which cannot set headers. */
  since?: string | undefined;
}

/**
 * Streams live events until the reader leaves or its session ends. `Last-Event-ID` resumes; a `reset` event says that
 * some were missed and that the reader must fetch everything again.
 */
export function streamEvents({ live, clock, hasEnded, request, response, since }: EventStreamOptions): void {
  response.writeHead(200, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
    Connection: 'keep-alive',
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  response.write(`retry: ${RETRY_MS}\n\n`);

  const write = (text: string): void => {
    if (hasEnded()) response.end();
    else if (response.writableLength > MAX_UNREAD_BYTES) response.destroy();
    else response.write(text);
  };
  // A browser that reconnects sends the header as well as the address of its first connection.
  const lastId = request.get('last-event-id') ?? since;
  if (lastId) {
    const missed = live.since(lastId)?.map(frame).join('');
    // A reader that gets more than it may leave unread would be disconnected again and again.
    write(missed !== undefined && Buffer.byteLength(missed) < MAX_UNREAD_BYTES ? missed : 'event: reset\ndata: {}\n\n');
  }
  const unsubscribe = live.subscribe((event) => write(frame(event)));
  const keepAlive = clock.every(KEEP_ALIVE_MS, () => write(': still here\n\n'));
  response.on('close', () => {
    keepAlive.cancel();
    unsubscribe();
  });
}
