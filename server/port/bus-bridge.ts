/** Joins the bus of the host with that of the engine. */
import type { Clock } from '@plantops/shared/clock.ts';
import type { ChangeBus } from '../services/bus/change-bus.ts';
import {
  ENGINE_CHANGES,
  type EngineChange,
  type EngineOffer,
  type HostOffer,
  OWNER_CHANGES,
  type OwnerChange,
} from './offers.ts';
import type { PortEnd } from './port-end.ts';

/**
 * Between two frames (ms): what happens meanwhile is sent together. Stored readings come gathered already, a statement's at
 * once, so a longer pace only delays them: with 10 ms it was 5 ms of a live event's way.
 */
const PACE_MS = 2;

/** Calls `send` with changes as they are made: at once after a pause, and otherwise in batches. */
export function gathered<Told>(send: (changes: Told[]) => void, clock: Clock): (change: Told) => void {
  let waiting: Told[] = [];
  let sentAtMs = Number.NEGATIVE_INFINITY;
  const sendAll = (): void => {
    const all = waiting;
    waiting = [];
    sentAtMs = clock.elapsedMs();
    send(all);
  };
  return (change) => {
    if (waiting.push(change) > 1) return;
    const inMs = sentAtMs + PACE_MS - clock.elapsedMs();
    if (inMs > 0) clock.after(inMs, sendAll);
    // What else comes of the same step of the event loop goes with it.
    else queueMicrotask(sendAll);
  };
}

/** In the engine: sends on what it makes known. */
export function forwardToHost(bus: ChangeBus, host: PortEnd<HostOffer, EngineOffer>, clock: Clock): void {
  const tell = gathered<EngineChange>((changes) => host.tell('changes', changes), clock);
  for (const name of ENGINE_CHANGES) bus.on(name, (change) => tell({ name, change } as EngineChange));
}

/** In the host: makes known what the engine sent, in its order. */
export async function publishEngineChanges(bus: ChangeBus, changes: readonly EngineChange[]): Promise<void> {
  for (const { name, change } of changes) await bus.publish(name, change);
}

/**
 * In the host: has the engine follow each change of the owner's before anyone else does. Subscribed first, so that live
 * readers are told of a change together with everything that the engine made of it.
 */
export function forwardToEngine(bus: ChangeBus, follow: (change: OwnerChange) => Promise<readonly string[]>): void {
  for (const name of OWNER_CHANGES)
    bus.on(name, async (change) => {
      const [failure] = await follow({ name, change } as OwnerChange);
      if (failure !== undefined) throw new Error(failure);
    });
}

/** In the engine: follows a change of the owner's. @returns what could not be followed */
export async function publishOwnerChange(bus: ChangeBus, { name, change }: OwnerChange): Promise<string[]> {
  const failures = await bus.publish(name, change);
  return failures.map(({ message }) => message);
}
