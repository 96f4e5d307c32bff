import type { PulseEvent } from '@plantops/shared/events.ts';
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import type { Request, Response } from 'express';
import { clientOf, guesserOf } from './client.ts';
import { type ReaderBudget, UNREAD_BYTES } from './reader-budget.ts';
import type { LiveEvents, PublishedEvent } from '../services/live/live-events.ts';

/** Keeps proxies from closing an idle stream, reveals a dead peer, and tells readers that they miss nothing. */
const PULSE_MS = 5000;
const RETRY_MS = 2000;

/** What has waited for less than this is not unread yet: many events may come in one turn of the event loop. */
const PATIENCE_MS = 500;
/** With more readers than a house has screens, what happens within a moment is told together (ms). */
const FEW_READERS = 20;
const GATHER_MS = 100;
/** More than this may never wait for one reader, however short. */
const MOST_IN_A_BURST = 1024 * 1024;

const frame = ({ id, name, json }: PublishedEvent): string => `id: ${id}\nevent: ${name}\ndata: ${json}\n\n`;

/**
 * The bytes of events that follow each other, as they were written last: made once for all readers, who are told in one turn.
 * With the events they would live until nobody can ask for these any more, which is megabytes.
 */
let made: { first: PublishedEvent; last: PublishedEvent; bytes: Buffer } | undefined;

function bytesOf(events: readonly [PublishedEvent, ...PublishedEvent[]]): Buffer {
  const [first] = events;
  const last = events.at(-1) ?? first;
  if (made?.first !== first || made.last !== last)
    made = { first, last, bytes: Buffer.from(events.map(frame).join('')) };
  return made.bytes;
}

export interface EventStreamOptions {
  live: LiveEvents;
  clock: Clock;
  budget: ReaderBudget;
  /** What the pulse tells beside the time. */
  about: Omit<PulseEvent, 'time'>;
  /** Calls back when the reader's session ends, until the function that it returns is called. */
  onEnd: (ended: () => void) => () => void;
  request: Request;
  response: Response;
  /** Takes the place of `Last-Event-ID` on a browser's first connection, which cannot set headers. */
  since?: string | undefined;
}

/**
 * Streams live events until the reader leaves or its session ends, with a pulse by which a reader knows that it hears
 * everything. `Last-Event-ID` resumes; a `reset` event says that
 * some were missed and that the reader must fetch everything again.
 * @throws ProblemError `too_busy`
 */
export function streamEvents({
  live,
  clock,
  budget,
  about,
  onEnd,
  request,
  response,
  since,
}: EventStreamOptions): void {
  let emptyAtMs = clock.elapsedMs();
  const reader = {
    guesser: guesserOf(clientOf(request).address),
    unreadBytes: () => (clock.elapsedMs() - emptyAtMs < PATIENCE_MS ? 0 : response.writableLength),
    drop: () => void response.destroy(),
  };
  const leave = request.method === 'HEAD' ? undefined : budget.enter(reader);
  response.writeHead(200, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
    Connection: 'keep-alive',
  });
  if (!leave) {
    response.end();
    return;
  }
  response.write(`retry: ${RETRY_MS}\n\n`);

  const write = (data: string | Buffer): void => {
    if (response.writableLength === 0) emptyAtMs = clock.elapsedMs();
    response.write(data);
    if (response.writableLength > MOST_IN_A_BURST) reader.drop();
    else budget.check(reader);
  };
  // A browser that reconnects sends the header as well as the address of its first connection.
  const lastId = request.get('last-event-id') ?? since;
  if (lastId) {
    const missed = live.since(lastId)?.map(frame).join('');
    // A reader that gets more than it may leave unread would be disconnected again and again.
    const isLittle = missed !== undefined && Buffer.byteLength(missed) < UNREAD_BYTES / 2;
    write(isLittle ? missed : 'event: reset\ndata: {}\n\n');
  }
  let waiting: PublishedEvent[] = [];
  let gathering: Timer | undefined;
  const writeWaiting = (): void => {
    gathering?.cancel();
    const [first, ...others] = waiting;
    waiting = [];
    if (first && !response.writableEnded && !response.destroyed) write(bytesOf([first, ...others]));
  };
  // Readings are stored, and so told of, many at a time: one write for all of a turn, instead of one for each reader and event.
  const unsubscribe = live.subscribe((event) => {
    waiting.push(event);
    if (waiting.length > 1) return;
    if (live.listenerCount > FEW_READERS) gathering = clock.after(GATHER_MS, writeWaiting);
    else queueMicrotask(writeWaiting);
  });
  const pulse = (): void => {
    writeWaiting();
    const data: PulseEvent = { time: clock.now().toISOString(), ...about };
    write(`event: pulse\ndata: ${JSON.stringify(data)}\n\n`);
  };
  pulse();
  const pulsing = clock.every(PULSE_MS, pulse);
  const unwatch = onEnd(() => response.end());
  response.on('close', () => {
    leave();
    unwatch();
    pulsing.cancel();
    gathering?.cancel();
    unsubscribe();
  });
}
