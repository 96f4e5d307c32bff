import type { DeviceWays } from '@plantops/shared/api/ways.ts';
import type { EngineOffer, NodeFigures } from '../port/offers.ts';
import { type CallInput, type CallOutput, PortClosedError } from '../port/port-end.ts';
import type { EngineProcess } from './engine-process.ts';

/** An engine that has not told by then counts as away (ms). */
const TELL_MS = 2000;

/** What the engine tells of what happens in it, when it is asked. It tells nothing while it is away. */
export class EngineReports {
  readonly #engine: () => Pick<EngineProcess, 'call'> | undefined;

  constructor(engine: () => Pick<EngineProcess, 'call'> | undefined) {
    this.#engine = engine;
  }

  /** The ways of a device's messages that the engine has followed. */
  async waysOf(deviceId: string): Promise<DeviceWays> {
    return (await this.#ask('device_ways', { deviceId })) ?? { engine_started_at: null, ways: [] };
  }

  /** What each node does that runs now. */
  async nodeFigures(): Promise<readonly NodeFigures[]> {
    return (await this.#ask('node_figures', null)) ?? [];
  }

  async #ask<Name extends 'device_ways' | 'node_figures'>(
    name: Name,
    input: CallInput<EngineOffer, Name>,
  ): Promise<CallOutput<EngineOffer, Name> | undefined> {
    try {
      return await this.#engine()?.call(name, input, { withinMs: TELL_MS, awayMs: 0 });
    } catch (failure) {
      if (failure instanceof PortClosedError) return undefined;
      throw failure;
    }
  }
}
