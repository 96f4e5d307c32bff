import type { Request, Response } from 'express';
import type { LiveEvents, PublishedEvent } from '../services/live/live-events.ts';

/** A reader with more than this unread is dropped; it comes back with `Last-Event-ID`. */
const MAX_UNREAD_BYTES = 1024 * 1024;
/** Keeps proxies from closing an idle stream, and shows a dead peer. */
const KEEP_ALIVE_MS = 20_000;
const RETRY_MS = 2000;

const frame = ({ id, name, json }: PublishedEvent): string => `id: ${id}\nevent: ${name}\ndata: ${json}\n\n`;

/**
 * Streams live events until the reader leaves. `Last-Event-ID` resumes; a `reset` event says that some were missed
 * and that the reader must fetch everything again.
 * @param since what a first connection says instead, which can send no header of its own
 */
export function streamEvents(live: LiveEvents, request: Request, response: Response, since?: string): void {
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
    if (response.writableLength > MAX_UNREAD_BYTES) response.destroy();
    else response.write(text);
  };
  // A browser that reconnects sends the header, beside the address of its first connection.
  const lastId = request.get('last-event-id') ?? since;
  if (lastId) {
    const missed = live.since(lastId)?.map(frame).join('');
    // More than a reader may leave unread would have it dropped again and again.
    write(missed !== undefined && Buffer.byteLength(missed) < MAX_UNREAD_BYTES ? missed : 'event: reset\ndata: {}\n\n');
  }
  const unsubscribe = live.subscribe((event) => write(frame(event)));
  const keepAlive = setInterval(() => write(': still here\n\n'), KEEP_ALIVE_MS);
  response.on('close', () => {
    clearInterval(keepAlive);
    unsubscribe();
  });
}
