import type { Rejection } from '@plantops/shared/messages.ts';
import type { RejectionStore } from '@plantops/shared/ports.ts';
import type { NodeMemory } from '../runtime/node-red.ts';

/** How many rejected messages a node keeps. */
export const MOST_REJECTIONS = 100;

/** Keeps the last hundred rejected messages in a node's context, under `rejected`, newest first. */
export class LocalRejections implements RejectionStore {
  readonly #memory: NodeMemory;

  constructor(memory: NodeMemory) {
    this.#memory = memory;
  }

  async reject(rejection: Rejection): Promise<void> {
    const kept = this.#memory.get('rejected');
    const before: unknown[] = Array.isArray(kept) ? kept : [];
    const entry = { ...rejection, receivedAt: rejection.receivedAt.toISOString() };
    this.#memory.set('rejected', [entry, ...before].slice(0, MOST_REJECTIONS));
  }
}
