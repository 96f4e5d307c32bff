import type { FlowState } from '@plantops/shared/api/flows.ts';
import type { Pulse } from '../port/offers.ts';
import { AWAY } from './away.ts';
import type { EngineLink } from './engine-link.ts';
import { Flows, type FlowsNeeds } from './open-flows.ts';

/** The flows as a host knows them that has none: the engine at work tells how they are, and is asked for all that they do. */
export class FlowsElsewhere extends Flows {
  readonly #link: EngineLink;

  constructor({ link, ...needs }: FlowsNeeds & { link: EngineLink }) {
    super(needs);
    this.#link = link;
  }

  override async prepare(): Promise<void> {}
  override async start(): Promise<void> {}
  override async stop(): Promise<void> {}

  override get pulse(): Pulse {
    return this.#link.told?.engine ?? AWAY;
  }

  override get hasEngine(): boolean {
    return this.#link.told !== undefined;
  }

  override async follow(): Promise<readonly string[]> {
    return [];
  }

  override announceReadings(isWanted: boolean): Promise<void> {
    return this.#link.announceReadings(isWanted);
  }

  override state(): Omit<FlowState, 'set_aside'> {
    return this.#link.told?.flows ?? super.state();
  }

  override warnings(): string[] {
    return this.#link.told?.warnings ?? [];
  }
}

/** @param link undefined where the flows run here */
export const flowsOf = (needs: FlowsNeeds, link: EngineLink | undefined): Flows =>
  link ? new FlowsElsewhere({ ...needs, link }) : new Flows(needs);
