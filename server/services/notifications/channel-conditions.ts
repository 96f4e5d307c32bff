/** How a channel fares. */
export interface ChannelCondition {
  /** Deliveries that wait. */
  waiting: number;
  /** Why the last attempt failed; undefined once one succeeded. */
  lastError: string | undefined;
}

/** How each channel fares, by its name: told by those who deliver, asked by the settings that show it. */
export class ChannelConditions {
  readonly #sources = new Map<string, () => ChannelCondition>();

  set(channel: string, source: () => ChannelCondition): void {
    this.#sources.set(channel, source);
  }

  of(channel: string): ChannelCondition {
    return this.#sources.get(channel)?.() ?? { waiting: 0, lastError: undefined };
  }
}
